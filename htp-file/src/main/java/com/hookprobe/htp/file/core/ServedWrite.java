package com.hookprobe.htp.file.core;

import java.util.List;
import java.util.Optional;

/** The answerer's side of CREATE and UPDATE: temporary file, chunks, verification, commit. */
final class ServedWrite extends Transfer {
    private enum State {
        OPENING,
        RECEIVING,
        HASHING,
        COMMITTING
    }

    private final WriteRequest request;
    private final WriteSpec spec;
    private final BytePace pace;
    private ChunkReceiver receiver;
    private State state = State.OPENING;
    private FileHash declared;
    /** When what is written may have been, at the node's pace. */
    private long turnNs;

    ServedWrite(TransferKey key, WriteRequest request, FileLimits limits, int place, BytePace pace, long nowNs) {
        super(key, request.header().op(), Role.ANSWERER, limits, place, nowNs);
        this.request = request;
        this.pace = pace;
        this.spec = spec(request, limits);
        this.receiver = new ChunkReceiver(request.plan(), windowBytes, ChunkRanges.NONE);
        this.declared = request.sha256();
        bytesToMove(request.plan().size());
    }

    void start(List<FileEffect> out) {
        ask(new FileEffect.OpenForWrite(key, spec), out);
    }

    private static WriteSpec spec(WriteRequest request, FileLimits limits) {
        WriteMode mode = request.update()
                ? WriteMode.REPLACE
                : request.has(FileFlags.OVERWRITE) ? WriteMode.CREATE_OR_REPLACE : WriteMode.CREATE_NEW;
        return new WriteSpec(
                request.path(),
                mode,
                request.has(FileFlags.CREATE_DIRS),
                request.plan(),
                request.version(),
                request.resume(),
                request.has(FileFlags.APPEND),
                request.ifHash(),
                limits.fileBytesMax());
    }

    @Override
    void message(FileMessage message, List<FileEffect> out) {
        if (state != State.RECEIVING) {
            fail(FileErrorCode.INVALID_OPERATION, "not receiving", out);
        } else if (message instanceof ChunkData chunk) {
            chunk(chunk, out);
        } else if (message instanceof Complete complete && !complete.ack()) {
            complete(complete, out);
        } else {
            fail(FileErrorCode.INVALID_OPERATION, "not a message of a write", out);
        }
    }

    private void chunk(ChunkData chunk, List<FileEffect> out) {
        if (chunk.hashPrefix() != request.version().prefix()) {
            fail(FileErrorCode.HASH_MISMATCH, "chunk of another version", out);
            return;
        }
        if (chunk.packed() && !request.has(FileFlags.COMPRESSED)) {
            fail(FileErrorCode.INVALID_OPERATION, "deflated chunk of a plain transfer", out);
            return;
        }
        try {
            ChunkBytes plain = receiver.take(chunk);
            long offset = request.plan().offset(chunk.index());
            ask(new FileEffect.WriteChunk(key, chunk.index(), offset, plain), out);
        } catch (Malformed refused) {
            fail(refused.code, refused.reason, out);
        }
    }

    private void complete(Complete complete, List<FileEffect> out) {
        if (!complete.plan().equals(request.plan())) {
            fail(FileErrorCode.INTEGRITY_FAILURE, "size changed", out);
        } else if (!receiver.allWritten()) {
            fail(FileErrorCode.CHUNK_MISSING, "chunks missing", out);
        } else if (declared.known() && !declared.equals(complete.sha256())) {
            fail(FileErrorCode.HASH_MISMATCH, "hash changed", out);
        } else {
            declared = complete.sha256();
            state = State.HASHING;
            ask(new FileEffect.HashNext(key), out);
        }
    }

    @Override
    void disk(DiskResult result, List<FileEffect> out) {
        if (result instanceof DiskResult.Opened) {
            if (spec.resumable() || spec.needsOld()) {
                ask(new FileEffect.PrepareNext(key), out);
            } else {
                accept(false, ChunkRanges.NONE, out);
            }
        } else if (result instanceof DiskResult.Prepared prepared) {
            boolean resumes = request.resume() && prepared.resumable();
            accept(resumes, resumes ? prepared.held() : ChunkRanges.NONE, out);
        } else if (result instanceof DiskResult.Written chunk) {
            turnNs = pace.reserve(request.plan().length(chunk.index()), nowNs());
            if (receiver.stored(chunk.index())) {
                acknowledge(out);
            }
        } else if (result instanceof DiskResult.HashMore) {
            boolean preparing = state == State.OPENING;
            ask(preparing ? new FileEffect.PrepareNext(key) : new FileEffect.HashNext(key), out);
        } else if (result instanceof DiskResult.Hashed hashed) {
            hashed(hashed.sha256(), out);
        } else if (result instanceof DiskResult.Committed) {
            finish(new Complete(Role.ANSWERER, true, key.fileId(), request.plan(), declared), out);
        } else {
            throw new IllegalStateException(state + " got " + result);
        }
    }

    /** The mark is what holds a sender back, so it waits for the pace. */
    private void acknowledge(List<FileEffect> out) {
        if (turnNs > nowNs()) {
            wakeAt(turnNs);
            return;
        }
        receiver.acknowledged();
        int chunks = request.plan().totalChunks();
        int prefix = request.version().prefix();
        send(new ChunkAck(Role.ANSWERER, key.fileId(), chunks, prefix, receiver.written()), out);
    }

    @Override
    void woken(List<FileEffect> out) {
        // A peer that does not wait for the last mark gets none.
        if (state == State.RECEIVING) {
            acknowledge(out);
        }
    }

    private void accept(boolean resumable, ChunkRanges held, List<FileEffect> out) {
        state = State.RECEIVING;
        int window = pace.windowBytes(windowBytes);
        receiver = new ChunkReceiver(request.plan(), window, held);
        int chunks = request.plan().totalChunks();
        send(new WriteReply(key.fileId(), request.update(), chunks, window, resumable, held), out);
    }

    /** Bytes of chunks that are not held. */
    long bytesMissing(ChunkRanges held) {
        long bytes = request.plan().size();
        for (ChunkRanges.Range range : held.ranges()) {
            bytes -= request.plan().bytesOf(range.end()) - request.plan().bytesOf(range.first());
        }
        return bytes;
    }

    /** True when another request asks to go on with this very write. */
    boolean sameAs(WriteRequest other) {
        return request.resume()
                && other.path().equals(request.path())
                && other.version().equals(request.version())
                && other.tagged() == request.tagged()
                && other.plan().equals(request.plan());
    }

    // HTP 5: "decision is by the 32 bytes only"
    private void hashed(FileHash found, List<FileEffect> out) {
        if (!found.equals(declared)) {
            fail(FileErrorCode.HASH_MISMATCH, "content is not of that hash", out);
            return;
        }
        state = State.COMMITTING;
        ask(new FileEffect.Commit(key), out);
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
