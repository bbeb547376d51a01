package com.hookprobe.htp.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.Directory;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.OnceSuite;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.ResonanceQuery;
import com.hookprobe.htp.ResonanceVerdict;
import com.hookprobe.htp.TestNode;
import com.hookprobe.htp.ToyAeads;
import com.hookprobe.htp.core.message.FrameReader;
import com.hookprobe.htp.core.message.MemoryBudget;
import com.hookprobe.htp.core.shape.GhostBudget;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.crypto.XWing;
import com.hookprobe.testsupport.FuzzInput;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * HTP 3.5: two sessions of one key that renew their keys while datagrams get lost, weights change, the directory changes its
 * mind, and one of the peers says what it should not: any control message into either side in any state. Oracle: nothing is
 * sealed twice under a nonce; a session closes at most once; and while both peers kept to the protocol, two open sessions
 * understand each other.
 */
class RekeyFuzzTest {
    private static final byte[] ROOT = Sim.filled(32, 9);
    private static final InetSocketAddress EDGE = Sim.at(2, 2);
    private static final InetSocketAddress VALIDATOR = Sim.at(1, 1);
    private static final TestNode NODE = new TestNode(-1);
    private static final byte[] NODE_ID = NODE.nodeId();
    private static final HtpLimits LIMITS =
            HtpLimits.builder().datagramBytesMax(1452).build();
    private static final XWing.SecretKey KEY = XWing.generate(new SplittableRandom(5));
    private static final byte[] PUBLIC_KEY = KEY.publicKey();
    private static final OnceSuite SUITE = new OnceSuite().know(KEY);
    private static final int STEPS_MAX = 16;
    /** HTP 3.5.1, after the kind. */
    private static final int[] LENGTHS = {0, 1292, 1156, 13, 1328, 18};

    @FuzzTest
    void anyControlMessagesLeaveSessionsThatUnderstandEachOther(byte[] program) {
        FuzzInput in = new FuzzInput(program);
        World world = new World((in.u8() & 1) != 0);
        for (int step = 0; step < STEPS_MAX && in.more(); step++) {
            world.step(in);
            world.check();
        }
        world.end();
    }

    /** Weights that are a function of the count. */
    private static final class Weights implements ResonanceBinding {
        private final boolean mixes;
        long count = 5;
        long oldest;

        Weights(boolean mixes) {
            this.mixes = mixes;
        }

        @Override
        public byte[] fingerprint(long terSequence) {
            return Sim.filled(64, (int) terSequence);
        }

        @Override
        public long terSequence() {
            return count;
        }

        @Override
        public Optional<byte[]> wSecret(long terSequence) {
            return terSequence < oldest ? Optional.empty() : Optional.of(Sim.filled(32, (int) terSequence));
        }

        @Override
        public boolean mixesWeights() {
            return mixes;
        }
    }

    private static final class World implements Directory {
        private final boolean mixes;
        private final Weights weights;
        private final End edge;
        private final End validator;
        private long nowNs = 1;
        private long held = 5;
        private boolean revoked;
        /** True once somebody did what peers do not do. */
        private boolean broken;

        World(boolean mixes) {
            this.mixes = mixes;
            this.weights = new Weights(mixes);
            this.edge = new End(this, true, weights);
            this.validator = new End(this, false, weights);
            pump(20);
        }

        @Override
        public Optional<byte[]> ed25519Key(byte[] nodeId) {
            return Optional.of(new byte[32]);
        }

        @Override
        public boolean revoked(byte[] nodeId) {
            return revoked;
        }

        @Override
        public ResonanceVerdict resonance(ResonanceQuery query) {
            return !mixes || query.terSequence() == held
                    ? new ResonanceVerdict.Accept(mixes ? Sim.filled(32, (int) held) : new byte[32])
                    : new ResonanceVerdict.Mismatch(held);
        }

