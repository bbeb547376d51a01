package com.hookprobe.benchmarks;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.Directory;
import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.HtpListener;
import com.hookprobe.htp.HtpQueueFullException;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.HtpStats;
import com.hookprobe.htp.KemKeyPair;
import com.hookprobe.htp.LocalIdentity;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.ResonanceQuery;
import com.hookprobe.htp.ResonanceVerdict;
import com.hookprobe.htp.crypto.Hashes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * An upload through one HTP session: an 8-byte message with the count to come, then messages of one size; the server answers
 * with the count that it got. The keys are made from constants on both sides.
 */
final class HtpUpload {
    private static final int COUNT_CHANNEL = Channels.USER;
    private static final long ANSWER_TIMEOUT_S = 120;
    private static final long CONNECT_TIMEOUT_S = 30;

    /** The same datagrams as QUIC's: no larger ones are looked for. */
    private static final HtpLimits LIMITS =
            HtpLimits.builder().datagramBytesMax(1200).build();

    private HtpUpload() {}

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static KemKeyPair serverKey() {
        return KemKeyPair.generate(new SplittableRandom(7));
    }

    /** A node whose key is no secret. */
    private static final class Node implements LocalIdentity {
        private final Ed25519PrivateKeyParameters key;

        Node(long seed) {
            byte[] secret = new byte[32];
            new SplittableRandom(seed).nextBytes(secret);
            key = new Ed25519PrivateKeyParameters(secret);
        }

        byte[] publicKey() {
            return key.generatePublicKey().getEncoded();
        }

        @Override
        public byte[] nodeId() {
            return Hashes.sha256(publicKey());
        }

        @Override
        public byte[] sign(byte[] message) {
            Ed25519Signer signer = new Ed25519Signer();
            signer.init(true, key);
            signer.update(message, 0, message.length);
            return signer.generateSignature();
        }
    }

    private static final Node SERVER = new Node(1);
    private static final Node CLIENT = new Node(2);

    /** Knows the client only. */
    private static final class OneNode implements Directory {
        @Override
        public Optional<byte[]> ed25519Key(byte[] nodeId) {
            return Arrays.equals(nodeId, CLIENT.nodeId()) ? Optional.of(CLIENT.publicKey()) : Optional.empty();
        }

        @Override
        public boolean revoked(byte[] nodeId) {
            return false;
        }

        @Override
        public ResonanceVerdict resonance(ResonanceQuery query) {
            return new ResonanceVerdict.Accept(new byte[32]);
        }
    }

    /** Counts what comes, and says so when it is all. */
    static final class Receiver implements GoodputPeer.Server, HtpListener {
        private final HtpEndpoint endpoint;
        private long expected = -1;
        private long counted;

        Receiver() throws Exception {
            endpoint = HtpEndpoint.builder(SERVER)
                    .bind(loopback())
                    .kemKeyPair(serverKey())
                    .directory(new OneNode())
                    .limits(LIMITS)
                    .listener(this)
                    .open();
        }

        @Override
        public int port() {
            return endpoint.localAddress().getPort();
        }

        @Override
        public void onMessage(HtpSession session, int channel, byte[] message) {
            if (channel == COUNT_CHANNEL) {
                expected = ByteBuffer.wrap(message).getLong();
            } else {
                counted += message.length;
            }
            if (counted == expected) {
                byte[] answer = ByteBuffer.allocate(Long.BYTES).putLong(counted).array();
                counted = 0;
                expected = -1;
                session.send(COUNT_CHANNEL, answer).exceptionally(e -> {
                    System.err.println("the answer was not sent: " + e);
                    return null;
                });
            }
        }

        @Override
        public void close() {
            endpoint.close();
        }
    }

    /** Keeps the session's send queue full, and no fuller. */
    static final class Sender implements GoodputPeer.Client, HtpListener {
        private final BlockingQueue<Long> answers = new LinkedBlockingQueue<>();
        private final ArrayDeque<CompletableFuture<Void>> onTheWay = new ArrayDeque<>();
        private final HtpEndpoint endpoint;
        private final HtpSession session;
        private final byte[] message;

        Sender(InetSocketAddress to, int messageBytes) throws Exception {
            message = new byte[messageBytes];
            new SplittableRandom(3).nextBytes(message);
            endpoint = HtpEndpoint.builder(CLIENT)
                    .limits(LIMITS)
                    .bind(loopback())
                    .listener(this)
                    .open();
            session = endpoint.connect(
                            new RemotePeer(to, SERVER.nodeId(), serverKey().publicKey()))
                    .get(CONNECT_TIMEOUT_S, TimeUnit.SECONDS);
        }

        @Override
        public void onMessage(HtpSession from, int channel, byte[] answer) {
            answers.add(ByteBuffer.wrap(answer).getLong());
        }

        @Override
        public long upload(long bytes) throws Exception {
            send(COUNT_CHANNEL, ByteBuffer.allocate(Long.BYTES).putLong(bytes).array());
            for (long left = bytes; left > 0; left -= Math.min(left, message.length)) {
                send(Channels.FILES, left >= message.length ? message : Arrays.copyOf(message, (int) left));
            }
            while (!onTheWay.isEmpty()) {
                onTheWay.remove().get(ANSWER_TIMEOUT_S, TimeUnit.SECONDS);
            }
            Long answer = answers.poll(ANSWER_TIMEOUT_S, TimeUnit.SECONDS);
            if (answer == null) {
                throw new IllegalStateException("no answer from the server within " + ANSWER_TIMEOUT_S + " s");
            }
            return answer;
        }

        private void send(int channel, byte[] bytes) throws Exception {
            while (true) {
                // What has arrived is let go, so that the list stays as short as the queue.
                while (!onTheWay.isEmpty() && onTheWay.element().isDone()) {
                    onTheWay.remove().get();
                }
                CompletableFuture<Void> sent = session.send(channel, bytes);
                if (!queueFull(sent)) {
                    onTheWay.add(sent);
                    return;
                }
                onTheWay.remove().get(ANSWER_TIMEOUT_S, TimeUnit.SECONDS);
            }
        }

        private static boolean queueFull(CompletableFuture<Void> sent) {
            if (!sent.isCompletedExceptionally()) {
                return false;
            }
            boolean[] full = {false};
            sent.exceptionally(e -> {
                full[0] = e instanceof HtpQueueFullException;
                return null;
            });
            return full[0];
        }

        @Override
        public long datagramBytes() {
            HtpStats stats = endpoint.stats();
            return stats.bytesOut() / Math.max(1, stats.datagramsOut());
        }

        @Override
        public void close() {
            endpoint.close();
        }
    }
}
