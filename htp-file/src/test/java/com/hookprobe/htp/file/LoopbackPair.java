package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.Directory;
import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.HtpListener;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.KemKeyPair;
import com.hookprobe.htp.LocalIdentity;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.ResonanceQuery;
import com.hookprobe.htp.ResonanceVerdict;
import com.hookprobe.htp.crypto.AeadProviders;
import com.hookprobe.htp.sim.NonceWatch;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** Two endpoints on 127.0.0.1 and one session between them. */
final class LoopbackPair implements AutoCloseable {
    static final byte[] CLIENT_ID = filled(1);
    private static final byte[] SERVER_ID = filled(2);
    private static final NonceWatch NONCES = new NonceWatch(AeadProviders.best());

    static {
        AeadProviders.watch(NONCES::around);
    }

    private final HtpEndpoint client;
    private final HtpEndpoint server;
    private final HtpSession session;
    private final Tap tap;

    private LoopbackPair(HtpEndpoint client, HtpEndpoint server, HtpSession session, Tap tap) {
        this.client = client;
        this.server = server;
        this.session = session;
        this.tap = tap;
    }

    static LoopbackPair open(HtpListener clientSide, HtpListener serverSide) throws Exception {
        Tap tap = new Tap(serverSide);
        HtpEndpoint server = server(tap);
        HtpEndpoint client = client(clientSide);
        return new LoopbackPair(client, server, connect(client, server.localAddress()), tap);
    }

    /** The server's end alone; its keys are the same each time, so that it may live in another process. */
    static HtpEndpoint server(HtpListener listener) throws Exception {
        return HtpEndpoint.builder(new Identity(SERVER_ID))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .kemKeyPair(kem())
                .directory(new OneNode(new Identity(CLIENT_ID).publicKey()))
                .binding(ResonanceBinding.none(new byte[64]))
                .listener(listener)
                .open();
    }

    /** The client's end alone. */
    static HtpEndpoint client(HtpListener listener) throws Exception {
        return HtpEndpoint.builder(new Identity(CLIENT_ID))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .binding(ResonanceBinding.none(new byte[64]))
                .listener(listener)
                .open();
    }

    static HtpSession connect(HtpEndpoint client, InetSocketAddress server) throws Exception {
        return client.connect(new RemotePeer(server, SERVER_ID, kem().publicKey()))
                .get(20, TimeUnit.SECONDS);
    }

    private static KemKeyPair kem() {
        return KemKeyPair.generate(new SplittableRandom(7));
    }

    HtpSession session() {
        return session;
    }

    HtpSession serverSession() throws Exception {
        return tap.opened.get(20, TimeUnit.SECONDS);
    }

    void awaitServerClosed() throws Exception {
        tap.closed.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        client.close();
        server.close();
        assertThat(NONCES.reuse()).as("a nonce that was used twice").isNull();
        assertThat(NONCES.seals()).isPositive();
    }

    private static byte[] filled(int value) {
        byte[] id = new byte[32];
        Arrays.fill(id, (byte) value);
        return id;
    }

    /** Forwards everything, and remembers when the session came and went. */
    private static final class Tap implements HtpListener {
        private final HtpListener behind;
        private final CompletableFuture<HtpSession> opened = new CompletableFuture<>();
        private final CompletableFuture<CloseCode> closed = new CompletableFuture<>();

        Tap(HtpListener behind) {
            this.behind = behind;
        }

        @Override
        public void onSession(HtpSession session) {
            behind.onSession(session);
            opened.complete(session);
        }

        @Override
        public void onMessage(HtpSession session, int channel, byte[] message) {
            behind.onMessage(session, channel, message);
        }

        @Override
        public void onClosed(HtpSession session, CloseCode code, String reason) {
            behind.onClosed(session, code, reason);
            closed.complete(code);
        }
    }

    private static final class Identity implements LocalIdentity {
        private final byte[] nodeId;
        private final Ed25519PrivateKeyParameters key;

        Identity(byte[] nodeId) {
            this.nodeId = nodeId;
            this.key = new Ed25519PrivateKeyParameters(nodeId, 0);
        }

        byte[] publicKey() {
            return key.generatePublicKey().getEncoded();
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
    }

    private record OneNode(byte[] publicKey) implements Directory {
        @Override
        public Optional<byte[]> ed25519Key(byte[] nodeId) {
            return Arrays.equals(nodeId, CLIENT_ID) ? Optional.of(publicKey) : Optional.empty();
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
}
