package com.hookprobe.htp.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.hookprobe.htp.ChannelConfig;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.TestNode;
import com.hookprobe.htp.ToyAeads;
import com.hookprobe.htp.core.message.FrameReader;
import com.hookprobe.htp.core.message.MemoryBudget;
import com.hookprobe.htp.core.shape.GhostBudget;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.testsupport.FuzzInput;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * HTP 3.4, 4: bodies of a peer that has the keys, from two addresses, into a live session of a responder. Whatever he sends,
 * the session goes on or closes once with a code; it holds no more than its bounds, delivers nothing larger than a channel
 * takes, sends an address that proved nothing at most three times what came from there, and gives all memory back at its end.
 */
class SessionBodyFuzzTest {
    private static final byte[] ROOT = Sim.filled(32, 9);
    private static final InetSocketAddress PEER = Sim.at(2, 2);
    private static final InetSocketAddress OTHER = Sim.at(9, 9);
    private static final TestNode NODE = new TestNode(-1);
    private static final HtpLimits LIMITS = HtpLimits.standard();
    /** HTP 4.6: a budget keeps room for the largest message; a little more, so that its end is reached. */
    private static final long BUDGET = (1 << 20) + 400_000;

    private static final int STEPS_MAX = 32;
    private static final int MSG = 1;
    private static final int DGRAM = 2;
    private static final int ACK = 3;
    private static final int CREDIT = 4;
    private static final int RESET = 5;

    private static final PacketType[] TYPES = {
        PacketType.DATA, PacketType.DATA, PacketType.DATA, PacketType.ACK, PacketType.HEARTBEAT, PacketType.CLOSE
    };

    private static final class Sink implements EffectSink {
        int closes;
        long toOther;
        long fromOther;
        boolean answered;

        @Override
        public void transmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
            if (length > Wire.DATAGRAM_BYTES_MAX || !(to.equals(PEER) || to.equals(OTHER))) {
                throw new AssertionError("a datagram of " + length + " bytes to " + to);
            }
            toOther += to.equals(OTHER) ? length : 0;
            if (!answered && toOther > Path.AMPLIFICATION_MAX * fromOther) {
                throw new AssertionError(toOther + " bytes for " + fromOther);
            }
        }

