package com.hookprobe.htp.core;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.LocalIdentity;
import com.hookprobe.htp.OnceSuite;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.TestNode;
import com.hookprobe.htp.ToyAeads;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.Hashes;
import com.hookprobe.htp.crypto.XWing;
import com.hookprobe.testsupport.FuzzInput;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Two machines with fixed randomness and one recorded handshake between them, for fuzzing either machine in each of its
 * states. An input is a program: deliver a recorded datagram (changed or not, with its MAC made good again or not), deliver
 * bytes of the input, let time pass. The attacker of these programs knows every public key and the recorded handshake's
 * fragment key, so that the code behind the MACs is reached; he must not get anything by it. Public-key operations are done
 * once ({@link OnceSuite}) and the cipher is a toy ({@link ToyAeads}): an execution takes tens of microseconds.
 */
final class HandshakeFuzz {
    static final InetSocketAddress EDGE = Sim.at(2, 5000);
    static final InetSocketAddress VALIDATOR = Sim.at(1, 4719);
    private static final InetSocketAddress STRANGER = Sim.at(3, 5000);
    private static final int STEPS_MAX = 12;
    private static final long START_NS = 1_000_000;

    private static final XWing.SecretKey KEM = XWing.generate(new SplittableRandom(0x5eed));
    private static final TestNode EDGE_NODE = new TestNode(2);
    private static final TestNode VALIDATOR_NODE = new TestNode(-1);
    private static final byte[] VALIDATOR_ID = VALIDATOR_NODE.nodeId();
    private static final TestNode.Registry REGISTRY = new TestNode.Registry().know(EDGE_NODE);
    private static final OnceSuite SUITE = new OnceSuite().know(KEM);
    private static final byte[] MAC1 = KeySchedule.mac1Key(KEM.publicKey());
    private static final HtpLimits LIMITS =
            HtpLimits.builder().datagramBytesMax(1200).build();

    /** HELLO, CHALLENGE, three of ATTEST, two of ACCEPT, the first packets of both sides, REJECT sealed and in clear. */
    private static final List<byte[]> RECORDED = new ArrayList<>();

    private static final byte[] EXPORTER;
    private static final byte[] FRAGMENT_KEY;

