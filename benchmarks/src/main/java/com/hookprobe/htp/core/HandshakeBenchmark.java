package com.hookprobe.htp.core;

import com.hookprobe.htp.Directory;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.LocalIdentity;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.ResonanceQuery;
import com.hookprobe.htp.ResonanceVerdict;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.AeadProviders;
import com.hookprobe.htp.crypto.Ed25519;
import com.hookprobe.htp.crypto.Hashes;
import com.hookprobe.htp.crypto.XWing;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one mutual handshake costs a responder: HELLO, three ATTEST datagrams and the first HEARTBEAT in; CHALLENGE, ACCEPT
 * and the first ACK out. Sixteen handshakes are recorded beforehand with seeded machines; each invocation plays one of
 * them to a fresh responder of the same seed, so that only the responder's work is measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(2)
public class HandshakeBenchmark {
    private static final int RECORDINGS = 16;
    private static final long NOW_NS = 1_000_000;

    private final InetSocketAddress edgeAddress = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5000);
    private final InetSocketAddress validatorAddress = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4719);
    private final XWing.SecretKey kem = XWing.generate(new SplittableRandom(1));
    private final byte[] kemPublicKey = kem.publicKey();
    private final byte[] kemCiphertext = XWing.encapsulate(kemPublicKey, new SplittableRandom(2))
            .orElseThrow()
            .ciphertext();
    private final SplittableRandom random = new SplittableRandom(3);
    private final Node edge = new Node(2);
    private final Node validator = new Node(1);
    private final byte[] signed = new byte[148];
    private final byte[] signature = edge.sign(signed);
    private final AeadFactory aeads = AeadProviders.best();
    private final List<List<byte[]>> recordings = new ArrayList<>();
    private final Collector answers = new Collector();

    private int next;
    private List<byte[]> playing = List.of();
    private EndpointMachine responder = machine(0, true);

    /** Records the handshakes. */
    @Setup(Level.Trial)
    public void record() {
        for (int i = 0; i < RECORDINGS; i++) {
            recordings.add(record(i));
        }
    }

    /** A fresh responder, and the next recording. */
    @Setup(Level.Invocation)
    public void freshResponder() {
        next = (next + 1) % RECORDINGS;
        playing = recordings.get(next);
        responder = machine(next, true);
        answers.datagrams.clear();
    }

    /** The responder's whole work. */
    @Benchmark
    public int responder() {
        for (byte[] datagram : playing) {
            responder.onDatagram(edgeAddress, datagram, 0, datagram.length, NOW_NS, answers);
            responder.tick(NOW_NS, answers);
        }
        if (responder.sessionsOpen() != 1) {
            throw new IllegalStateException(
                    "no session: " + responder.counters().drops());
        }
        return answers.datagrams.size();
    }

    /** The part of it that opens ct_s. */
    @Benchmark
    public Optional<byte[]> decapsulate() {
        return kem.decapsulate(kemCiphertext);
    }

    /** The part of it that makes ct_e. */
    @Benchmark
    public Optional<XWing.Encapsulation> encapsulate() {
        return XWing.encapsulate(kemPublicKey, random);
    }

    /** The part of it that checks the edge's signature. */
    @Benchmark
    public boolean verify() {
        if (!Ed25519.verify(edge.publicKey, signed, signature)) {
            throw new IllegalStateException("signature");
        }
        return true;
    }

    private List<byte[]> record(int seed) {
        EndpointMachine initiator = machine(seed, false);
        EndpointMachine answering = machine(seed, true);
        Collector up = new Collector();
        Collector down = new Collector();
        List<byte[]> recorded = new ArrayList<>();
        initiator.connect(new RemotePeer(validatorAddress, validator.nodeId, kemPublicKey), NOW_NS, up);
        while (!up.datagrams.isEmpty()) {
            for (byte[] datagram = up.datagrams.poll(); datagram != null; datagram = up.datagrams.poll()) {
                recorded.add(datagram.clone());
                answering.onDatagram(edgeAddress, datagram, 0, datagram.length, NOW_NS, down);
                answering.tick(NOW_NS, down);
            }
            for (byte[] datagram = down.datagrams.poll(); datagram != null; datagram = down.datagrams.poll()) {
                initiator.onDatagram(validatorAddress, datagram, 0, datagram.length, NOW_NS, up);
                initiator.tick(NOW_NS, up);
            }
        }
        if (recorded.size() != 5 || answering.sessionsOpen() != 1) {
            throw new IllegalStateException(recorded.size() + " datagrams recorded");
        }
        return recorded;
    }

    private EndpointMachine machine(int seed, boolean accepts) {
        MachineConfig config = new MachineConfig(
                accepts ? validator : edge,
                ResonanceBinding.none(new byte[64]),
                accepts ? Optional.of(new MachineConfig.Accepting(kem, edge)) : Optional.empty(),
                HtpLimits.builder().build(),
                aeads,
                30_000_000_000L,
                120_000_000_000L);
        return new EndpointMachine(config, new SplittableRandom(2L * seed + (accepts ? 1 : 0)), NOW_NS);
    }

    /** Keeps copies of what a machine sends. */
    private static final class Collector implements EffectSink {
        final ArrayDeque<byte[]> datagrams = new ArrayDeque<>();

        @Override
        public void transmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
            datagrams.add(Arrays.copyOfRange(buffer, offset, offset + length));
        }

        @Override
        public void then(Effect effect) {}
    }

    /** An identity, and a directory that knows only it. */
    private static final class Node implements LocalIdentity, Directory {
        final Ed25519PrivateKeyParameters key;
        final byte[] publicKey;
        final byte[] nodeId;

        Node(int number) {
            byte[] seed = new byte[32];
            Arrays.fill(seed, (byte) number);
            key = new Ed25519PrivateKeyParameters(seed);
            publicKey = key.generatePublicKey().getEncoded();
            nodeId = Hashes.sha256(publicKey);
        }

        @Override
        public byte[] nodeId() {
            return nodeId.clone();
        }

        @Override
        public byte[] sign(byte[] message) {
            Ed25519Signer signer = new Ed25519Signer();
            signer.init(true, key);
            signer.update(message, 0, message.length);
            return signer.generateSignature();
        }

        @Override
        public Optional<byte[]> ed25519Key(byte[] wanted) {
            return Arrays.equals(wanted, nodeId) ? Optional.of(publicKey.clone()) : Optional.empty();
        }

        @Override
        public boolean revoked(byte[] node) {
            return false;
        }

        @Override
        public ResonanceVerdict resonance(ResonanceQuery query) {
            return new ResonanceVerdict.Accept(new byte[32]);
        }
    }
}
