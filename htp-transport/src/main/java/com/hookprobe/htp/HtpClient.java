package com.hookprobe.htp;

import com.hookprobe.htp.crypto.Hashes;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One session with a server, on a UDP socket and a thread of its own. All methods may be called from any thread, by several
 * at once.
 *
 * <pre>{@code
 * InetSocketAddress address = new InetSocketAddress("server.example", 4719);
 * try (HtpClient client = HtpClient.connect(address, serverKemPublicKey, deviceKey)) {
 *     client.send(Channels.USER, "hello".getBytes(UTF_8)); // returns when the server has it
 *     Message answer = client.receive(Duration.ofSeconds(5)).orElseThrow();
 * }
 * }</pre>
 *
 * <p>With a callback in place of {@link #receive}:
 *
 * <pre>{@code
 * HtpClient client = HtpClient.builder(address, serverKemPublicKey, deviceKey)
 *         .onMessage((session, channel, bytes) -> System.out.println(bytes.length + " bytes"))
 *         .onClosed((session, code, reason) -> System.out.println("over: " + code + " " + reason))
 *         .connect();
 * client.sendAsync(Channels.USER, bytes).thenRun(() -> System.out.println("the server has it"));
 * }</pre>
 *
 * <p>A device key has one session at a server: who connects with it again ends the older one, with
 * {@link CloseCode#REPLACED}. Many sessions on one socket: {@link HtpEndpoint}. What happens to a slow reader:
 * {@link HtpConnection}. There is no reconnecting: a session that is over stays so, and its client is to be closed.
 */
public final class HtpClient implements AutoCloseable {
    private final HtpEndpoint endpoint;
    private final HtpConnection connection;
    private final Connections connections;

    private HtpClient(HtpEndpoint endpoint, HtpConnection connection, Connections connections) {
        this.endpoint = endpoint;
        this.connection = connection;
        this.connections = connections;
    }

    /** Connects with the standard values; see {@link Builder#connect}. */
    public static HtpClient connect(InetSocketAddress server, byte[] serverKemPublicKey, LocalIdentity identity)
            throws HtpException {
        return builder(server, serverKemPublicKey, identity).connect();
    }

    /**
     * Starts to describe a client.
     *
     * @param server the server's UDP address, resolved
     * @param serverKemPublicKey {@link KemKeyPair#publicKey} of the server, 1216 bytes, got on a trusted way: it is what
     *     authenticates the server
     * @param identity who we are, such as a {@link DeviceKey} whose public key the server knows
     */
    public static Builder builder(InetSocketAddress server, byte[] serverKemPublicKey, LocalIdentity identity) {
        return new Builder(server, serverKemPublicKey, identity);
    }

    /** See {@link HtpConnection#send(int, byte[])}. */
    public void send(int channel, byte[] message) throws HtpException {
        connection.send(channel, message);
    }

    /** See {@link HtpConnection#send(int, byte[], Duration)}. */
    public void send(int channel, byte[] message, Duration timeout) throws HtpException {
        connection.send(channel, message, timeout);
    }

    /** See {@link HtpConnection#sendAsync}. */
    public CompletableFuture<Void> sendAsync(int channel, byte[] message) {
        return connection.sendAsync(channel, message);
    }

    /** See {@link HtpConnection#receive}. */
    public Optional<Message> receive(Duration timeout) throws HtpException {
        return connection.receive(timeout);
    }

    /** The session: who the peer is, its address, the channel binding; and sending without waiting. */
    public HtpSession session() {
        return connection.session();
    }

    /** The session's counters; after its end, the last ones. */
    public SessionStats stats() {
        return connection.stats();
    }

    /** The counters of the socket and the handshakes, also after {@link #close}. */
    public HtpStats endpointStats() {
        return endpoint.stats();
    }

    /** See {@link HtpEndpoint#saveEnergy}. */
    public void saveEnergy(boolean save) {
        endpoint.saveEnergy(save);
    }

    /** The local UDP address. */
    public InetSocketAddress address() {
        return endpoint.localAddress();
    }

    /** False once the session is closed by either side or given up; messages may still wait to be read. */
    public boolean open() {
        return connection.open();
    }

    /**
     * Waits until everything that was sent is acknowledged, at most for {@code flushTimeout}, then tells the server that
     * the session is over and frees socket and thread. What was received and not read is lost. In a callback it returns at
     * once and does the same later. When a callback does not return, socket and thread are not free yet: see
     * {@link HtpEndpoint#close}. Idempotent.
     */
    @Override
    public void close() {
        connection.close(() -> {
            endpoint.close();
            connections.endAll();
        });
    }

    /** Names the addresses. */
    @Override
    public String toString() {
        return "HtpClient[" + connection.session() + "]";
    }

    /** Describes a client. Not thread-safe. */
    public static final class Builder {
        /** How much later than the core's own limit we give up, so that its reason is the one that is told. */
        private static final Duration GRACE = Duration.ofSeconds(1);

        private final RemotePeer server;
        private final HtpEndpoint.Builder endpoint;
        private final ConnectionOptions options = new ConnectionOptions();
        private Duration connectTimeout = Duration.ofSeconds(20);
        private @Nullable HtpLimits limits;

        private Builder(InetSocketAddress server, byte[] kemPublicKey, LocalIdentity identity) {
            byte[] nodeId = Hashes.labelled(NodeLabels.SERVER_NODE_ID, kemPublicKey);
            this.server = new RemotePeer(server, nodeId, kemPublicKey);
            this.endpoint = HtpEndpoint.builder(identity).name("htp-client");
        }

        /** The local address; by default any, with a port that the system chooses. */
        public Builder bind(InetSocketAddress address) {
            endpoint.bind(address);
            return this;
        }

        /** How long {@link #connect} tries; 1 s to 1 h, 20 s by default. */
        public Builder connectTimeout(Duration value) {
            Arguments.inRange(value.toMillis(), 1000, 3_600_000, "connectTimeout in ms");
            connectTimeout = value;
            return this;
        }

        /** How long {@link HtpClient#send(int, byte[])} waits; 30 s by default. */
        public Builder sendTimeout(Duration value) {
            options.sendTimeout(value);
            return this;
        }

        /** How long {@link HtpClient#close} waits for what was sent; 5 s by default. */
        public Builder flushTimeout(Duration value) {
            options.flushTimeout(value);
            return this;
        }

        /** Gets every message, in place of {@link HtpClient#receive}. */
        public Builder onMessage(MessageHandler handler) {
            options.onMessage = handler;
            return this;
        }

        /** Is told when the session has ended, once. */
        public Builder onClosed(CloseHandler handler) {
            options.onClosed = handler;
            return this;
        }

        /** The bounds of the protocol; by default {@link HtpLimits#standard}, with our {@link #connectTimeout}. */
        public Builder limits(HtpLimits value) {
            limits = value;
            return this;
        }

        /** We are never silent for longer; 1 s to 10 min, 30 s by default. Smaller than a NAT's patience. */
        public Builder heartbeat(Duration value) {
            endpoint.heartbeat(value);
            return this;
        }

        /** The session ends when nothing is heard for that long; 1 s to 1 h, 120 s by default. The peers take the smaller. */
        public Builder idleTimeout(Duration value) {
            endpoint.idleTimeout(value);
            return this;
        }

        /** Our weights, for nodes with NEURO; by default none. */
        public Builder binding(ResonanceBinding value) {
            endpoint.binding(value);
            return this;
        }

        /**
         * Connects and waits until both sides have authenticated each other.
         *
         * @throws HtpTimeoutException when there is no answer in time: wrong address, server down, or another KEM key than
         *     the server's (a server is silent to who does not know its key)
         * @throws HtpRejectedException when the server refuses us, such as {@link RejectCode#AUTH}: it does not know our
         *     node
         * @throws HtpClosedException when the session was over before a message came: with {@link CloseCode#INTERNAL} when
         *     the server's accept queue is full. (A server whose end of it comes later is told of by the next call.)
         * @throws HtpBindException when no local port can be had
         * @throws HtpInterruptedException when the thread is interrupted
         * @throws IllegalStateException in a callback; or when our identity cannot sign or the weight secret is missing
         */
        public HtpClient connect() throws HtpException {
            EndpointThread.refuse("connect", "connect on a thread of your own, or use HtpEndpoint.connect");
            HtpLimits bounds = limits != null
                    ? limits
                    : HtpLimits.builder().connectTimeout(connectTimeout).build();
            // Kept here when it arrives: a session may be over before this thread sees it.
            CompletableFuture<HtpConnection> arrival = new CompletableFuture<>();
            ReceiveBudget budget = new ReceiveBudget(Long.MAX_VALUE);
            Connections connections = new Connections(options.copy(), budget, arrival::complete);
            HtpEndpoint opened = endpoint.limits(bounds)
                    .listener(connections)
                    .creditByHand(options.onMessage == null)
                    .open();
            boolean connected = false;
            try {
                await(opened.connect(server));
                HtpConnection connection = arrival.join();
                // A server that has no room says so in its first packet; what that packet meant may still be on its
                // way.
                await(connection.settled(opened.turn()));
                HtpClosedException over = connection.endedUnheard();
                if (over != null) {
                    throw over;
                }
                connected = true;
                return new HtpClient(opened, connection, connections);
            } finally {
                if (!connected) {
                    opened.close();
                }
            }
        }

        private void await(CompletableFuture<?> connecting) throws HtpException {
            Duration patience = limits == null ? connectTimeout.plus(GRACE) : connectTimeout;
            try {
                Waiting.await(
                        connecting,
                        patience.toNanos(),
                        "the connection to " + server.address(),
                        "no answer from " + server.address());
            } catch (HtpTimeoutException e) {
                HtpTimeoutException told = new HtpTimeoutException(e.getMessage() + " within "
                        + connectTimeout.toMillis() + " ms: is it up, is the address right, and is this its KEM public"
                        + " key? It is silent to who has another");
                told.initCause(e);
                throw told;
            }
        }
    }
}
