package com.hookprobe.htp.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.LocalIdentity;
import com.hookprobe.htp.NonceWatch;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.TestNode;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.AeadProviders;
import com.hookprobe.testsupport.FuzzInput;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * HTP 4: bodies of a peer that has the keys, into a live session. Whatever he sends, the session goes on or closes with a
 * code; it holds no more than its bounds, delivers nothing larger than a channel takes, and gives all memory back at its
 * end.
 */
class SessionBodyFuzzTest {
    private static final byte[] ROOT = Sim.filled(32, 9);
    private static final InetSocketAddress PEER = Sim.at(2, 2);
    private static final LocalIdentity NODE = new TestNode(-1);
    private static final HtpLimits LIMITS = HtpLimits.standard();
    private static final long BUDGET = 8L << 20;
    /** HTP 4.5: what the credit of one session allows, at its start. */
    private static final long SESSION_BYTES_MAX = Inbox.SESSION_WINDOW;

    private static final PacketType[] TYPES = {
        PacketType.DATA, PacketType.DATA, PacketType.DATA, PacketType.ACK, PacketType.HEARTBEAT, PacketType.CLOSE
    };

    private static final class Sink implements EffectSink {
        CloseCode closed;
        int closes;

        @Override
        public void transmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
            if (!to.equals(PEER) || length > Wire.DATAGRAM_BYTES_MAX) {
                throw new AssertionError("a datagram of " + length + " bytes to " + to);
            }
        }

        @Override
        public void then(Effect effect) {
            if (effect instanceof Effect.SessionClosed end) {
                closed = end.code();
                closes++;
            } else if (effect instanceof Effect.Deliver message
                    && message.message().length
                            > LIMITS.channel(message.channel()).messageBytesMax()) {
                throw new AssertionError("a message of " + message.message().length + " bytes");
            }
        }
    }

    @FuzzTest
    void anyBodiesLeaveASessionThatHoldsItsBounds(byte[] program) {
        FuzzInput in = new FuzzInput(program);
        NonceWatch watch = new NonceWatch(AeadProviders.jdk());
        MemoryBudget budget = new MemoryBudget(BUDGET);
        MachineContext context = new MachineContext(
                new MachineConfig(
                        NODE,
                        ResonanceBinding.none(new byte[64]),
                        Optional.empty(),
                        LIMITS,
                        watch,
                        30 * Sim.SECOND,
                        120 * Sim.SECOND),
                new SplittableRandom(1),
                new Counters(),
                budget);
        Session session = new Session(
                1,
                new SessionSetup(
                        new SessionInfo(new byte[32], new byte[64], 0, PEER, false, new byte[32]),
                        new byte[32],
                        PacketKeys.validatorToEdge(ROOT, watch),
                        PacketKeys.edgeToValidator(ROOT, watch),
                        1 << 20,
                        4 << 20,
                        2 << 20,
                        120 * Sim.SECOND),
                context,
                (confirmed, nowNs, sink) -> {},
                0);
        PacketSealer peer = new PacketSealer(PacketKeys.edgeToValidator(ROOT, AeadProviders.jdk()));
        Sink sink = new Sink();
        long nowNs = 1;
        for (int step = 0; step < 40 && in.more(); step++) {
            int op = in.u8();
            if (op >= 250) {
                nowNs += in.u16() * 10_000_000L;
            } else if (op >= 240 && session.state() == Session.State.OPEN) {
                session.send(in.below(20), new byte[in.u16() % 5000], step, nowNs);
            } else {
                PacketType type = TYPES[op % TYPES.length];
                byte[] body = (op & 64) != 0 ? in.bytes(in.u8()) : frames(in);
                int flags = flags(type, body) ^ ((op & 128) != 0 ? in.u8() & 0x47 : 0);
                session.onDatagram(peer.seal(type, step, flags, body, body.length), PEER, nowNs, sink);
            }
            session.tick(nowNs, sink);
            if (session.nextDeadlineNs(nowNs) < 0 || budget.used() < 0 || budget.used() > SESSION_BYTES_MAX) {
                throw new AssertionError("memory " + budget.used() + ", deadline " + session.nextDeadlineNs(nowNs));
            }
        }
        if (sink.closes > 1) {
            throw new AssertionError("closed " + sink.closes + " times");
        }
        session.close(CloseCode.NORMAL, "", nowNs, sink);
        session.tick(nowNs + 600 * Sim.SECOND, sink);
        if (session.state() != Session.State.GONE || budget.used() != 0) {
            throw new AssertionError(session.state() + " holds " + budget.used());
        }
        if (!watch.reused().isEmpty()) {
            throw new AssertionError("nonce reuse: " + watch.reused());
        }
    }

    /** The flag that the specification wants with such a body, if its frames are sound. */
    private static int flags(PacketType type, byte[] body) {
        if (type == PacketType.HEARTBEAT) {
            return Wire.FLAG_ACK_ELICITING;
        }
        for (int i = 0; type == PacketType.DATA && i < body.length; i++) {
            if (body[i] != Frame.PAD) {
                return body[i] == Frame.ACK ? 0 : Wire.FLAG_ACK_ELICITING;
            }
        }
        return 0;
    }

    /** Frames that are nearly sound: small numbers, so that they meet. */
    private static byte[] frames(FuzzInput in) {
        byte[] body = new byte[1000];
        int at = 0;
        for (int n = 1 + in.below(4); n > 0; n--) {
            switch (in.below(5)) {
                case 0 -> {
                    int length = in.below(40);
                    int total = in.below(8) == 0 ? in.u16() * 17 : length + in.below(3) * in.below(40);
                    int offset = Math.max(0, in.below(3) == 0 ? in.below(64) : total - length);
                    boolean fin = offset + length == total;
                    body[at] = Frame.MSG;
                    body[at + 1] = (byte) ((fin ? 1 : 0) | (in.below(2) << 1));
                    body[at + 2] = (byte) in.below(6);
                    Bytes.put32(body, at + 3, in.below(16) == 0 ? in.u16() : in.below(6));
                    Bytes.put32(body, at + 7, total);
                    Bytes.put32(body, at + 11, offset);
                    Bytes.put16(body, at + 15, length);
                    at += 17 + length;
                }
                case 1 -> {
                    int ranges = 1 + in.below(4);
                    body[at] = Frame.ACK;
                    Bytes.put64(body, at + 1, in.below(24));
                    Bytes.put32(body, at + 9, in.u16());
                    body[at + 17] = (byte) ranges;
                    at += 18;
                    for (int i = 0; i < ranges; i++) {
                        Bytes.put16(body, at, 1 + in.below(6));
                        Bytes.put16(body, at + 2, i == ranges - 1 ? 0 : 1 + in.below(4));
                        at += 4;
                    }
                }
                case 2 -> {
                    body[at] = Frame.CREDIT;
                    body[at + 1] = (byte) (in.below(4) == 0 ? 255 : in.below(6));
                    Bytes.put64(body, at + 2, in.below(2) == 0 ? in.i64() : in.u16() * 1000L);
                    at += 10;
                }
                case 3 -> {
                    body[at] = Frame.RESET_MSG;
                    body[at + 1] = (byte) in.below(6);
                    Bytes.put32(body, at + 2, in.below(8) == 0 ? in.i32() : in.below(6));
                    at += 8;
                }
                default -> {
                    int length = in.below(30);
                    body[at] = Frame.DGRAM;
                    body[at + 1] = (byte) in.below(6);
                    Bytes.put16(body, at + 2, length);
                    at += 4 + length;
                }
            }
        }
        return java.util.Arrays.copyOf(body, at);
    }
}
