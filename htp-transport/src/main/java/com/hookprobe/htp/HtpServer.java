package com.hookprobe.htp;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Accepts sessions at one UDP port. One thread of its own does everything; all methods may be called from any thread.
 *
 * <p>With callbacks:
 *
 * <pre>{@code
 * KnownNodes nodes = new KnownNodes().add(publicKeyOfTheClient);
 * HtpServer server = HtpServer.builder(deviceKey, kemKeyPair)
 *         .port(4719)
 *         .allow(nodes)
 *         .onMessage((session, channel, bytes) -> session.send(channel, bytes)) // echo
 *         .start();
 * }</pre>
 *
 * <p>Without {@code onMessage}, with threads that wait:
 *
 * <pre>{@code
 * try (HtpServer server = HtpServer.builder(deviceKey, kemKeyPair).allow(nodes).start();
 *         HtpConnection connection = server.accept(Duration.ofMinutes(1)).orElseThrow()) {
 *     Message message = connection.receive(Duration.ofSeconds(10)).orElseThrow();
 *     connection.send(message.channel(), message.bytes());
 * }
 * }</pre>
 *
 * <p>A node has one session here: when it connects again, the older one ends with {@link CloseCode#REPLACED}.
 */
public final class HtpServer implements AutoCloseable {
    /** The port of HTP. */
    public static final int PORT = 4719;

    private final HtpEndpoint endpoint;
    private final Connections connections;
    private final ConnectionOptions options;
    private final AcceptQueue accepts;

    private HtpServer(HtpEndpoint endpoint, Connections connections, ConnectionOptions options, AcceptQueue accepts) {
        this.endpoint = endpoint;
        this.connections = connections;
        this.options = options;
        this.accepts = accepts;
    }

    /**
     * Starts to describe a server.
     *
     * @param identity who we are, such as a {@link DeviceKey}
     * @param kemKeyPair what clients know us by: they need its public key
     */
    public static Builder builder(LocalIdentity identity, KemKeyPair kemKeyPair) {
        return new Builder(identity, kemKeyPair);
    }

    /** See {@link HtpEndpoint#saveEnergy}. */
    public void saveEnergy(boolean save) {
        endpoint.saveEnergy(save);
    }

    /** The bound address; with the real port when 0 was asked for. */
    public InetSocketAddress address() {
        return endpoint.localAddress();
    }

    /**
     * Waits for the next session.
     *
     * @param timeout how long; zero does not wait
     * @return empty when none came in time; the session may be over already, with messages left to read
     * @throws HtpClosedException when the server is closed; with {@link CloseCode#INTERNAL} when its endpoint stopped by
     *     itself (a socket that is of no use any more, no memory) and no session is left to accept
     * @throws HtpInterruptedException when the thread is interrupted
     * @throws IllegalStateException in a callback, or when an {@code onMessage} callback gets the messages
     */
    public Optional<HtpConnection> accept(Duration timeout) throws HtpException {
        if (options.onMessage != null) {
            throw new IllegalStateException("messages go to the onMessage callback, so there is nothing to accept");
        }
        EndpointThread.refuse("accept", "use onSession");
        try {
            return accepts.poll(Waiting.nanos(timeout, "timeout"));
        } catch (InterruptedException e) {
            throw Waiting.interrupted("a session", e);
        }
    }

    /** The sessions that are open now; a snapshot. To end one: {@link HtpSession#close}. */
    public List<HtpSession> sessions() {
        return connections.open().stream().map(HtpConnection::session).toList();
    }

    /** A snapshot of the counters, also after {@link #close}. */
    public HtpStats stats() {
        return endpoint.stats();
    }

    /**
     * Takes no more to send, waits until everything that was sent is acknowledged, at most for {@code flushTimeout}, ends
     * all sessions with {@link CloseCode#SHUTDOWN} and frees the port. In a callback it returns at once and does the same
     * later. When a callback does not return, the port is not free yet: see {@link HtpEndpoint#close}. Idempotent.
     */
    @Override
    public void close() {
        accepts.close();
        CompletableFuture<Void> flushed = CompletableFuture.allOf(connections.open().stream()
                .map(connection -> connection.tracked().pending().close())
                .toArray(CompletableFuture<?>[]::new));
        Waiting.thenRun(flushed, options.flushTimeoutNs, () -> {
            endpoint.close();
            connections.endAll();
        });
    }

    /** Names the address. */
    @Override
    public String toString() {
        return "HtpServer[" + address() + "]";
    }

    /** Describes a server. Not thread-safe. */
    public static final class Builder {
        private final KemKeyPair kemKeyPair;
        private final HtpEndpoint.Builder endpoint;
        private final ConnectionOptions options = new ConnectionOptions();
        private InetSocketAddress bind = new InetSocketAddress("0.0.0.0", PORT);
        private @Nullable Directory allowed;
        private int acceptQueueMax = 256;
        private long receiveBytesInAll = 256L << 20;

        private Builder(LocalIdentity identity, KemKeyPair kemKeyPair) {
            this.kemKeyPair = kemKeyPair;
            this.endpoint = HtpEndpoint.builder(identity).name("htp-server");
        }

        /** The UDP port, at every address of this machine; {@value HtpServer#PORT} by default, 0: the system chooses. */
        public Builder port(int port) {
            bind = new InetSocketAddress("0.0.0.0", port);
            return this;
        }

        /** The UDP port at one address of this machine only. */
        public Builder bind(InetSocketAddress address) {
            bind = address;
            return this;
        }

        /** Who may connect, such as {@link KnownNodes}. Must be given. */
        public Builder allow(Directory nodes) {
            allowed = nodes;
            return this;
        }

        /** Gets every message of every session; without it, {@link HtpServer#accept} must be called. */
        public Builder onMessage(MessageHandler handler) {
            options.onMessage = handler;
            return this;
        }

        /** Is told of each session when it is up; called as {@link MessageHandler} is. */
        public Builder onSession(Consumer<HtpSession> handler) {
            options.onSession = handler;
            return this;
        }

        /** Is told of each session that ended. */
        public Builder onClosed(CloseHandler handler) {
            options.onClosed = handler;
            return this;
        }

        /** How long {@link HtpConnection#send(int, byte[])} waits; 30 s by default. */
        public Builder sendTimeout(Duration value) {
            options.sendTimeout(value);
            return this;
        }

        /** How long closing waits for what was sent; 5 s by default. */
        public Builder flushTimeout(Duration value) {
            options.flushTimeout(value);
            return this;
        }

        /**
         * What may wait to be read in all sessions together; 256 MiB by default. When it is passed, the session whose
         * message came last is closed as that of a slow reader.
         */
        public Builder receiveBytesInAll(long bytes) {
            receiveBytesInAll = Arguments.inRange(bytes, 1, 1L << 40, "bytes");
            return this;
        }

        /**
         * How many sessions may wait for {@link HtpServer#accept}; 256 by default. One more is refused: its
         * {@link HtpClient.Builder#connect} fails with {@link CloseCode#INTERNAL}.
         */
        public Builder acceptQueue(int sessions) {
            acceptQueueMax = (int) Arguments.inRange(sessions, 1, 1 << 20, "sessions");
            return this;
        }

        /** The bounds of the protocol; by default {@link HtpLimits#standard}. */
        public Builder limits(HtpLimits value) {
            endpoint.limits(value);
            return this;
        }

        /** A session ends when nothing is heard for that long; 1 s to 1 h, 120 s by default. The peers take the smaller. */
        public Builder idleTimeout(Duration value) {
            endpoint.idleTimeout(value);
            return this;
        }

        /**
         * Binds the port and starts.
         *
         * @throws HtpBindException when the port cannot be had; the message names it
         * @throws IllegalStateException when {@link #allow} was not called
         */
        public HtpServer start() throws HtpBindException {
            Directory nodes = allowed;
            if (nodes == null) {
                throw new IllegalStateException("nobody may connect: call allow(nodes)");
            }
            ConnectionOptions fixed = options.copy();
            AcceptQueue accepts = new AcceptQueue(acceptQueueMax);
            ReceiveBudget budget = new ReceiveBudget(receiveBytesInAll);
            Connections connections =
                    new Connections(fixed, budget, connection -> fixed.onMessage != null || accepts.offer(connection));
            HtpEndpoint opened = endpoint.bind(bind)
                    .kemKeyPair(kemKeyPair)
                    .directory(nodes)
                    .listener(connections)
                    .onEnd(accepts::end)
                    .creditByHand(fixed.onMessage == null)
                    .open();
            return new HtpServer(opened, connections, fixed, accepts);
        }
    }
}
