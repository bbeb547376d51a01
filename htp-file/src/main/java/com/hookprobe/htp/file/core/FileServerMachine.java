package com.hookprobe.htp.file.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The answering side of file transfer, for all sessions of one process. Pure: every call returns the effects to carry
 * out, in order. Not thread-safe; one thread owns it. {@code nowNs} comes from a monotonic clock, is never negative and never goes back.
 *
 * <p>Only requests (messages of the requester's role) are for this machine; others are counted and dropped. A peer's
 * mistake ends one transfer with an ERROR; it never throws.
 */
public final class FileServerMachine {
    /** Bytes of last messages and refusals that one peer may leave unacknowledged before it is ignored. */
    static final int UNREAD_BYTES_MAX = 1 << 20;
    /** The same over all sessions. */
    static final int UNREAD_BYTES_TOTAL_MAX = 1 << 26;
    /** What a message waiting to be acknowledged costs beside its bytes, roughly. */
    private static final int MESSAGE_OVERHEAD = 256;

    private static final String NOT_ALLOWED = "this node may not do that now";

    /** What has happened so far. */
    public record Counters(long started, long refused, long dropped) {}

    private static final class Session {
        final String node;
        final TokenBucket budget;
        int transfers;
        long unreadBytes;

        Session(String node, TokenBucket budget) {
            this.node = node;
            this.budget = budget;
        }
    }

    private final FileLimits limits;
    private final DailyBudget dailyBudget;
    private final NodeRights rights;
    private final Map<Long, Session> sessions = new HashMap<>();
    private final Map<TransferKey, Transfer> transfers = new LinkedHashMap<>();
    private long unreadBytesTotal;
    private long started;
    private long refused;
    private long dropped;

    /** Every node may do everything. */
    public FileServerMachine(FileLimits limits) {
        this(limits, node -> Rights.ALL);
    }

    /**
     * Asks what a node may do, about once a second while it has a session.
     *
     * @param rights takes the name of the node; never null
     */
    public FileServerMachine(FileLimits limits, Function<String, Rights> rights) {
        this.limits = limits;
        this.rights = new NodeRights(rights);
        this.dailyBudget = new DailyBudget(limits.bytesPerNodePerDay());
    }

    /**
     * A session exists.
     *
     * @param session the edge's number for it, never used before
     * @param node names the peer; quotas are kept by it
     */
    public void sessionOpened(long session, String node, long nowNs) {
        TokenBucket budget = new TokenBucket(limits.requestsPerSecond(), limits.requestsBurst(), nowNs);
        if (sessions.putIfAbsent(session, new Session(node, budget)) != null) {
            throw new IllegalStateException("session " + session + " is open already");
        }
        rights.opened(node, nowNs);
    }

    /** A session is gone: its transfers end without a message. */
    public List<FileEffect> sessionClosed(long session) {
        List<FileEffect> out = new ArrayList<>();
        for (Transfer transfer : ofSession(session)) {
            transfer.abandon(out);
        }
        Session gone = sessions.remove(session);
        if (gone != null) {
            rights.closed(gone.node);
            unreadBytesTotal -= gone.unreadBytes;
        }
        return out;
    }

    /** The edge had to drop messages of this session because too many were waiting: its transfers cannot go on. */
    public List<FileEffect> overrun(long session) {
        List<FileEffect> out = new ArrayList<>();
        for (Transfer transfer : ofSession(session)) {
            transfer.fail(FileErrorCode.QUOTA_EXCEEDED, "sent beyond the window", out);
        }
        return out;
    }

    /** A message of a transfer never reached the peer: the transfer cannot go on. */
    public List<FileEffect> sendFailed(TransferKey key) {
        List<FileEffect> out = new ArrayList<>();
        Transfer transfer = transfers.get(key);
        if (transfer != null) {
            transfer.fail(FileErrorCode.TRANSFER_FAILED, "message not delivered", out);
        }
        return out;
    }

    /** A message of a peer on the file channel. */
    public List<FileEffect> message(long session, byte[] bytes, long nowNs) {
        List<FileEffect> out = new ArrayList<>();
        Session from = sessions.get(session);
        FileMessage.Decoded decoded = FileMessage.decode(bytes);
        if (from == null) {
            dropped++;
        } else if (decoded instanceof FileMessage.Decoded.Sound sound
                && sound.message().from() == Role.REQUESTER) {
            sound(from, session, sound.message(), nowNs, out);
        } else if (decoded instanceof FileMessage.Decoded.Refused bad && bad.from() == Role.REQUESTER) {
            malformed(from, session, bad, nowNs, out);
        } else {
            dropped++;
        }
        return out;
    }

    private void sound(Session from, long session, FileMessage message, long nowNs, List<FileEffect> out) {
        TransferKey key = new TransferKey(session, message.fileId());
        Transfer active = transfers.get(key);
        FileOp op = message.header().op();
        if (op.opens()) {
            if (deaf(from)) {
                dropped++;
            } else if (active != null) {
                reused(from, key, active, op, out);
            } else {
                open(from, key, message, nowNs, out);
            }
        } else if (active != null) {
            endUnlessAllowed(active, from, nowNs, out);
            active.onMessage(message, nowNs, out);
        } else {
            // Late messages of a transfer that ended here: the peer learns of the end from the ERROR already sent.
            dropped++;
        }
    }

    /** A node may have fallen into another trust band while a transfer of it is under way. */
    private void endUnlessAllowed(Transfer transfer, Session owner, long nowNs, List<FileEffect> out) {
        if (!rights.of(owner.node, nowNs).allow(transfer.op)) {
            transfer.interrupt(FileErrorCode.PERMISSION_DENIED, NOT_ALLOWED, out);
        }
    }

    private void malformed(
            Session from, long session, FileMessage.Decoded.Refused bad, long nowNs, List<FileEffect> out) {
        TransferKey key = new TransferKey(session, bad.fileId());
        Transfer active = transfers.get(key);
        if (active != null) {
            active.fail(bad.code(), bad.reason(), out);
        } else if (bad.op().opens() && !deaf(from)) {
            // A malformed request costs as much as a sound one.
            boolean paid = from.budget.take(nowNs);
            refuse(from, key, bad.op(), paid ? bad.code() : FileErrorCode.QUOTA_EXCEEDED, bad.reason(), out);
        } else {
            dropped++;
        }
    }

    // HTP 5: "reuse while active -> ERROR INVALID_OPERATION"
    private void reused(Session from, TransferKey key, Transfer active, FileOp op, List<FileEffect> out) {
        if (active.over()) {
            refuse(from, key, op, FileErrorCode.INVALID_OPERATION, "file id is still in use", out);
        } else {
            active.fail(FileErrorCode.INVALID_OPERATION, "file id used twice", out);
        }
    }

    private void open(Session from, TransferKey key, FileMessage request, long nowNs, List<FileEffect> out) {
        FileOp op = request.header().op();
        if (!from.budget.take(nowNs)) {
            refuse(from, key, op, FileErrorCode.QUOTA_EXCEEDED, "too many requests", out);
        } else if (!rights.of(from.node, nowNs).allow(op)) {
            refuse(from, key, op, FileErrorCode.PERMISSION_DENIED, NOT_ALLOWED, out);
        } else if (from.transfers >= limits.transfersPerSessionMax() || transfers.size() >= limits.transfersMax()) {
            refuse(from, key, op, FileErrorCode.QUOTA_EXCEEDED, "too many transfers", out);
        } else if (request instanceof WriteRequest write) {
            openWrite(from, key, write, nowNs, out);
        } else if (request instanceof ReadRequest read) {
            ServedRead transfer =
                    new ServedRead(key, read, limits, transfers.size() + 1, rights.paceOf(from.node), nowNs);
            register(from, transfer);
            transfer.start(out);
        } else {
            ServedQuery transfer = new ServedQuery(key, request, limits, nowNs);
            register(from, transfer);
            transfer.start(out);
        }
    }

    private void openWrite(Session from, TransferKey key, WriteRequest write, long nowNs, List<FileEffect> out) {
        FileOp op = write.header().op();
        long size = write.plan().size();
        if (size > limits.fileBytesMax()) {
            refuse(from, key, op, FileErrorCode.QUOTA_EXCEEDED, "file too large", out);
        } else if (!write.resume() && !dailyBudget.take(from.node, size, nowNs)) {
            refuse(from, key, op, FileErrorCode.QUOTA_EXCEEDED, "daily quota", out);
        } else {
            if (write.resume()) {
                takeOver(from.node, write, out);
            }
            ServedWrite transfer =
                    new ServedWrite(key, write, limits, transfers.size() + 1, rights.paceOf(from.node), nowNs);
            register(from, transfer);
            transfer.start(out);
        }
    }

    /**
     * A peer whose process was killed comes back on a new session before the old one is known to be dead: what the old one
     * wrote is released, and kept, before the new one opens.
     */
    private void takeOver(String node, WriteRequest write, List<FileEffect> out) {
        for (Transfer transfer : transfers.values()) {
            Session owner = sessions.get(transfer.key.session());
            if (owner != null && owner.node.equals(node) && transfer instanceof ServedWrite old && old.sameAs(write)) {
                old.fail(FileErrorCode.TRANSFER_FAILED, "continued by a later request", out);
            }
        }
    }

    private void register(Session from, Transfer transfer) {
        transfers.put(transfer.key, transfer);
        from.transfers++;
        started++;
    }

    private void refuse(
            Session to, TransferKey key, FileOp op, FileErrorCode code, String reason, List<FileEffect> out) {
        refused++;
        FileMessage error = new ErrorMessage(Role.ANSWERER, key.fileId(), code, op, reason);
        FileEffect.Send last = new FileEffect.Send(key, error.encode(), true);
        unread(to, last);
        out.add(last);
    }

    /** A peer that asks and never acknowledges the answers is not answered any more, until it does. */
    private boolean deaf(Session from) {
        return from.unreadBytes >= UNREAD_BYTES_MAX || unreadBytesTotal >= UNREAD_BYTES_TOTAL_MAX;
    }

    private void unread(Session to, FileEffect.Send last) {
        int cost = last.message().length + MESSAGE_OVERHEAD;
        to.unreadBytes += cost;
        unreadBytesTotal += cost;
    }

    /** The result of a disk effect. */
    public List<FileEffect> disk(TransferKey key, DiskResult result, long nowNs) {
        List<FileEffect> out = new ArrayList<>();
        Transfer transfer = transfers.get(key);
        if (transfer == null) {
            // Exactly one result per effect, and a transfer stays until its Release came back.
            throw new IllegalStateException("no transfer " + key + " for " + result);
        }
        if (result instanceof DiskResult.Prepared prepared && transfer instanceof ServedWrite write) {
            pay(write, prepared.held(), nowNs, out);
        }
        transfer.onDisk(result, nowNs, out);
        if (transfer.gone()) {
            vacate(transfer, out);
        }
        return out;
    }

    /** A resumed write pays for what is to come only, and so not before that is known. */
    private void pay(ServedWrite write, ChunkRanges held, long nowNs, List<FileEffect> out) {
        Session owner = sessions.get(write.key.session());
        if (owner != null && !dailyBudget.take(owner.node, write.bytesMissing(held), nowNs)) {
            write.interrupt(FileErrorCode.QUOTA_EXCEEDED, "daily quota", out);
        }
    }

    private void vacate(Transfer transfer, List<FileEffect> out) {
        transfers.remove(transfer.key);
        Session owner = sessions.get(transfer.key.session());
        if (owner == null) {
            return;
        }
        owner.transfers--;
        for (FileEffect effect : out) {
            if (effect instanceof FileEffect.Send last && last.last()) {
                unread(owner, last);
            }
        }
    }

    /** The peer has acknowledged a last message of that length, or never will. */
    public void sent(long session, int messageBytes) {
        Session to = sessions.get(session);
        if (to != null) {
            to.unreadBytes -= messageBytes + MESSAGE_OVERHEAD;
            unreadBytesTotal -= messageBytes + MESSAGE_OVERHEAD;
        }
    }

    /** Ends what ran out of time. */
    public List<FileEffect> tick(long nowNs) {
        List<FileEffect> out = new ArrayList<>();
        for (Transfer transfer : transfers.values()) {
            Session owner = sessions.get(transfer.key.session());
            if (owner != null) {
                endUnlessAllowed(transfer, owner, nowNs, out);
            }
            transfer.tick(nowNs, out);
        }
        return out;
    }

    /** When {@link #tick} next has work, or Long.MAX_VALUE. */
    public long nextDeadlineNs() {
        long next = Long.MAX_VALUE;
        for (Transfer transfer : transfers.values()) {
            next = Math.min(next, transfer.deadlineNs());
        }
        return next;
    }

    /** Transfers that hold a place. */
    public int active() {
        return transfers.size();
    }

    /** A snapshot of the counters. */
    public Counters counters() {
        return new Counters(started, refused, dropped);
    }

    private List<Transfer> ofSession(long session) {
        return transfers.values().stream()
                .filter(transfer -> transfer.key.session() == session)
                .toList();
    }
}
