package com.hookprobe.htp;

import com.hookprobe.htp.core.MachineConfig;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.AeadProviders;
import com.hookprobe.htp.crypto.Suite;
import com.hookprobe.htp.crypto.XWing;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * HTP2 at one UDP socket: initiates sessions, and accepts them when it has a KEM key pair and a directory. One thread owns
 * everything; all methods may be called from any thread.
 *
 * <pre>{@code
 * HtpEndpoint edge = HtpEndpoint.builder(identity).listener(listener).build().open();
 * HtpSession session = edge.connect(new RemotePeer(address, nodeId, kemPublicKey)).get();
 * session.send(Channels.ALERTS, bytes).get();
 * }</pre>
 */
public final class HtpEndpoint implements AutoCloseable {
    private final EndpointConfig config;
    private @Nullable EndpointLoop loop;

    private HtpEndpoint(EndpointConfig config) {
        this.config = config;
    }

    /** Starts to describe an endpoint of this node. */
    public static Builder builder(LocalIdentity identity) {
        return new Builder(identity);
    }

    /**
     * Binds the port and starts the thread.
     *
     * @throws HtpBindException when the port cannot be had; the message names it
     * @throws IllegalStateException when it was opened before, or when {@link IoChoice#EPOLL} is asked for and not there
     */
    public synchronized HtpEndpoint open() throws HtpBindException {
        if (loop != null) {
            throw new IllegalStateException("opened before");
        }
        loop = EndpointLoop.open(config);
        return this;
    }

    /** The bound address; with the real port when 0 was asked for. */
    public InetSocketAddress localAddress() {
        return running().localAddress();
    }

    /**
     * Connects to a responder.
     *
     * @return the session, once the responder is authenticated and has shown the session's keys; fails with {@link HtpRejectedException},
     *     {@link HtpTimeoutException}, {@link HtpClosedException} (the endpoint was closed), or
     *     {@link IllegalStateException} (the binding does not hold the weight secret, or it or the signer failed). Not to
     *     be waited for in a callback of this endpoint, as {@link HtpSession#send}'s
     */
    public CompletableFuture<HtpSession> connect(RemotePeer peer) {
        return running().connect(peer);
    }

    /**
     * Connects to a node that is behind a NAT, through a validator that both have a session with (HTP 3.7): directly where
     * the NATs allow it, else relayed by the validator, which can read nothing. The node must have offered its key there
     * ({@link HtpSession#offer}) and accept sessions, and the validator must introduce us ({@link Builder#introduces}).
     *
     * @param validator a session of this endpoint, which it connected
     * @param nodeId the node, 32 bytes
     * @param ed25519PublicKey its device key, 32 bytes: what authenticates it
     * @return the session; fails as {@link #connect} does, and with {@link HtpNotIntroducedException}
     * @throws IllegalArgumentException when a length is wrong or the session is not such a one
     */
    public CompletableFuture<HtpSession> connectThrough(HtpSession validator, byte[] nodeId, byte[] ed25519PublicKey) {
        byte[] node = Arguments.copyOfLength(nodeId, 32, "nodeId");
        byte[] key = Arguments.copyOfLength(ed25519PublicKey, 32, "ed25519PublicKey");
        return running().connectThrough(validator, node, key);
    }

    /**
     * This machine is in another network now: all sessions tell their peers so, under tokens that were not seen in the old
     * one. An endpoint looks every five seconds by itself whether it reaches its peers from another address of this machine;
     * this call is for who knows sooner. Without either, sessions follow as well, with the next packet, but under the same
     * token.
     */
    public void moved() {
        running().moved();
    }

    /**
     * Says whether this node must save energy (HTP 3.10), for all sessions until it is said otherwise: what is not urgent waits up
     * to 60 s for company, keys are renewed each 15 minutes, and silences become as long as the NAT in front allows. Peers are told
     * by a bit in each packet.
     */
    public void saveEnergy(boolean save) {
        running().saveEnergy(save);
    }

