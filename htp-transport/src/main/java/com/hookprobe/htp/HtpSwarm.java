package com.hookprobe.htp;

import com.hookprobe.htp.core.swarm.ReedSolomon;
import com.hookprobe.htp.core.swarm.SwarmAssembler;
import com.hookprobe.htp.core.swarm.SwarmShare;
import com.hookprobe.htp.core.swarm.SwarmWindow;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SWARM (HTP 3.8.6): one message by several sessions with the same peer, so that it arrives though any one of their paths is
 * lost. Sessions that live beside each other are made with {@link RemotePeer#withPath}, each by an endpoint of its own that is
 * bound to another local address, say Ethernet and LTE; or lead through relays.
 *
 * <pre>{@code
 * HtpSwarm swarm = new HtpSwarm(listener);        // one for all endpoints of a node
 * HtpEndpoint.builder(identity).listener(swarm.listener()) ...
 * swarm.send(List.of(byEthernet, byLte), Channels.ALERTS, bytes).get();
 * }</pre>
 *
 * <p>With two paths, and for alerts and short messages always, each path carries the whole message. With three or more it is
 * cut by a Reed-Solomon code into six shares, of which any four are enough. The peer needs a swarm too. Order is kept on no
 * channel. Thread-safe.
 */
public final class HtpSwarm {
    /** As many shares are made of a message. */
    static final int SHARES = 6;
    /** As many of them are enough. */
    static final int SHARES_NEEDED = 4;
    /** Fewer paths would lose too many shares at once. */
    private static final int PATHS_FOR_SHARES = 3;
    /** Below it headers would cost more than is saved. */
    private static final int SHARED_FROM_BYTES = 1024;

    private final HtpListener inner;
    private final SecureRandom random = new SecureRandom();
    /** Shares of one message come on the threads of several endpoints. */
    private final SwarmAssembler assembler = new SwarmAssembler();

    private final SwarmWindow window = new SwarmWindow();
    private final HtpLimits limits;

    /** Tells the listener whole messages, and all else as it comes; with the limits of {@link HtpLimits#standard}. */
    public HtpSwarm(HtpListener inner) {
        this(inner, HtpLimits.standard());
    }

    /** With the limits that the node's endpoints have: no message is larger than its channel allows. */
    public HtpSwarm(HtpListener inner, HtpLimits limits) {
        this.inner = inner;
        this.limits = limits;
    }

    /** What the endpoints of this node are given in place of the listener. */
    public HtpListener listener() {
        return new SwarmListener(inner, this);
    }

    /**
     * Sends a message by all paths.
     *
     * @param paths open sessions with the same peer, one to each path
     * @param channel as in {@link HtpSession#send}
     * @param message 0 to 1 MiB - 24 bytes
     * @return done when enough has arrived for the message to be whole; fails with the last failure when too many paths failed, or
     *     with {@link HtpQueueFullException} when one path is 512 messages behind. Not to be waited for in a callback, as {@link
     *     HtpSession#send}'s
     * @throws IllegalArgumentException when there are not 2 to 16 paths, one is there twice, they lead to different peers, or the
     *     channel or the size is out of range
     */
    public CompletableFuture<Void> send(List<HtpSession> paths, int channel, byte[] message) {
        requirePaths(paths);
        requireMessage(channel, message);
        boolean worthCutting =
                channel != Channels.ALERTS && paths.size() >= PATHS_FOR_SHARES && message.length >= SHARED_FROM_BYTES;
        boolean shared;
        SwarmWindow.Entry entry;
        synchronized (window) {
            if (!window.open()) {
                return CompletableFuture.failedFuture(
                        new HtpQueueFullException("one of the paths is " + SwarmWindow.MESSAGES_MAX
                                + " messages behind; send again when it caught up or its session ended"));
            }
            // With too many shares under way the whole goes by each path: that needs no memory at the peer.
            shared = worthCutting && window.openForShares(message.length);
            entry = window.begin(shared ? message.length : 0);
        }
        int k = shared ? SHARES_NEEDED : 1;
        List<CompletableFuture<Void>> sent;
        try {
            sent = sendShares(paths, channel, message, k, shared ? SHARES : paths.size());
        } catch (RuntimeException e) {
            end(entry);
            throw e;
        }
        CompletableFuture.allOf(sent.toArray(new CompletableFuture<?>[0])).whenComplete((done, failure) -> end(entry));
        return enough(sent, k);
    }

    private List<CompletableFuture<Void>> sendShares(
            List<HtpSession> paths, int channel, byte[] message, int k, int n) {
        byte[] id = new byte[SwarmShare.ID_BYTES];
        random.nextBytes(id);
        byte[][] data = ReedSolomon.split(message, k, n);
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (int index = 0; index < n; index++) {
            SwarmShare share = new SwarmShare(ByteBuffer.wrap(id), channel, k, n, index, message.length, data[index]);
            HtpSession path = paths.get(index % paths.size());
            sent.add(path.send(channel == Channels.ALERTS ? Channels.SWARM_ALERTS : Channels.SWARM, share.encode()));
        }
        return sent;
    }

    private void end(SwarmWindow.Entry entry) {
        synchronized (window) {
            window.end(entry);
        }
    }

    private static void requirePaths(List<HtpSession> paths) {
        if (paths.size() < 2 || paths.size() > ReedSolomon.SHARES_MAX) {
            throw new IllegalArgumentException("a swarm wants 2 to " + ReedSolomon.SHARES_MAX + " paths, got "
                    + paths.size() + "; with one use HtpSession.send");
        }
        if (new HashSet<>(paths).size() < paths.size()) {
            throw new IllegalArgumentException("a session is there twice, and would be lost twice");
        }
        for (HtpSession path : paths) {
            if (!Arrays.equals(path.peerNodeId(), paths.get(0).peerNodeId())) {
                throw new IllegalArgumentException("all paths must lead to the same peer");
            }
        }
    }

    private void requireMessage(int channel, byte[] message) {
        if (!SwarmShare.carries(channel)) {
            throw new IllegalArgumentException("channel " + channel + " cannot go by several paths");
        }
        int longest =
                Math.min(SwarmShare.MESSAGE_BYTES_MAX, limits.channel(channel).messageBytesMax());
        Arguments.inRange(message.length, 0, longest, "message length");
    }

    /** Done when so many are done; fails when no longer so many can be. */
    private static CompletableFuture<Void> enough(List<CompletableFuture<Void>> sent, int needed) {
        // Of the endpoint's own kind, which knows that its thread must not wait for it.
        CompletableFuture<Void> whole = sent.get(0).newIncompleteFuture();
        AtomicInteger missing = new AtomicInteger(needed);
        AtomicInteger spare = new AtomicInteger(sent.size() - needed);
        AtomicBoolean failed = new AtomicBoolean();
        for (CompletableFuture<Void> each : sent) {
            each.whenComplete((done, failure) -> {
                if (failure == null && missing.decrementAndGet() == 0) {
                    whole.complete(null);
                } else if (failure != null && spare.decrementAndGet() < 0 && failed.compareAndSet(false, true)) {
                    whole.completeExceptionally(failure);
                }
            });
        }
        return whole;
    }

    /** A message on the channels for shares. */
    void onShare(HtpSession session, byte[] bytes) {
        SwarmShare share = SwarmShare.decode(bytes);
        if (share == null) {
            session.close(CloseCode.PROTOCOL, "no share");
            return;
        }
        Optional<SwarmAssembler.Whole> whole;
        synchronized (assembler) {
            whole = assembler.onShare(session.peerNodeId(), share, System.nanoTime());
        }
        if (whole.isPresent()
                && whole.get().message().length
                        > limits.channel(whole.get().channel()).messageBytesMax()) {
            session.close(CloseCode.PROTOCOL, "a message larger than its channel allows");
            return;
        }
        whole.ifPresent(w -> inner.onMessage(session, w.channel(), w.message()));
    }
}