        @Override
        public void then(Effect effect) {
            if (effect instanceof Effect.SessionClosed) {
                closes++;
            } else if (effect instanceof Effect.Deliver message) {
                ChannelConfig channel = LIMITS.channel(message.channel());
                if (message.message().length > channel.messageBytesMax() || message.channel() == 0) {
                    throw new AssertionError("a message of " + message.message().length + " bytes");
                }
            }
        }
    }

    @FuzzTest
    void anyBodiesLeaveASessionThatHoldsItsBounds(byte[] program) {
        FuzzInput in = new FuzzInput(program);
        ToyAeads aeads = new ToyAeads();
        MemoryBudget budget = new MemoryBudget(BUDGET);
        Session session = session(aeads, budget);
        TestPackets packets = new TestPackets(ROOT, Direction.EDGE_TO_VALIDATOR, new ToyAeads());
        PacketSealer peer = packets.sealer();
        Sink sink = new Sink();
        long nowNs = 1;
        for (int step = 0; step < STEPS_MAX && in.more(); step++) {
            int op = in.u8();
            if (op >= 250) {
                nowNs += in.u16() * 10_000_000L;
            } else if (op >= 244 && session.state() == Session.State.OPEN) {
                session.send(1 + in.below(19), new byte[in.u16() % 5000], step, nowNs);
            } else if (op >= 240 && session.state() == Session.State.OPEN) {
                session.sendDatagram(1 + in.below(19), new byte[in.u16() % session.datagramRoom()]);
            } else {
                packet(in, op, peer, session, sink, step, nowNs);
            }
            session.tick(nowNs, sink);
            if (session.nextDeadlineNs(nowNs) < 0 || budget.used() < 0 || budget.used() > BUDGET || sink.closes > 1) {
                throw new AssertionError("memory " + budget.used() + ", deadline " + session.nextDeadlineNs(nowNs)
                        + ", closed " + sink.closes + " times");
            }
        }
        session.close(CloseCode.NORMAL, "", nowNs, sink);
        session.tick(nowNs + 600 * Sim.SECOND, sink);
        if (session.state() != Session.State.GONE || budget.used() != 0 || sink.closes > 1) {
            throw new AssertionError(session.state() + " holds " + budget.used() + ", closed " + sink.closes);
        }
        if (aeads.reused()) {
            throw new AssertionError("nonce reuse");
        }
    }

    private static Session session(ToyAeads aeads, MemoryBudget budget) {
        MachineConfig config = new MachineConfig(
                NODE,
                ResonanceBinding.none(new byte[64]),
                Optional.empty(),
                LIMITS,
                aeads,
                30 * Sim.SECOND,
                120 * Sim.SECOND);
        MachineContext context = new MachineContext(
                config,
                new SplittableRandom(1),
                new Counters(),
                budget,
                new GhostBudget(64),
                new EnergyState(),
                new PacketScratch(),
                new FrameReader());
        SessionSetup setup = new SessionSetup(
                new SessionInfo(new byte[32], new byte[64], 0, PEER, false, new byte[32]),
                new byte[32],
                new SessionKeys(ROOT, false, aeads),
                new byte[8],
                false,
                1452,
                1 << 20,
                4 << 20,
                2 << 20,
                120 * Sim.SECOND);
        return new Session(1, setup, context, (confirmed, nowNs, sink) -> {}, new TokenMap<>(), 0);
    }

    private static void packet(
            FuzzInput in, int op, PacketSealer peer, Session session, Sink sink, int step, long nowNs) {
        PacketType type = TYPES[op % TYPES.length];
        byte[] body = (op & 64) != 0 ? in.bytes(in.u8()) : frames(in);
        int flags = flags(type, body) ^ ((op & 128) != 0 ? in.u8() & Wire.FLAGS_KNOWN : 0);
        boolean other = (flags & Wire.FLAG_LOW_ENERGY) != 0;
        byte[] datagram = TestPackets.seal(peer, type, step, flags, body);
        sink.fromOther += other ? datagram.length : 0;
        sink.answered |= (flags & Wire.FLAG_PATH_RESPONSE) != 0;
        session.onDatagram(datagram, 0, datagram.length, other ? OTHER : PEER, nowNs, sink);
    }

    /** The flag that the specification wants with such a body, if its frames are sound. */
    private static int flags(PacketType type, byte[] body) {
        if (type == PacketType.HEARTBEAT) {
            return Wire.FLAG_ACK_ELICITING;
        }
        for (int i = 0; type == PacketType.DATA && i < body.length; i++) {
            if (body[i] != 0) {
                return body[i] == ACK ? 0 : Wire.FLAG_ACK_ELICITING;
            }
        }
        return 0;
    }

    /** Frames that are nearly sound: small numbers, so that they meet. */
    private static byte[] frames(FuzzInput in) {
        byte[] body = new byte[400];
        int at = 0;
        for (int n = 1 + in.below(4); n > 0; n--) {
            switch (in.below(5)) {
                case 0 -> at = msg(in, body, at);
                case 1 -> at = ack(in, body, at);
                case 2 -> {
                    body[at] = CREDIT;
                    body[at + 1] = (byte) (in.below(4) == 0 ? 255 : in.below(6));
                    Bytes.put64(body, at + 2, in.below(2) == 0 ? in.i64() : in.u16() * 1000L);
                    at += 10;
                }
                case 3 -> {
                    body[at] = RESET;
                    body[at + 1] = (byte) in.below(6);
                    Bytes.put32(body, at + 2, in.below(8) == 0 ? in.i32() : in.below(6));
                    at += 8;
                }
                default -> {
                    int length = in.below(30);
                    body[at] = DGRAM;
                    body[at + 1] = (byte) in.below(6);
                    Bytes.put16(body, at + 2, length);
                    at += 4 + length;
                }
            }
        }
        return Arrays.copyOf(body, at);
    }

    private static int msg(FuzzInput in, byte[] body, int at) {
        int length = in.below(40);
        int total = in.below(8) == 0 ? in.u16() * 2 : length + in.below(3) * in.below(40);
        int offset = Math.max(0, in.below(3) == 0 ? in.below(64) : total - length);
        boolean fin = offset + length == total;
        body[at] = MSG;
        body[at + 1] = (byte) ((fin ? 1 : 0) | (in.below(2) << 1));
        body[at + 2] = (byte) in.below(6);
        Bytes.put32(body, at + 3, in.below(16) == 0 ? in.u16() : in.below(6));
        Bytes.put32(body, at + 7, total);
        Bytes.put32(body, at + 11, offset);
        Bytes.put16(body, at + 15, length);
        for (int i = 0; i < length; i++) {
            // Mostly what belongs there, so that overlaps agree.
            body[at + 17 + i] = (byte) (offset + i);
        }
        if (length > 0 && in.below(8) == 0) {
            body[at + 17] = (byte) in.u8();
        }
        return at + 17 + length;
    }

    private static int ack(FuzzInput in, byte[] body, int at) {
        int ranges = 1 + in.below(4);
        body[at] = ACK;
        Bytes.put64(body, at + 1, in.below(24));
        Bytes.put32(body, at + 9, in.u16());
        body[at + 17] = (byte) ranges;
        int range = at + 18;
        for (int i = 0; i < ranges; i++, range += 4) {
            Bytes.put16(body, range, 1 + in.below(6));
            Bytes.put16(body, range + 2, i == ranges - 1 ? 0 : 1 + in.below(4));
        }
        return range;
    }
}