    /**
     * Renews the key that initiators know us by (HTP 3.6). From now on the newest key is announced in sessions that were
     * made with another one; all given keys are answered to.
     *
     * @param newest the new key
     * @param bundle the new key's public part, signed: {@link KemBundle#sign}
     * @param stillAnswered older keys that initiators may still come by, at most two
     * @throws IllegalArgumentException when the bundle is for another key, or there are too many keys
     * @throws IllegalStateException when this endpoint accepts no sessions
     */
    public void rotateKemKey(KemKeyPair newest, KemBundle bundle, List<KemKeyPair> stillAnswered) {
        if (config.machine().accepting().isEmpty()) {
            throw new IllegalStateException("this endpoint accepts no sessions, so it has no KEM key to rotate");
        }
        if (stillAnswered.size() > 2) {
            throw new IllegalArgumentException("at most 2 older keys are answered to, not " + stillAnswered.size());
        }
        if (!Arrays.equals(newest.publicKey(), bundle.kemPublicKey())) {
            throw new IllegalArgumentException("the bundle is for another key than the newest");
        }
        List<XWing.SecretKey> keys = new ArrayList<>();
        keys.add(newest.secret());
        stillAnswered.forEach(k -> keys.add(k.secret()));
        running().kemKeys(keys, bundle);
    }

    /** Done when everything was told that had been read before this was called. */
    CompletableFuture<Void> turn() {
        return running().turn();
    }

    /** A snapshot of the counters, also after {@link #close}. */
    public HtpStats stats() {
        return running().stats();
    }

    /**
     * Sends CLOSE to every session, stops the thread, frees the port and waits for that, at most five seconds. In a callback
     * it returns at once, and all that happens when the callback returns. While another thread closes and a callback does not
     * return, the port stays bound: after the five seconds, or when the waiting thread is interrupted (its flag is set again),
     * this returns all the same; in the first case a warning is logged with the stack of the endpoint's thread. The endpoint
     * then ends when the callback returns. Idempotent; another call waits again.
     */
    @Override
    public void close() {
        EndpointLoop opened = opened();
        if (opened != null) {
            opened.close();
        }
    }

    /** With another patience than five seconds, at least 1 ms. */
    void close(long patienceMs) {
        EndpointLoop opened = opened();
        if (opened != null) {
            opened.close(patienceMs);
        }
    }

    private synchronized @Nullable EndpointLoop opened() {
        return loop;
    }

    private synchronized EndpointLoop running() {
        if (loop == null) {
            throw new IllegalStateException("not opened yet");
        }
        return loop;
    }

    /** Describes an endpoint. Not thread-safe. */
    public static final class Builder {
        private final LocalIdentity identity;
        private InetSocketAddress bind = new InetSocketAddress("0.0.0.0", 0);
        private IoChoice io = IoChoice.AUTO;
        private @Nullable KemKeyPair kemKeyPair;
        private @Nullable Directory directory;
        private ResonanceBinding binding = ResonanceBinding.none(new byte[64]);
        private HtpListener listener = new HtpListener() {};
        private HtpLimits limits = HtpLimits.standard();
        private Duration heartbeat = Duration.ofSeconds(30);
        private Duration idleTimeout = Duration.ofSeconds(120);
        private String name = "htp";
        private RandomGenerator random = new SecureRandom();
        private @Nullable AeadFactory aeads;
        private boolean creditByHand;
        private MachineConfig.@Nullable Introducing introducing;
        private Consumer<HtpClosedException> onEnd = why -> {};

        private Builder(LocalIdentity identity) {
            this.identity = identity;
            Arguments.copyOfLength(identity.nodeId(), 32, "nodeId");
        }

        /** The local address; by default any, with a port that the system chooses. */
        public Builder bind(InetSocketAddress address) {
            this.bind = address;
            return this;
        }

