package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.TransmissionMode;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a peer with genuine keys may make a session hold, work or say. */
class GreedyPeerTest {
    private static final byte[] ROOT = Sim.filled(32, 7);
    private final Sim sim = Sim.quiet(91);
    private final List<CloseCode> closed = new ArrayList<>();
    private final EffectSink out = new EffectSink() {
        @Override
        public void transmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
            recipients.add(to);
        }

        @Override
        public void then(Effect effect) {
            if (effect instanceof Effect.SessionClosed c) {
                closed.add(c.code());
            }
        }
    };
    private final List<InetSocketAddress> recipients = new ArrayList<>();
    private final PacketSealer peer = new TestPackets(ROOT, Direction.EDGE_TO_VALIDATOR, sim.watch).sealer();
    private long nowNs = 1;

    private Session session(long peerChannelCredit) {
        MachineContext context = sim.validatorContext();
        SessionInfo info = new SessionInfo(new byte[32], new byte[64], 0, Sim.at(2, 2), false, new byte[32]);
        return new Session(
                1,
                new SessionSetup(
                        info,
                        new byte[32],
                        new SessionKeys(ROOT, false, sim.watch),
                        new byte[8],
                        false,
                        1200,
                        1 << 20,
                        4 << 20,
                        peerChannelCredit,
                        120 * Sim.SECOND),
                context,
                (confirmed, now, sink) -> {},
                new TokenMap<>(),
                0);
    }

    private void give(Session session, PacketType type, int flags, byte[] body) {
        byte[] packet = TestPackets.seal(peer, type, 0, flags, body);
        session.onDatagram(packet, 0, packet.length, Sim.at(2, 2), nowNs, out);
        session.tick(nowNs, out);
        nowNs += 1000;
    }

    @Test
    void challengesThatAreNeverAcknowledgedAreAnsweredAFewHundredTimes() {
        Session session = session(2 << 20);
        int flags = Wire.FLAG_ACK_ELICITING | Wire.FLAG_PATH_CHALLENGE;
        for (int i = 0; i < 5000; i++) {
            give(session, PacketType.HEARTBEAT, flags, Bytes.of64(i));
        }
        assertThat(session.packetsInFlight()).isLessThan(400);
    }

    @Test
    void beginningAndGivingUpLargeMessagesEndsTheSession() {
        Session session = session(2 << 20);
        int id = 0;
        for (; id < 400 && closed.isEmpty(); id++) {
            byte[] body = new byte[18 + 8];
            body[0] = 0x01;
            body[2] = 3;
            Bytes.put32(body, 3, id);
            Bytes.put32(body, 7, 1 << 20);
            Bytes.put16(body, 15, 1);
            body[18] = 0x05;
            body[19] = 3;
            Bytes.put32(body, 20, id);
            give(session, PacketType.DATA, Wire.FLAG_ACK_ELICITING, body);
        }
        assertThat(id).isEqualTo(257);
        assertThat(closed).containsExactly(CloseCode.PROTOCOL);
    }

    @Test
    void answersThatAreAskedForAndNotTakenEndTheSession() {
        Session session = session(0);
        give(session, PacketType.HEARTBEAT, Wire.FLAG_ACK_ELICITING, new byte[0]);
        for (int i = 0; i < 200 && closed.isEmpty(); i++) {
            session.sendControl(new byte[100], nowNs);
            session.tick(nowNs, out);
        }
        assertThat(closed).containsExactly(CloseCode.PROTOCOL);
    }

    /** HTP 3.8.5. */
    @Test
    void anAnswerToNoWishEndsTheSession() {
        Session session = session(2 << 20);
        byte[] answer = new ControlMessage.Shape(TransmissionMode.BALANCED, 0, true).encode();
        byte[] body = new byte[17 + answer.length];
        body[0] = 0x01;
        body[1] = 1;
        Bytes.put32(body, 7, answer.length);
        Bytes.put16(body, 15, answer.length);
        System.arraycopy(answer, 0, body, 17, answer.length);
        give(session, PacketType.DATA, Wire.FLAG_ACK_ELICITING, body);
        assertThat(closed).containsExactly(CloseCode.PROTOCOL);
    }

    /** HTP 3.4.16: a challenge that was overtaken moves nothing, and is answered all the same. */
    @Test
    void aChallengeIsAnsweredToWhereItCameFrom() {
        Session session = session(2 << 20);
        int flags = Wire.FLAG_ACK_ELICITING | Wire.FLAG_PATH_CHALLENGE;
        byte[] overtaken = TestPackets.seal(peer, PacketType.HEARTBEAT, 0, flags, Bytes.of64(1));
        give(session, PacketType.HEARTBEAT, Wire.FLAG_ACK_ELICITING, new byte[0]);
        recipients.clear();
        session.onDatagram(overtaken, 0, overtaken.length, Sim.at(3, 3), nowNs, out);
        assertThat(recipients).containsExactly(Sim.at(3, 3));
    }
}