    static {
        Party edge = Party.edge();
        Party validator = Party.validator();
        edge.connect();
        List<byte[]> up = edge.take();
        List<byte[]> down = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            RECORDED.addAll(up);
            up.forEach(d -> validator.deliver(EDGE, d));
            down.addAll(validator.take());
            RECORDED.addAll(down);
            down.forEach(d -> edge.deliver(VALIDATOR, d));
            down.clear();
            up = edge.take();
        }
        if (edge.sessions.size() != 1 || validator.sessions.size() != 1) {
            throw new IllegalStateException("no handshake to start from");
        }
        EXPORTER = edge.sessions.get(0).exporter();
        FRAGMENT_KEY = fragmentKey();
        byte[] hash = KeySchedule.helloHash(RECORDED.get(0));
        long token = Bytes.i64(RECORDED.get(0), Wire.TOKEN_OFFSET);
        byte[] th2 = Arrays.copyOfRange(RECORDED.get(5), Wire.RDV_OFFSET, Wire.POSF_OFFSET);
        RECORDED.add(HandshakePacket.build(PacketType.REJECT, token, 0, th2, new byte[48], FRAGMENT_KEY));
        RECORDED.add(
                HandshakePacket.build(PacketType.REJECT, token, 0, hash, new byte[] {2, 0, 5, 0, 0, 0, 0, 0}, MAC1));
    }

    private HandshakeFuzz() {}

    private static byte[] fragmentKey() {
        byte[] body = new byte[0];
        for (int i = 0; i < Wire.ATTEST_FRAGMENTS; i++) {
            byte[] d = RECORDED.get(2 + i);
            body = Bytes.concat(body, Arrays.copyOfRange(d, Wire.PAYLOAD_OFFSET + Wire.COOKIE_BYTES, d.length));
        }
        byte[] cookie = Arrays.copyOfRange(RECORDED.get(1), Wire.PAYLOAD_OFFSET, Wire.PAYLOAD_OFFSET + 16);
        byte[] ciphertext = Arrays.copyOf(body, XWing.CIPHERTEXT_BYTES);
        byte[] th1 =
                KeySchedule.transcript1(KeySchedule.helloHash(RECORDED.get(0)), cookie, KEM.publicKey(), ciphertext);
        return KeySchedule.fragmentKey(
                KeySchedule.attestSecret(th1, KEM.decapsulate(ciphertext).orElseThrow()));
    }

    /** How many datagrams of the recorded handshake there are to start from. */
    static int recorded() {
        return RECORDED.size();
    }

    static byte[] recorded(int index) {
        return RECORDED.get(index).clone();
    }

    /** Runs the program against a party, from the address of its true peer or from a stranger's. */
    static void run(Party party, InetSocketAddress truePeer, FuzzInput in) {
        for (int step = 0; step < STEPS_MAX && in.more(); step++) {
            int op = in.u8();
            int which = in.below(RECORDED.size() + 2);
            InetSocketAddress from = (op & 1) != 0 ? STRANGER : truePeer;
            if (which == RECORDED.size() + 1) {
                party.pass(in.u16() * 1_000_000L * (1 + (op & 0x0f)));
                continue;
            }
            byte[] datagram = which == RECORDED.size() ? in.bytes(in.u16() % 1500) : changed(recorded(which), op, in);
            party.deliver(from, datagram);
        }
        party.pass(0);
        party.check();
    }

    /** Bits of the operation: 1 shorter, 2 longer, 3 bytes changed, 4 MAC made again, 5 with the fragment key. */
    private static byte[] changed(byte[] recorded, int op, FuzzInput in) {
        byte[] d = recorded;
        if ((op & 2) != 0) {
            d = Arrays.copyOf(d, d.length - in.u16() % (d.length + 1));
        }
        if ((op & 4) != 0) {
            d = Bytes.concat(d, in.bytes(in.u8()));
        }
        if ((op & 8) != 0) {
            for (int n = 1 + in.below(8); n > 0 && d.length > 0; n--) {
                d[in.u16() % d.length] = (byte) in.u8();
            }
        }
        if ((op & 16) != 0 && d.length >= Wire.PAYLOAD_OFFSET) {
            byte[] key = (op & 32) != 0 ? FRAGMENT_KEY : MAC1;
            byte[] mac = Hashes.hmac(
                    key,
                    Arrays.copyOfRange(d, 0, Wire.POSF_OFFSET),
                    Arrays.copyOfRange(d, Wire.LENGTH_OFFSET, d.length));
            System.arraycopy(mac, 0, d, Wire.POSF_OFFSET, mac.length);
        }
        return d;
    }

    /** A node that signs every message once and remembers. */
    private static final class Signing implements LocalIdentity {
        private static final Map<ByteBuffer, byte[]> SIGNATURES = new HashMap<>();
        private final TestNode node;

        Signing(TestNode node) {
            this.node = node;
        }

        @Override
        public byte[] nodeId() {
            return node.nodeId();
        }

        @Override
        public byte[] sign(byte[] message) {
            ByteBuffer key = ByteBuffer.wrap(Bytes.concat(node.nodeId(), message));
            if (SIGNATURES.size() > 5000) {
                SIGNATURES.clear();
            }
            return SIGNATURES.computeIfAbsent(key, k -> node.sign(message)).clone();
        }
    }

    /** One machine, what it sent, and what must hold of it whatever comes. */
    static final class Party implements EffectSink {
        final EndpointMachine machine;
        final List<SessionInfo> sessions = new ArrayList<>();
        final List<CloseCode> closed = new ArrayList<>();
        private final ToyAeads aeads = new ToyAeads();
        private final boolean responder;
        private List<byte[]> sent = new ArrayList<>();
        private long sentBytes;
        private long nowNs = START_NS;

        private Party(TestNode node, boolean responder, int fingerprint, long seed) {
            this.responder = responder;
            MachineConfig config = new MachineConfig(
                    new Signing(node),
                    ResonanceBinding.none(Sim.filled(64, fingerprint)),
                    responder ? Optional.of(new MachineConfig.Accepting(KEM, REGISTRY)) : Optional.empty(),
                    LIMITS,
                    aeads,
                    SUITE,
                    30 * Sim.SECOND,
                    120 * Sim.SECOND,
                    false,
                    Optional.empty());
            machine = new EndpointMachine(config, new SplittableRandom(seed), nowNs);
        }

        static Party edge() {
            return new Party(EDGE_NODE, false, 2, 1000);
        }

        static Party validator() {
            return new Party(VALIDATOR_NODE, true, 0, 1001);
        }

        void connect() {
            machine.connect(new RemotePeer(VALIDATOR, VALIDATOR_ID, KEM.publicKey()), nowNs, this);
        }

        void deliver(InetSocketAddress from, byte[] datagram) {
            long before = sentBytes;
            boolean hello = datagram.length >= Wire.PAYLOAD_OFFSET
                    && Bytes.u16(datagram, Wire.TYPE_OFFSET) == PacketType.HELLO.code
                    && sessions.isEmpty();
            // In the midst of a larger buffer, as the socket gives it.
            byte[] buffer = new byte[datagram.length + 8];
            Arrays.fill(buffer, (byte) 0xa5);
            System.arraycopy(datagram, 0, buffer, 4, datagram.length);
            machine.onDatagram(from, buffer, 4, datagram.length, nowNs, this);
            // HTP F1: no answer before the cookie is larger than its trigger.
            if (responder && hello && sentBytes - before > datagram.length) {
                throw new AssertionError("a HELLO is amplified");
            }
            machine.tick(nowNs, this);
        }

        void pass(long ns) {
            nowNs += ns;
            machine.tick(nowNs, this);
        }

        List<byte[]> take() {
            List<byte[]> taken = sent;
            sent = new ArrayList<>();
            return taken;
        }

        @Override
        public void transmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
            sentBytes += length;
            sent.add(Arrays.copyOfRange(buffer, offset, offset + length));
            if (length > Wire.DATAGRAM_BYTES) {
                throw new AssertionError("a datagram of " + length + " bytes");
            }
        }

        @Override
        public void then(Effect effect) {
            if (effect instanceof Effect.SessionUp up) {
                sessions.add(up.info());
            } else if (effect instanceof Effect.SessionClosed gone) {
                closed.add(gone.code());
            }
        }

        /** The only session that can be is the recorded one, and no key seals twice under a number. */
        void check() {
            for (SessionInfo info : sessions) {
                if (!Arrays.equals(info.exporter(), EXPORTER)) {
                    throw new AssertionError("a session that is not the recorded one");
                }
            }
            if (aeads.reused()) {
                throw new AssertionError("nonce reuse");
            }
            if (machine.counters().handshakesCompleted > 1) {
                throw new AssertionError("a second handshake was completed");
            }
            if (machine.states().size() > 1) {
                throw new AssertionError("sessions: " + machine.states());
            }
        }
    }
}
