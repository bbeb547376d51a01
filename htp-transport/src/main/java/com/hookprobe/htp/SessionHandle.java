package com.hookprobe.htp;

import com.hookprobe.htp.core.SessionInfo;
import com.hookprobe.htp.core.meet.RelayAddress;
import com.hookprobe.htp.core.wire.Bytes;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The user's view of a session; everything that changes it goes through the owner's queue. */
final class SessionHandle implements HtpSession {
    /** What a waiting message holds beyond its bytes, so that empty ones are bounded too; on the wire it costs less (HTP 4.5). */
    static final int MESSAGE_COST_BYTES = 384;

    final long id;
    private final SessionInfo info;
    private final EndpointLoop loop;
    private volatile InetSocketAddress peerAddress;
    private volatile @Nullable InetSocketAddress ownAddress;
    /** Owner's thread only: whom we connected to; null at a responder. */
    @Nullable RemotePeer peer;

    /** What the messages cost that are neither acknowledged nor failed. */
    private final AtomicLong queuedBytes = new AtomicLong();

    private volatile boolean open = true;
    // Asked again and again, by a callback for each message perhaps, these wait for the owner once.
    private final AtomicBoolean closeAsked = new AtomicBoolean();
    private final AtomicBoolean renewalAsked = new AtomicBoolean();
    /** Wishes that the peer did not answer yet; on the loop's thread only. */
    private final ArrayDeque<CompletableFuture<TransmissionMode>> shapes = new ArrayDeque<>(1);
    /** How it ended; set before it is no longer open. */
    private volatile @Nullable HtpClosedException end;

    /** Owner's thread only: who waits for which send. */
    private final Map<Long, Pending> pending = new HashMap<>();

    private record Pending(CompletableFuture<Void> future, long cost) {}

    SessionHandle(long id, SessionInfo info, EndpointLoop loop) {
        this.id = id;
        this.info = info;
        this.loop = loop;
        this.peerAddress = info.peerAddress();
    }

    @Override
    public byte[] peerNodeId() {
        return info.peerNodeId().clone();
    }

    @Override
    public byte[] peerFingerprint() {
        return info.peerFingerprint().clone();
    }

    @Override
    public long peerTerSequence() {
        return info.peerTerSequence();
    }

    @Override
    public InetSocketAddress peerAddress() {
        return peerAddress;
    }

    void peerAddress(InetSocketAddress address) {
        peerAddress = address;
    }

    @Override
    public Optional<InetSocketAddress> ownAddress() {
        return Optional.ofNullable(ownAddress);
    }

    void ownAddress(InetSocketAddress address) {
        ownAddress = address;
    }

    @Override
    public boolean initiator() {
        return info.initiator();
    }

    @Override
    public byte[] exporter() {
        return info.exporter().clone();
    }

    @Override
    public CompletableFuture<Void> send(int channel, byte[] message) {
        return send(channel, message, true);
    }

    @Override
    public CompletableFuture<Void> give(int channel, byte[] message) {
        return send(channel, message, false);
    }

    private CompletableFuture<Void> send(int channel, byte[] message, boolean copy) {
        Arguments.userChannel(channel);
        HtpLimits limits = loop.limits();
        Arguments.inRange(message.length, 0, limits.channel(channel).messageBytesMax(), "message length");
        CompletableFuture<Void> future = loop.future();
        long cost = cost(message.length);
        long before = queuedBytes.getAndAdd(cost);
        // An empty queue takes any message: the smallest queue is as large as the largest message without what that
        // costs.
        if (before > 0 && before + cost > limits.sendQueueBytesMax()) {
            queuedBytes.addAndGet(-cost);
            future.completeExceptionally(new HtpQueueFullException(before, limits.sendQueueBytesMax()));
            return future;
        }
        loop.send(this, channel, copy ? message.clone() : message, future);
        return future;
    }

    @Override
    public boolean sendDatagram(int channel, byte[] data) {
        Arguments.userChannel(channel);
        Arguments.inRange(data.length, 0, DATAGRAM_BYTES_MAX, "datagram length");
        return open && loop.sendDatagram(id, channel, data);
    }

    @Override
    public void offer(KemBundle bundle) {
        if (!info.initiator()) {
            throw new IllegalStateException("the peer started this session: it is no validator of ours");
        }
        loop.offer(id, bundle);
    }

    @Override
    public boolean relayed() {
        return peerAddress instanceof RelayAddress;
    }

    boolean of(EndpointLoop other) {
        return loop == other;
    }

    @Override
    public void renewKeys() {
        if (renewalAsked.compareAndSet(false, true)) {
            loop.renewKeys(id, () -> renewalAsked.set(false));
        }
    }

    @Override
    public CompletableFuture<TransmissionMode> shape(TransmissionMode mode) {
        Objects.requireNonNull(mode, "mode");
        CompletableFuture<TransmissionMode> future = loop.future();
        loop.shape(this, mode, future);
        return future;
    }

    @Override
    public void evidence(byte[] rdv, byte[] posf) {
        byte[] both = Bytes.concat(
                Arguments.copyOfLength(rdv, EVIDENCE_BYTES, "rdv"),
                Arguments.copyOfLength(posf, EVIDENCE_BYTES, "posf"));
        loop.evidence(id, both);
    }

    /** Waits for what the peer does after the last wish. */
    void awaitShape(CompletableFuture<TransmissionMode> future) {
        HtpClosedException over = end;
        if (over != null) {
            future.completeExceptionally(over);
        } else {
            shapes.add(future);
        }
    }

    void shaped(TransmissionMode peer) {
        for (CompletableFuture<TransmissionMode> each = shapes.poll(); each != null; each = shapes.poll()) {
            each.complete(peer);
        }
    }

    @Override
    public SessionStats stats() {
        return loop.sessionStats(id);
    }

    @Override
    public void close(CloseCode code, String reason) {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(reason, "reason");
        if (closeAsked.compareAndSet(false, true)) {
            loop.closeSession(id, code, reason);
        }
    }

    @Override
    public boolean open() {
        return open;
    }

    private static long cost(int messageBytes) {
        return (long) messageBytes + MESSAGE_COST_BYTES;
    }

    void await(long sendId, CompletableFuture<Void> future, int messageBytes) {
        pending.put(sendId, new Pending(future, cost(messageBytes)));
    }

    void notQueued(int messageBytes, CompletableFuture<Void> future, Throwable why) {
        queuedBytes.addAndGet(-cost(messageBytes));
        future.completeExceptionally(why);
    }

    void sent(long sendId) {
        Pending done = pending.remove(sendId);
        if (done != null) {
            queuedBytes.addAndGet(-done.cost());
            done.future().complete(null);
        }
    }

    /** Null while the session is open. */
    @Nullable HtpClosedException end() {
        return end;
    }

    /** The user has read a message; for credit by hand. */
    void consumed(Message message) {
        loop.consumed(id, message.channel(), message.bytes().length);
    }

    void closed(CloseCode code, String reason) {
        if (end == null) {
            end = new HtpClosedException(code, reason);
        }
        open = false;
        for (Pending each : List.copyOf(pending.values())) {
            each.future().completeExceptionally(new HtpClosedException(code, reason));
        }
        pending.clear();
        for (CompletableFuture<TransmissionMode> each = shapes.poll(); each != null; each = shapes.poll()) {
            each.completeExceptionally(new HtpClosedException(code, reason));
        }
    }

    /** Names the peer's address, no secrets. */
    @Override
    public String toString() {
        return "HtpSession[" + id + ", " + peerAddress + (open ? ", open]" : ", closed]");
    }
}
