package com.hookprobe.htp.file.core;

import java.util.List;
import java.util.Optional;

/** The answerer's side of READ: open, hash, chunks, COMPLETE. */
final class ServedRead extends Transfer {
    private enum State {
        OPENING,
        SENDING,
        COMPLETING
    }

    private final ReadRequest request;
    private final Compression compression;
    private final BytePace pace;
    private State state = State.OPENING;
    private FileStat stat = new FileStat(false, 0, 0, FileHash.NONE);
    private ChunkPlan plan = ChunkPlan.of(0);
    private ChunkSender sender = new ChunkSender(plan, 0, ChunkRanges.NONE);

    ServedRead(TransferKey key, ReadRequest request, FileLimits limits, BytePace pace, long nowNs) {
        super(key, FileOp.READ, Role.ANSWERER, limits, nowNs);
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
            opened(opened.stat(), out);
        } else if (result instanceof DiskResult.HashMore) {
            ask(new FileEffect.HashNext(key), out);
        } else if (result instanceof DiskResult.Hashed hashed) {
            begin(stat.with(hashed.sha256()), out);
        } else if (result instanceof DiskResult.ChunkRead chunk) {
            sender.handedOver(chunk.index());
            int prefix = stat.sha256().prefix();
            int chunks = plan.totalChunks();
            send(compression.chunk(Role.ANSWERER, key.fileId(), chunks, prefix, chunk), out);
        } else {
            throw new IllegalStateException(state + " got " + result);
        }
    }

    private void opened(FileStat found, List<FileEffect> out) {
        if (found.size() > limits.fileBytesMax()) {
            fail(FileErrorCode.QUOTA_EXCEEDED, "file too large", out);
            return;
        }
        stat = found;
        bytesToMove(found.size());
        if (found.sha256().known()) {
            begin(found, out);
        } else {
            ask(new FileEffect.HashNext(key), out);
        }
    }

    private void begin(FileStat hashed, List<FileEffect> out) {
        stat = hashed;
        // HTP 5: "If-Hash 32, mismatch -> ERROR HASH_MISMATCH"
        if (request.ifHash().known() && !request.ifHash().equals(stat.sha256())) {
            fail(FileErrorCode.HASH_MISMATCH, "another version", out);
            return;
        }
        plan = ChunkPlan.of(stat.size());
        Optional<ChunkRanges> held = plan.before(request.offset());
        if (held.isEmpty()) {
            fail(FileErrorCode.INVALID_OPERATION, "offset is not at a chunk", out);
            return;
        }
        sender = new ChunkSender(plan, Math.min(request.windowBytes(), limits.windowBytes()), held.get());
        state = State.SENDING;
        send(new ReadReply(key.fileId(), plan, stat.modifiedMillis(), stat.sha256()), out);
        goOn(out);
    }

    private void goOn(List<FileEffect> out) {
        if (!sender.allWritten()) {
            askChunks(sender, pace, out);
            return;
        }
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
            boolean sound = ack.totalChunks() == plan.totalChunks()
                    && ack.hashPrefix() == stat.sha256().prefix();
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