        void step(FuzzInput in) {
            int op = in.u8();
            switch (op & 15) {
                case 0, 1 -> pass(in.u16() * (op < 128 ? 1_000_000L : 20_000_000L));
                case 2 -> edge.session.renewKeys(nowNs);
                case 3 -> validator.session.renewKeys(nowNs);
                case 4, 5 -> inject(in, edge);
                case 6, 7 -> inject(in, validator);
                case 8 -> held = in.below(8);
                case 9 -> weights.count = in.below(8);
                case 10 -> weights.oldest = in.below(8);
                case 11 -> revoked = (op & 16) != 0;
                case 12 -> edge.queue.clear();
                case 13 -> validator.queue.clear();
                case 14 -> forged(in);
                default -> {
                    End from = (op & 16) != 0 ? edge : validator;
                    if (from.session.state() == Session.State.OPEN) {
                        from.session.send(Channels.USER, new byte[] {(byte) op}, 1, nowNs);
                    }
                }
            }
            pump((op & 64) != 0 ? 2 : 8);
        }

        /** As if the other peer had sent it. */
        private void inject(FuzzInput in, End to) {
            int kind = in.below(7);
            byte[] message = new byte[kind < LENGTHS.length ? 1 + LENGTHS[kind] : in.u8()];
            if (message.length > 0) {
                message[0] = (byte) kind;
            }
            if (message.length >= 5) {
                message[4] = (byte) (to.session.stats().keyGeneration() + in.below(3));
            }
            if (kind == ControlMessage.REKEY) {
                System.arraycopy(PUBLIC_KEY, 0, message, 5, PUBLIC_KEY.length);
                message[message.length - 1] = (byte) in.below(8);
            }
            for (int n = in.below(4); n > 0 && message.length > 0; n--) {
                message[in.u16() % message.length] = (byte) in.u8();
            }
            if (in.below(8) == 0) {
                message = Arrays.copyOf(message, in.u16() % 1400);
            }
            if (to.session.state() == Session.State.OPEN) {
                broken = true;
                to.session.frames().deliver(Channels.CONTROL, message);
            }
        }

        /** A packet of any generation from who knows all but the keys: it must change nothing. */
        private void forged(FuzzInput in) {
            End to = in.below(2) == 0 ? edge : validator;
            Direction direction = to == edge ? Direction.VALIDATOR_TO_EDGE : Direction.EDGE_TO_VALIDATOR;
            byte[] d = new TestPackets(ROOT, direction, new ToyAeads())
                    .raw(Sim.filled(32, 66), PacketType.DATA.code, in.u16(), 1 | in.u8() << 24, new byte[1]);
            long before = to.session.stats().packetsReceived();
            to.session.onDatagram(d, 0, d.length, to.peer, nowNs, to);
            if (to.session.stats().packetsReceived() != before) {
                throw new AssertionError("a forgery counts");
            }
        }

        private void pass(long ns) {
            nowNs += ns;
        }

        /** Datagrams to and fro, and what they lead to. */
        private void pump(int rounds) {
            for (int i = 0; i < rounds; i++) {
                edge.session.tick(nowNs, edge);
                validator.session.tick(nowNs, validator);
                if (edge.queue.isEmpty() && validator.queue.isEmpty()) {
                    return;
                }
                edge.sendTo(validator, nowNs);
                validator.sendTo(edge, nowNs);
            }
        }

        void check() {
            edge.check();
            validator.check();
            long apart = edge.session.stats().keyGeneration()
                    - validator.session.stats().keyGeneration();
            if (!broken && (apart > 0 || apart < -1)) {
                throw new AssertionError("generations " + apart + " apart");
            }
        }

        void end() {
            boolean bothOpen =
                    edge.session.state() == Session.State.OPEN && validator.session.state() == Session.State.OPEN;
            if (!broken && bothOpen) {
                talk();
            }
            edge.end(nowNs);
            validator.end(nowNs);
        }

