package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** F3: an ATTEST is worked on once, for as long as its cookie lives. */
class AttestReplayTest {
    private final Sim sim = Sim.quiet(38);
    private final Sim.Node validator = sim.validator();
    private final Sim.Node edge = sim.edge(2);

    /** The fragments of an ATTEST; nothing of that type passes by itself. */
    private List<byte[]> attest(PacketType swallowed) {
        sim.tap = (from, to, datagram) -> Bytes.u16(datagram, Wire.TYPE_OFFSET) != swallowed.code;
        edge.connect(sim.peer(validator));
        sim.run(Sim.SECOND / 2);
        return sim.captured.stream()
                .filter(c -> c.type() == PacketType.ATTEST.code)
                .map(Sim.Captured::bytes)
                .toList();
    }

    private void inject(List<byte[]> fragments) {
        fragments.forEach(d -> validator.inject(edge.address, d));
    }

    private long accepts() {
        return sim.captured.stream()
                .filter(c -> c.type() == PacketType.ACCEPT.code)
                .count();
    }

    @Test
    void aCookieIsGoodInTheNextEpochToo() {
        List<byte[]> attest = attest(PacketType.ATTEST);
        sim.run(CookieJar.EPOCH_NS);
        inject(attest);
        assertThat(validator.machine.counters().handshakesCompleted).isEqualTo(1);
    }

    @Test
    void aCachedAnswerLeavesFourTimesASecondAtMost() {
        List<byte[]> attest = attest(PacketType.ACCEPT);
        assertThat(accepts()).isEqualTo(Wire.ACCEPT_FRAGMENTS);
        for (int i = 0; i < 100; i++) {
            inject(attest);
            sim.nowNs += Sim.SECOND / 100;
        }
        assertThat(accepts()).isEqualTo(5 * Wire.ACCEPT_FRAGMENTS);
    }

    /** F18: else who watched could have the same ATTEST worked on again and again, each time under another name. */
    @Test
    void underAnotherIdItIsNotTheSameAndNotWorkedOn() {
        byte[] mac1 = KeySchedule.mac1Key(sim.kem.publicKey());
        List<byte[]> attest = attest(PacketType.ATTEST);
        for (int i = 0; i < Wire.ATTEST_FRAGMENTS; i++) {
            byte[] d = attest.get(i);
            byte[] rdv = Bytes.slice(d, Wire.RDV_OFFSET, 32);
            byte[] payload = Arrays.copyOfRange(d, Wire.PAYLOAD_OFFSET, d.length);
            long token = Bytes.i64(d, Wire.TOKEN_OFFSET);
            byte[] renamed =
                    HandshakePacket.build(PacketType.ATTEST, token, 7, i, Wire.ATTEST_FRAGMENTS, rdv, payload, mac1);
            validator.inject(edge.address, renamed);
        }
        assertThat(validator.machine.counters().dropped(DropReason.DIGEST)).isEqualTo(1);
        assertThat(validator.machine.counters().handshakesCompleted).isZero();
    }
}
