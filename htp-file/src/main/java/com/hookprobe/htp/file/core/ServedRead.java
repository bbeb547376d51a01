package com.hookprobe.htp.file.core;

import java.util.List;
import java.util.Optional;

/**
 * The answerer's side of READ: open, chunks, hash, COMPLETE. The hash comes first when the store has no tag for the file, or
 * when the requester asks for a hash.
 */
final class ServedRead extends Transfer {
    private enum State {
        OPENING,
        SENDING,
        HASHING,
        COMPLETING
    }

    private final ReadRequest request;
    private final Compression compression;
    private final BytePace pace;
    private State state = State.OPENING;
    private FileHash version = FileHash.NONE;
    private FileStat stat = new FileStat(false, 0, 0, FileHash.NONE);
    private ChunkPlan plan = ChunkPlan.of(0);
    private ChunkSender sender = new ChunkSender(plan, 0, ChunkRanges.NONE);

    ServedRead(TransferKey key, ReadRequest request, FileLimits limits, int place, BytePace pace, long nowNs) {
        super(key, FileOp.READ, Role.ANSWERER, limits, place, nowNs);
        this.request = request;
        this.pace = pace;
        this.compression = new Compression(request.compressed());
    }

    void start(List<FileEffect> out) {
        ask(new FileEffect.OpenForRead(key, request.path()), out);
    }

    @Override
    void disk(DiskResult result, List<FileEffect> out) {
        if (result instanceof DiskResult.Opened opened) {
            opened(opened.stat(), opened.tag(), out);
        } else if (result instanceof DiskResult.HashMore) {
            ask(new FileEffect.HashNext(key), out);
        } else if (result instanceof DiskResult.Hashed hashed) {
            hashed(hashed.sha256(), out);
        } else if (result instanceof DiskResult.ChunkRead chunk) {
            sender.handedOver(chunk.index());
            int prefix = version.prefix();
            int chunks = plan.totalChunks();
            send(compression.chunk(Role.ANSWERER, key.fileId(), chunks, prefix, chunk), out);
        } else {
            throw new IllegalStateException(state + " got " + result);
        }
    }

    private void opened(FileStat found, FileHash tag, List<FileEffect> out) {
        if (found.size() > limits.fileBytesMax()) {
            fail(FileErrorCode.QUOTA_EXCEEDED, "file too large", out);
            return;
        }
        stat = found;
        bytesToMove(found.size());
        FileHash wanted = request.ifHash();
        if (tag.known()
                && (wanted.known() ? wanted.equals(tag) : !found.sha256().known())) {
            begin(true, tag, out);
        } else if (found.sha256().known()) {
            begin(false, found.sha256(), out);
        } else {
            ask(new FileEffect.HashNext(key), out);
        }
    }

    private void hashed(FileHash sha256, List<FileEffect> out) {
        stat = stat.with(sha256);
        if (state == State.OPENING) {
            begin(false, sha256, out);
        } else {
            complete(out);
        }
    }

    private void begin(boolean tagged, FileHash found, List<FileEffect> out) {
        version = found;
        // HTP 5: "If-Hash 32, mismatch -> ERROR HASH_MISMATCH"
        if (request.ifHash().known() && !request.ifHash().equals(version)) {
            fail(FileErrorCode.HASH_MISMATCH, "another version", out);
            return;
        }
        plan = ChunkPlan.of(stat.size());
        Optional<ChunkRanges> held = plan.before(request.offset());
        if (held.isEmpty()) {
            fail(FileErrorCode.INVALID_OPERATION, "offset is not at a chunk", out);
            return;
        }
        sender = new ChunkSender(plan, Math.min(request.windowBytes(), windowBytes), held.get());
        state = State.SENDING;
        send(new ReadReply(key.fileId(), plan, stat.modifiedMillis(), tagged, version), out);
        goOn(out);
    }

    private void goOn(List<FileEffect> out) {
        if (!sender.allWritten()) {
            askChunks(sender, pace, out);
        } else if (stat.sha256().known()) {
            complete(out);
        } else {
            // What left was hashed on its way; what the requester held before is read now.
            state = State.HASHING;
            ask(new FileEffect.HashNext(key), out);
        }
    }

    private void complete(List<FileEffect> out) {
        state = State.COMPLETING;
        send(new Complete(Role.ANSWERER, false, key.fileId(), plan, stat.sha256()), out);
    }

    @Override
    void woken(List<FileEffect> out) {
        askChunks(sender, pace, out);
    }

    @Override
    void message(FileMessage message, List<FileEffect> out) {
        if (state == State.SENDING && message instanceof ChunkAck ack) {
            boolean sound = ack.totalChunks() == plan.totalChunks() && ack.hashPrefix() == version.prefix();
            if (sound && sender.acknowledge(ack.written())) {
                goOn(out);
            } else {
                fail(FileErrorCode.INVALID_OPERATION, "acknowledges what was not sent", out);
            }
        } else if (state == State.COMPLETING && message instanceof Complete complete && complete.ack()) {
            if (complete.sha256().equals(stat.sha256())) {
                end(out);
            } else {
                fail(FileErrorCode.HASH_MISMATCH, "confirms another version", out);
            }
        } else {
            fail(FileErrorCode.INVALID_OPERATION, "not a message of a read", out);
        }
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
