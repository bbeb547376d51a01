package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queues on the path that have no place for two datagrams at once. */
class HandshakeFragmentsTest {
    /** Of what leaves at the same instant only the first comes through. */
    @ParameterizedTest
    @EnumSource(
            value = PacketType.class,
            names = {"ATTEST", "ACCEPT"})
    void aPathThatTakesOneAtATimeLetsTheHandshakeThrough(PacketType type) {
        Sim sim = Sim.quiet(71);
        long[] lastNs = {-1};
        sim.tap = (from, to, datagram) -> {
            if (Bytes.u16(datagram, Wire.TYPE_OFFSET) != type.code) {
                return true;
            }
            boolean first = lastNs[0] != sim.nowNs;
            lastNs[0] = sim.nowNs;
            return first;
        };
        Sim.Pair pair = sim.connected();
        assertThat(pair.edge().machine.sessionsOpen()).isEqualTo(1);
    }

    @Test
    void whatIsSentAgainIsTheSame() {
        byte[] one = {1};
        byte[] two = {2};
        byte[] three = {3};
        var again = Fragments.otherFirst(java.util.List.of(one, two, three));
        assertThat(again).containsExactly(three, one, two);
        assertThat(Fragments.otherFirst(Fragments.otherFirst(again))).containsExactly(one, two, three);
    }
}
