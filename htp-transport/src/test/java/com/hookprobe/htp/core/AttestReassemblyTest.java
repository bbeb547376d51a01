package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.core.wire.Wire;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** HTP 3.4.5. */
class AttestReassemblyTest {
    private static final InetSocketAddress FROM = Sim.at(2, 5000);
    private static final byte[] ONE = {1};
    private static final byte[] OTHER = {2};

    private final Counters counters = new Counters();
    private final AttestReassembly reassembly = new AttestReassembly(4096, counters);

    private boolean whole(byte[] key, int fragment, long nowNs) {
        return reassembly.add(FROM, key, fragment, new byte[Wire.ATTEST_PIECE_BYTES], 0, false, nowNs) != null;
    }

    @Test
    void anotherBodyTakesThePlaceAfterASecondOfSilence() {
        whole(ONE, 0, 0);
        whole(ONE, 1, Sim.SECOND);
        whole(OTHER, 0, 2 * Sim.SECOND - 1);
        assertThat(counters.dropped(DropReason.HANDSHAKE_LIMIT)).isEqualTo(1);
        assertThat(reassembly.wouldBegin(FROM, ONE)).isFalse();
        whole(OTHER, 0, 2 * Sim.SECOND);
        assertThat(reassembly.wouldBegin(FROM, OTHER)).isFalse();
        assertThat(reassembly.size()).isEqualTo(1);
    }

    @Test
    void nothingThatComesMakesABodyLiveLonger() {
        whole(ONE, 0, 0);
        whole(ONE, 1, 2 * Sim.SECOND);
        reassembly.expire(3 * Sim.SECOND - 1);
        assertThat(reassembly.size()).isEqualTo(1);
        reassembly.expire(3 * Sim.SECOND);
        assertThat(reassembly.size()).isZero();
        assertThat(whole(ONE, 2, 3 * Sim.SECOND)).isFalse();
    }
}