        /** How the socket is used; {@link IoChoice#AUTO} by default. */
        public Builder io(IoChoice value) {
            this.io = value;
            return this;
        }

        /** With {@link #directory}: accept sessions under this key. */
        public Builder kemKeyPair(KemKeyPair value) {
            this.kemKeyPair = value;
            return this;
        }

        /** With {@link #kemKeyPair}: who may connect. */
        public Builder directory(Directory value) {
            this.directory = value;
            return this;
        }

        /** Introduce nodes that have sessions with us to each other, within {@link IntroductionLimits#standard}. */
        public Builder introduces(IntroductionPolicy policy) {
            return introduces(policy, IntroductionLimits.standard());
        }

        /** Introduce nodes that have sessions with us to each other (HTP 3.7); by default nobody is introduced. */
        public Builder introduces(IntroductionPolicy policy, IntroductionLimits bounds) {
            this.introducing = new MachineConfig.Introducing(UserCode.of(policy), bounds);
            return this;
        }

        /** Our weights; by default none, with a fingerprint of zeros. */
        public Builder binding(ResonanceBinding value) {
            this.binding = value;
            return this;
        }

        /** Who is told what happens. */
        public Builder listener(HtpListener value) {
            this.listener = value;
            return this;
        }

        /** The bounds; by default {@link HtpLimits#standard}. */
        public Builder limits(HtpLimits value) {
            this.limits = value;
            return this;
        }

        /** An initiator is never silent for longer; 1 s to 10 min, 30 s by default. */
        public Builder heartbeat(Duration value) {
            Arguments.inRange(value.toMillis(), 1000, 600_000, "heartbeat in ms");
            this.heartbeat = value;
            return this;
        }

        /** A session ends when nothing is heard for that long; 1 s to 1 h, 120 s by default. The peers take the smaller. */
        public Builder idleTimeout(Duration value) {
            Arguments.inRange(value.toMillis(), 1000, 3_600_000, "idleTimeout in ms");
            this.idleTimeout = value;
            return this;
        }

        /** Names the thread. */
        public Builder name(String value) {
            this.name = value;
            return this;
        }

        /** The source of all randomness, keys included; a {@link SecureRandom} by default. Used on the endpoint's thread. */
        public Builder random(RandomGenerator value) {
            this.random = value;
            return this;
        }

        /** The peer may send on when a message was read, not when it was delivered; {@link SessionHandle#consumed}. */
        Builder creditByHand(boolean value) {
            this.creditByHand = value;
            return this;
        }

        /** Is told last of all how the endpoint ended, on its thread. */
        Builder onEnd(Consumer<HtpClosedException> value) {
            this.onEnd = value;
            return this;
        }

        /** For tests of this module: watch the ciphers. */
        Builder aeads(AeadFactory value) {
            this.aeads = value;
            return this;
        }

        /** The endpoint, not yet open. */
        public HtpEndpoint build() {
            KemKeyPair kem = kemKeyPair;
            Directory nodes = directory;
            if ((kem == null) != (nodes == null)) {
                throw new IllegalStateException("a KEM key pair and a directory go together");
            }
            Optional<MachineConfig.Accepting> accepting = kem == null || nodes == null
                    ? Optional.empty()
                    : Optional.of(new MachineConfig.Accepting(kem.secret(), UserCode.of(nodes)));
            AeadFactory factory = aeads != null ? aeads : AeadProviders.forEndpoint();
            MachineConfig machine = new MachineConfig(
                    UserCode.of(identity),
                    UserCode.of(binding),
                    accepting,
                    limits,
                    factory,
                    Suite.STANDARD,
                    heartbeat.toNanos(),
                    idleTimeout.toNanos(),
                    creditByHand,
                    Optional.ofNullable(introducing));
            return new HtpEndpoint(new EndpointConfig(bind, io, name, machine, listener, random, onEnd));
        }

        /** Same as {@code build().open()}. */
        public HtpEndpoint open() throws HtpBindException {
            return build().open();
        }
    }
}
