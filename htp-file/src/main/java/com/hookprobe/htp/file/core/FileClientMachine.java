package com.hookprobe.htp.file.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The asking side of file transfer on one session. Pure: every call returns the effects to carry out, in order. Not
 * thread-safe; one thread owns it. {@code nowNs} comes from a monotonic clock, is never negative and never goes back.
 *
 * <p>Each submitted request ends in exactly one Done or Failed. It keeps to the same limits as a server does, so that an
 * honest client is not refused: requests wait here for a free place and for the request budget.
 */
public final class FileClientMachine {
    private record Waiting(int fileId, ClientRequest request) {}

    private final long session;
    private final FileLimits limits;
    private final RandomGenerator random;
    private final TokenBucket budget;
    private final Map<Integer, Transfer> transfers = new LinkedHashMap<>();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private final Set<Integer> reserved = new LinkedHashSet<>();
    private boolean closed;
    private long dropped;

    /**
     * @param session the number that the keys of all effects carry
     * @param random for file ids; they need not be secret, only not repeat
     */
    public FileClientMachine(long session, FileLimits limits, RandomGenerator random, long nowNs) {
        this.session = session;
        this.limits = limits;
        this.random = random;
        // Four fifths of what a server allows: requests may reach it closer together than they left.
        int burst = Math.max(1, limits.requestsBurst() - limits.requestsBurst() / 5);
        this.budget = new TokenBucket(limits.requestsPerSecond(), burst, nowNs);
    }

    /** A file id for the next request; the edge registers source or target under it before it submits. */
    public TransferKey reserve() {
        int fileId;
        // HTP 5: "file_id random 32 bit"
        do {
            fileId = random.nextInt();
        } while (transfers.containsKey(fileId) || !reserved.add(fileId));
        return new TransferKey(session, fileId);
    }

    /** Starts a request, or lets it wait; a key is good for one request. */
    public List<FileEffect> submit(TransferKey key, ClientRequest request, long nowNs) {
        if (key.session() != session || !reserved.contains(key.fileId())) {
            throw new IllegalArgumentException("not a reserved key: " + key);
        }
        List<FileEffect> out = new ArrayList<>();
        if (closed || queue.size() >= limits.queuedMax()) {
            reserved.remove(key.fileId());
            FileErrorCode code = closed ? FileErrorCode.TRANSFER_FAILED : FileErrorCode.QUOTA_EXCEEDED;
            out.add(new FileEffect.Failed(key, code, closed ? "session closed" : "too many requests waiting"));
            return out;
        }
        if (request instanceof ClientRequest.Upload upload && upload.size() > limits.fileBytesMax()) {
            reserved.remove(key.fileId());
            out.add(new FileEffect.Failed(key, FileErrorCode.QUOTA_EXCEEDED, "file too large"));
            return out;
        }
        queue.add(new Waiting(key.fileId(), request));
        startWaiting(nowNs, out);
        return out;
    }

    /** A message of the other side on the file channel. */
    public List<FileEffect> message(byte[] bytes, long nowNs) {
        List<FileEffect> out = new ArrayList<>();
        FileMessage.Decoded decoded = FileMessage.decode(bytes);
        if (decoded instanceof FileMessage.Decoded.Sound sound
                && sound.message().from() == Role.ANSWERER
                && transfers.containsKey(sound.message().fileId())) {
            transfers.get(sound.message().fileId()).onMessage(sound.message(), nowNs, out);
        } else if (decoded instanceof FileMessage.Decoded.Refused bad
                && bad.from() == Role.ANSWERER
                && transfers.containsKey(bad.fileId())) {
            transfers.get(bad.fileId()).fail(bad.code(), bad.reason(), out);
        } else {
            dropped++;
        }
        startWaiting(nowNs, out);
        return out;
    }

    /** The result of a disk effect. */
    public List<FileEffect> disk(TransferKey key, DiskResult result, long nowNs) {
        List<FileEffect> out = new ArrayList<>();
        Transfer transfer = transfers.get(key.fileId());
        if (transfer == null) {
            throw new IllegalStateException("no transfer " + key + " for " + result);
        }
        transfer.onDisk(result, nowNs, out);
        dropIfGone(transfer);
        startWaiting(nowNs, out);
        return out;
    }

