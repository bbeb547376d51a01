package com.hookprobe.htp;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A session that knows which of its messages are under way, and keeps its last counters when it is over. Thread-safe. */
final class TrackedSession implements HtpSession {
    private final HtpSession session;
    private final PendingSends pending = new PendingSends();
    private volatile @Nullable SessionStats last;

    TrackedSession(HtpSession session) {
        this.session = session;
    }

    PendingSends pending() {
        return pending;
    }

    /** Called while the endpoint still has the counters. */
    void keepStats() {
        last = session.stats();
    }

    @Override
    public CompletableFuture<Void> send(int channel, byte[] message) {
        return tracked(() -> session.send(channel, message));
    }

    @Override
    public CompletableFuture<Void> give(int channel, byte[] message) {
        return tracked(() -> session.give(channel, message));
    }

    private CompletableFuture<Void> tracked(Supplier<CompletableFuture<Void>> sending) {
        if (!pending.begin()) {
            return CompletableFuture.failedFuture(new HtpClosedException(CloseCode.NORMAL, "closed by this side"));
        }
        CompletableFuture<Void> future;
        try {
            future = sending.get();
        } catch (RuntimeException e) {
            pending.end(false);
            throw e;
        }
        future.whenComplete((nothing, failure) -> pending.end(!(failure instanceof HtpQueueFullException)));
        return future;
    }

    /** The user has read a message: the peer may send on. */
    void consumed(Message message) {
        if (session instanceof SessionHandle handle) {
            handle.consumed(message);
        }
    }

    @Override
    public boolean sendDatagram(int channel, byte[] data) {
        return session.sendDatagram(channel, data);
    }

    @Override
    public Optional<InetSocketAddress> ownAddress() {
        return session.ownAddress();
    }

    @Override
    public void offer(KemBundle bundle) {
        session.offer(bundle);
    }

    @Override
    public boolean relayed() {
        return session.relayed();
    }

    @Override
    public CompletableFuture<TransmissionMode> shape(TransmissionMode mode) {
        return session.shape(mode);
    }

    @Override
    public void evidence(byte[] rdv, byte[] posf) {
        session.evidence(rdv, posf);
    }

    @Override
    public void renewKeys() {
        session.renewKeys();
    }

    @Override
    public SessionStats stats() {
        SessionStats kept = last;
        return kept != null ? kept : session.stats();
    }

    @Override
    public void close(CloseCode code, String reason) {
        session.close(code, reason);
    }

    @Override
    public boolean open() {
        return session.open();
    }

    @Override
    public byte[] peerNodeId() {
        return session.peerNodeId();
    }

    @Override
    public byte[] peerFingerprint() {
        return session.peerFingerprint();
    }

    @Override
    public long peerTerSequence() {
        return session.peerTerSequence();
    }

    @Override
    public InetSocketAddress peerAddress() {
        return session.peerAddress();
    }

    @Override
    public boolean initiator() {
        return session.initiator();
    }

    @Override
    public byte[] exporter() {
        return session.exporter();
    }

    @Override
    public String toString() {
        return session.toString();
    }
}
