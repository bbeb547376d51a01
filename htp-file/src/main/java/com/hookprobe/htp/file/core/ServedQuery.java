package com.hookprobe.htp.file.core;

import java.util.List;
import java.util.Optional;

/** The answerer's side of STAT, LIST and DELETE: one look at the disk (STAT may hash), one reply. */
final class ServedQuery extends Transfer {
    private final FileMessage request;
    private FileStat stat = new FileStat(false, 0, 0, FileHash.NONE);

    ServedQuery(TransferKey key, FileMessage request, FileLimits limits, long nowNs) {
        super(key, request.header().op(), Role.ANSWERER, limits, 1, nowNs);
        this.request = request;
    }

    void start(List<FileEffect> out) {
        if (request instanceof ListRequest list) {
            ask(new FileEffect.ListNames(key, list.path(), list.after(), limits.listPageMax()), out);
        } else if (request instanceof QueryRequest query && query.ifHash().known()) {
            ask(new FileEffect.OpenForRead(key, query.path()), out);
        } else if (request instanceof QueryRequest query && query.delete()) {
            ask(new FileEffect.Delete(key, query.path(), query.recursive(), false), out);
        } else if (request instanceof QueryRequest query) {
            ask(new FileEffect.Stat(key, query.path()), out);
        } else {
            throw new IllegalStateException("not a query: " + request);
        }
    }

    @Override
    void disk(DiskResult result, List<FileEffect> out) {
        if (result instanceof DiskResult.Listed page) {
            finish(new ListReply(key.fileId(), page.entries(), page.more()), out);
        } else if (result instanceof DiskResult.Deleted) {
            finish(new DeleteReply(key.fileId()), out);
        } else if (result instanceof DiskResult.Statted found) {
            statted(found.stat(), out);
        } else if (result instanceof DiskResult.Opened opened) {
            stat = opened.stat();
            if (stat.size() > limits.fileBytesMax()) {
                fail(FileErrorCode.QUOTA_EXCEEDED, "file too large to hash", out);
            } else if (stat.sha256().known()) {
                hashed(stat, out);
            } else {
                ask(new FileEffect.HashNext(key), out);
            }
        } else if (result instanceof DiskResult.HashMore) {
            ask(new FileEffect.HashNext(key), out);
        } else if (result instanceof DiskResult.Hashed hashed) {
            hashed(stat.with(hashed.sha256()), out);
        } else {
            throw new IllegalStateException(op + " got " + result);
        }
    }

    private void hashed(FileStat found, List<FileEffect> out) {
        QueryRequest query = (QueryRequest) request;
        if (!query.delete()) {
            finish(new StatReply(key.fileId(), found), out);
        } else if (query.ifHash().equals(found.sha256())) {
            ask(new FileEffect.Delete(key, query.path(), false, true), out);
        } else {
            fail(FileErrorCode.HASH_MISMATCH, "another version", out);
        }
    }

    private void statted(FileStat found, List<FileEffect> out) {
        boolean wantHash = request instanceof QueryRequest query && query.wantHash();
        // A file that no one may read over this session is not worth hashing either.
        if (wantHash && !found.directory() && found.size() <= limits.fileBytesMax()) {
            ask(new FileEffect.OpenForRead(key, ((QueryRequest) request).path()), out);
        } else {
            finish(new StatReply(key.fileId(), found), out);
        }
    }

    @Override
    void message(FileMessage message, List<FileEffect> out) {
        fail(FileErrorCode.INVALID_OPERATION, "not a message of a query", out);
    }

    @Override
    long patienceNs() {
        return limits.progressTimeout().toNanos();
    }

    @Override
    Optional<FileEffect> failure(FileErrorCode code, String reason) {
        return Optional.empty();
    }
}