    /** A message of a transfer never reached the other side: the transfer cannot go on. */
    public List<FileEffect> sendFailed(TransferKey key) {
        List<FileEffect> out = new ArrayList<>();
        Transfer transfer = transfers.get(key.fileId());
        if (transfer != null) {
            transfer.fail(FileErrorCode.TRANSFER_FAILED, "message not delivered", out);
        }
        return out;
    }

    /** The user no longer wants it. */
    public List<FileEffect> cancel(TransferKey key) {
        List<FileEffect> out = new ArrayList<>();
        Transfer transfer = transfers.get(key.fileId());
        if (transfer != null) {
            transfer.fail(FileErrorCode.TRANSFER_CANCELLED, "cancelled", out);
        } else if (queue.removeIf(waiting -> waiting.fileId() == key.fileId())) {
            reserved.remove(key.fileId());
            out.add(new FileEffect.Failed(key, FileErrorCode.TRANSFER_CANCELLED, "cancelled"));
        }
        return out;
    }

    /** The edge had to drop messages of this session because too many were waiting. */
    public List<FileEffect> overrun() {
        List<FileEffect> out = new ArrayList<>();
        for (Transfer transfer : transfers.values()) {
            transfer.fail(FileErrorCode.QUOTA_EXCEEDED, "sent beyond the window", out);
        }
        return out;
    }

    /** The session is gone: everything fails, and so will everything submitted later. */
    public List<FileEffect> sessionClosed() {
        List<FileEffect> out = new ArrayList<>();
        closed = true;
        for (Transfer transfer : transfers.values()) {
            transfer.abandon(out);
        }
        for (Waiting waiting : queue) {
            TransferKey key = new TransferKey(session, waiting.fileId());
            out.add(new FileEffect.Failed(key, FileErrorCode.TRANSFER_FAILED, "session closed"));
        }
        queue.clear();
        reserved.clear();
        return out;
    }

    /** Ends what ran out of time, starts what was waiting for budget. */
    public List<FileEffect> tick(long nowNs) {
        List<FileEffect> out = new ArrayList<>();
        for (Transfer transfer : transfers.values()) {
            transfer.tick(nowNs, out);
        }
        startWaiting(nowNs, out);
        return out;
    }

    /** When {@link #tick} next has work, or Long.MAX_VALUE. */
    public long nextDeadlineNs() {
        boolean placeFree = transfers.size() < limits.transfersPerSessionMax();
        long next = !queue.isEmpty() && placeFree ? budget.readyNs() : Long.MAX_VALUE;
        for (Transfer transfer : transfers.values()) {
            next = Math.min(next, transfer.deadlineNs());
        }
        return next;
    }

    /** True when the session is closed and nothing of it holds a place any more. */
    public boolean finished() {
        return closed && transfers.isEmpty();
    }

    /** Requests that are not over, or still hold a place. */
    public int active() {
        return transfers.size() + queue.size();
    }

    /** Messages that belonged to no transfer. */
    public long dropped() {
        return dropped;
    }

    private void startWaiting(long nowNs, List<FileEffect> out) {
        while (!queue.isEmpty() && transfers.size() < limits.transfersPerSessionMax() && budget.take(nowNs)) {
            Waiting next = queue.remove();
            reserved.remove(next.fileId());
            start(new TransferKey(session, next.fileId()), next.request(), nowNs, out);
        }
    }

    private void start(TransferKey key, ClientRequest request, long nowNs, List<FileEffect> out) {
        if (request instanceof ClientRequest.Upload upload) {
            ClientUpload transfer = new ClientUpload(key, upload, limits, transfers.size() + 1, nowNs);
            transfers.put(key.fileId(), transfer);
            transfer.start(out);
        } else if (request instanceof ClientRequest.Download download) {
            ClientDownload transfer = new ClientDownload(key, download, limits, transfers.size() + 1, nowNs);
            transfers.put(key.fileId(), transfer);
            transfer.start(out);
        } else {
            ClientQuery transfer = new ClientQuery(key, request, opOf(request), limits, nowNs);
            transfers.put(key.fileId(), transfer);
            transfer.start(out);
        }
    }

    private static FileOp opOf(ClientRequest request) {
        if (request instanceof ClientRequest.Describe) {
            return FileOp.STAT;
        }
        return request instanceof ClientRequest.ListPage ? FileOp.LIST : FileOp.DELETE;
    }

    private void dropIfGone(Transfer transfer) {
        if (transfer.gone()) {
            transfers.remove(transfer.key.fileId());
        }
    }
}