        /** Both sides may still close for a reason of their own; else what is said arrives. */
        private void talk() {
            int atEdge = edge.messages;
            int atValidator = validator.messages;
            edge.session.send(Channels.ALERTS, new byte[3], 2, nowNs);
            validator.session.send(Channels.ALERTS, new byte[3], 2, nowNs);
            for (int i = 0; i < 400 && edge.closes + validator.closes == 0; i++) {
                pump(4);
                if (edge.messages > atEdge && validator.messages > atValidator) {
                    return;
                }
                long nextNs = Math.min(edge.session.nextDeadlineNs(nowNs), validator.session.nextDeadlineNs(nowNs));
                nowNs = Math.max(nowNs + 1000, Math.min(nextNs, nowNs + Sim.SECOND));
            }
            CloseCode why = edge.closes > 0 ? edge.code : validator.code;
            if (edge.closes + validator.closes == 0 || why == CloseCode.PROTOCOL || why == CloseCode.INTERNAL) {
                throw new AssertionError("two open sessions do not understand each other: " + why);
            }
        }
    }

    private static final class End implements EffectSink {
        private final ToyAeads aeads = new ToyAeads();
        private final MemoryBudget budget = new MemoryBudget(4 << 20);
        private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
        private final InetSocketAddress self;
        private final InetSocketAddress peer;
        private final Session session;
        private int messages;
        private int closes;
        private CloseCode code = CloseCode.NORMAL;

        End(Directory directory, boolean initiator, Weights weights) {
            self = initiator ? EDGE : VALIDATOR;
            peer = initiator ? VALIDATOR : EDGE;
            MachineConfig config = new MachineConfig(
                    NODE,
                    weights,
                    initiator ? Optional.empty() : Optional.of(new MachineConfig.Accepting(KEY, directory)),
                    LIMITS,
                    aeads,
                    SUITE,
                    30 * Sim.SECOND,
                    120 * Sim.SECOND,
                    false,
                    Optional.empty());
            MachineContext context = new MachineContext(
                    config,
                    new SplittableRandom(initiator ? 1 : 2),
                    new Counters(),
                    budget,
                    new GhostBudget(64),
                    new EnergyState(),
                    new PacketScratch(),
                    new FrameReader());
            SessionSetup setup = new SessionSetup(
                    new SessionInfo(NODE_ID, new byte[64], 0, peer, initiator, new byte[32]),
                    NODE_ID,
                    new SessionKeys(ROOT, initiator, aeads),
                    new byte[8],
                    weights.mixesWeights(),
                    1200,
                    1 << 20,
                    4 << 20,
                    2 << 20,
                    120 * Sim.SECOND);
            session = new Session(1, setup, context, (confirmed, nowNs, sink) -> {}, new TokenMap<>(), 0);
        }

        void sendTo(End other, long nowNs) {
            for (byte[] d = queue.poll(); d != null; d = queue.poll()) {
                other.session.onDatagram(d, 0, d.length, self, nowNs, other);
            }
        }

        @Override
        public void transmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
            queue.add(Arrays.copyOfRange(buffer, offset, offset + length));
        }

        @Override
        public void then(Effect effect) {
            if (effect instanceof Effect.SessionClosed closed) {
                closes++;
                code = closed.code();
            } else if (effect instanceof Effect.Deliver) {
                messages++;
            }
        }

        void check() {
            if (closes > 1 || aeads.reused() || budget.used() < 0) {
                throw new AssertionError(
                        "closed " + closes + ", reuse " + aeads.reused() + ", memory " + budget.used());
            }
        }

        void end(long nowNs) {
            session.close(CloseCode.NORMAL, "", nowNs, this);
            session.tick(nowNs + 600 * Sim.SECOND, this);
            check();
            if (session.state() != Session.State.GONE || budget.used() != 0) {
                throw new AssertionError(session.state() + " holds " + budget.used());
            }
        }
    }
}
