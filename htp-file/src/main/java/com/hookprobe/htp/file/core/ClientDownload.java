package com.hookprobe.htp.file.core;

import java.util.List;
import java.util.Optional;

/** The requester's side of READ. What arrives stays in a temporary file until its hash is right. */
final class ClientDownload extends Transfer {
    private enum State {
        PREPARING,
        ASKING,
        RECEIVING,
        HASHING,
        COMMITTING
    }

    private final ClientRequest.Download request;
    private State state = State.ASKING;
    private ChunkPlan plan = ChunkPlan.of(0);
    /** What the chunks carry: the hash, or a tag as long as the hash is not known. */
    private FileHash version = FileHash.NONE;

    private FileHash sha256 = FileHash.NONE;
    private ChunkRanges held = ChunkRanges.NONE;
    private ChunkReceiver receiver = new ChunkReceiver(plan, 0, ChunkRanges.NONE);

    ClientDownload(TransferKey key, ClientRequest.Download request, FileLimits limits, int place, long nowNs) {
        super(key, FileOp.READ, Role.REQUESTER, limits, place, nowNs);
        this.request = request;
    }

    void start(List<FileEffect> out) {
        if (resumes()) {
            state = State.PREPARING;
            ask(new FileEffect.PrepareNext(key), out);
        } else {
            request(0, out);
        }
    }

    private boolean resumes() {
        return request.partSize() >= 0;
    }

    private void prepared(DiskResult.Prepared part, List<FileEffect> out) {
        // A read goes on from one place, so what lies behind the first gap is fetched again.
        ChunkPlan all = ChunkPlan.of(request.partSize());
        int leading = part.held().leading();
        held = leading == 0 ? held : new ChunkRanges(List.of(new ChunkRanges.Range(0, leading)));
        request(all.bytesOf(leading), out);
    }

    private void request(long offset, List<FileEffect> out) {
        state = State.ASKING;
        boolean compressed = request.compressed();
        send(new ReadRequest(key.fileId(), compressed, offset, windowBytes, request.ifHash(), request.path()), out);
    }

    @Override
    void message(FileMessage message, List<FileEffect> out) {
        if (state == State.ASKING && message instanceof ReadReply reply) {
            begin(reply, out);
        } else if (state == State.RECEIVING && message instanceof ChunkData chunk) {
            chunk(chunk, out);
        } else if (state == State.RECEIVING && message instanceof Complete complete && !complete.ack()) {
            complete(complete, out);
        } else {
            fail(FileErrorCode.INVALID_OPERATION, "not a message of a read", out);
        }
    }

    private void begin(ReadReply reply, List<FileEffect> out) {
        if (reply.plan().size() > Math.min(request.bytesMax(), limits.fileBytesMax())) {
            fail(FileErrorCode.QUOTA_EXCEEDED, "file too large", out);
        } else if (request.ifHash().known() && !request.ifHash().equals(reply.version())) {
            fail(FileErrorCode.HASH_MISMATCH, "another version", out);
        } else if (request.ifHash().known() && reply.tagged() && !resumes()) {
            // What a part was begun with may be a tag; what a user asks for is a hash, and has to be one.
            fail(FileErrorCode.HASH_MISMATCH, "a tag instead of the hash", out);
        } else if (resumes() && reply.plan().size() != request.partSize()) {
            fail(FileErrorCode.INTEGRITY_FAILURE, "same version, another size", out);
        } else {
            plan = reply.plan();
            version = reply.version();
            sha256 = reply.sha256();
            receiver = new ChunkReceiver(plan, windowBytes, held);
            state = State.RECEIVING;
            bytesToMove(plan.size());
            progress(out);
            if (!resumes()) {
                WriteMode mode = WriteMode.CREATE_OR_REPLACE;
                WriteSpec spec = new WriteSpec(request.path(), mode, false, plan, version, true);
                ask(new FileEffect.OpenForWrite(key, spec), out);
            }
        }
    }

    private void chunk(ChunkData chunk, List<FileEffect> out) {
        if (chunk.hashPrefix() != version.prefix()) {
            fail(FileErrorCode.HASH_MISMATCH, "chunk of another version", out);
            return;
        }
        if (chunk.packed() && !request.compressed()) {
            fail(FileErrorCode.INVALID_OPERATION, "deflated chunk of a plain transfer", out);
            return;
        }
        try {
            ChunkBytes plain = receiver.take(chunk);
            ask(new FileEffect.WriteChunk(key, chunk.index(), plan.offset(chunk.index()), plain), out);
        } catch (Malformed refused) {
            fail(refused.code, refused.reason, out);
        }
    }

    private void progress(List<FileEffect> out) {
        out.add(new FileEffect.Progress(key, plan.bytesOf(receiver.written()), plan.size()));
    }

    private void complete(Complete complete, List<FileEffect> out) {
        Optional<FileErrorCode> fault = !complete.plan().equals(plan)
                ? Optional.of(FileErrorCode.INTEGRITY_FAILURE)
                : sha256.known() && !complete.sha256().equals(sha256)
                        ? Optional.of(FileErrorCode.HASH_MISMATCH)
                        : receiver.allWritten() ? Optional.empty() : Optional.of(FileErrorCode.CHUNK_MISSING);
        if (fault.isPresent()) {
            fail(fault.get(), "completes something else", out);
            return;
        }
        sha256 = complete.sha256();
        state = State.HASHING;
        ask(new FileEffect.HashNext(key), out);
    }

    @Override
    void disk(DiskResult result, List<FileEffect> out) {
        if (result instanceof DiskResult.Written chunk) {
            if (receiver.stored(chunk.index())) {
                receiver.acknowledged();
                progress(out);
                int chunks = plan.totalChunks();
                send(new ChunkAck(Role.REQUESTER, key.fileId(), chunks, version.prefix(), receiver.written()), out);
            }
        } else if (result instanceof DiskResult.HashMore) {
            boolean preparing = state == State.PREPARING;
            ask(preparing ? new FileEffect.PrepareNext(key) : new FileEffect.HashNext(key), out);
        } else if (result instanceof DiskResult.Prepared part) {
            prepared(part, out);
        } else if (result instanceof DiskResult.Hashed hashed) {
            if (hashed.sha256().equals(sha256)) {
                state = State.COMMITTING;
                ask(new FileEffect.Commit(key), out);
            } else {
                fail(FileErrorCode.HASH_MISMATCH, "content is not of that hash", out);
            }
        } else if (result instanceof DiskResult.Committed) {
            send(new Complete(Role.REQUESTER, true, key.fileId(), plan, sha256), out);
            finish(new FileEffect.Done(key, new FileOutcome.Transferred(plan.size(), sha256)), out);
        } else if (!(result instanceof DiskResult.Opened)) {
            throw new IllegalStateException(state + " got " + result);
        }
    }

    // The other side may have to hash the whole file before it can answer.
    @Override
    long patienceNs() {
        return limits.progressTimeout().toNanos();
    }

    @Override
    Optional<FileEffect> failure(FileErrorCode code, String reason) {
        return Optional.of(new FileEffect.Failed(key, code, reason));
    }
}
