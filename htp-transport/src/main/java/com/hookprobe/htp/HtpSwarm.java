package com.hookprobe.htp;

import com.hookprobe.htp.core.swarm.ReedSolomon;
import com.hookprobe.htp.core.swarm.SwarmAssembler;
import com.hookprobe.htp.core.swarm.SwarmShare;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** Tells the listener whole messages, and all else as it comes. */
    public HtpSwarm(HtpListener inner) {
        this.inner = inner;
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
     * @return done when enough has arrived for the message to be whole; fails with the last failure when too many paths failed
     * @throws IllegalArgumentException when there are fewer than two paths, they lead to different peers, or the channel or the
     *     size is out of range
     */
    public CompletableFuture<Void> send(List<HtpSession> paths, int channel, byte[] message) {
        if (paths.size() < 2) {
            throw new IllegalArgumentException(
                    "a swarm wants two paths or more, got " + paths.size() + "; with one use HtpSession.send");
        }
        for (HtpSession path : paths) {
            if (!Arrays.equals(path.peerNodeId(), paths.get(0).peerNodeId())) {
                throw new IllegalArgumentException("all paths must lead to the same peer");
            }
        }
        if (!SwarmShare.carries(channel)) {
            throw new IllegalArgumentException("channel " + channel + " cannot go by several paths");
        }
        Arguments.inRange(message.length, 0, SwarmShare.MESSAGE_BYTES_MAX, "message length");
        boolean alert = channel == Channels.ALERTS;
        boolean shared = !alert && paths.size() >= PATHS_FOR_SHARES && message.length >= SHARED_FROM_BYTES;
        int k = shared ? SHARES_NEEDED : 1;
        int n = shared ? SHARES : Math.min(paths.size(), ReedSolomon.SHARES_MAX);
        byte[] id = new byte[SwarmShare.ID_BYTES];
        random.nextBytes(id);
        byte[][] data = ReedSolomon.split(message, k, n);
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (int index = 0; index < n; index++) {
            SwarmShare share = new SwarmShare(ByteBuffer.wrap(id), channel, k, n, index, message.length, data[index]);
            HtpSession path = paths.get(index % paths.size());
            sent.add(path.send(alert ? Channels.SWARM_ALERTS : Channels.SWARM, share.encode()));
        }
        return enough(sent, k);
    }

    /** Done when so many are done; fails when no longer so many can be. */
    private static CompletableFuture<Void> enough(List<CompletableFuture<Void>> sent, int needed) {
        CompletableFuture<Void> whole = new CompletableFuture<>();
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
        whole.ifPresent(w -> inner.onMessage(session, w.channel(), w.message()));
    }
}
