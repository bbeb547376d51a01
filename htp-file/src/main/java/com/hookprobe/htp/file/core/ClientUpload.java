package com.hookprobe.htp.file.core;

import java.util.List;
import java.util.Optional;

/** The requester's side of CREATE and UPDATE. */
final class ClientUpload extends Transfer {
    private enum State {
        HASHING_FIRST,
        ASKING,
        SENDING,
        HASHING,
        COMPLETING
    }

    private final ClientRequest.Upload request;
    private final ChunkPlan plan;
    private final Compression compression;
    private State state = State.ASKING;
    private ChunkSender sender;
    private FileHash sha256;
    /** What the request and the chunks carry: the hash as it was known when the request was sent. */
    private FileHash announced;

    ClientUpload(TransferKey key, ClientRequest.Upload request, FileLimits limits, int place, long nowNs) {
        super(key, request.update() ? FileOp.UPDATE : FileOp.CREATE, Role.REQUESTER, limits, place, nowNs);
        this.request = request;
        this.plan = ChunkPlan.of(request.size());
        this.sender = new ChunkSender(plan, 0, ChunkRanges.NONE);
        this.sha256 = request.sha256();
        this.announced = sha256;
        this.compression = new Compression((request.flags() & FileFlags.COMPRESSED) != 0);
    }

    void start(List<FileEffect> out) {
        if (request.resume() && !sha256.known() && !tagged()) {
            state = State.HASHING_FIRST;
            ask(new FileEffect.HashNext(key), out);
        } else {
            request(out);
        }
    }

    private boolean tagged() {
        return request.tag().known();
    }

    private void request(List<FileEffect> out) {
        state = State.ASKING;
        announced = tagged() ? request.tag() : sha256;
        int verify = sha256.known() ? FileFlags.VERIFY_HASH : 0;
        int flags = request.flags() | verify | FileFlags.ATOMIC;
        boolean resume = request.resume();
        FileHash ifHash = request.ifHash();
        FilePath path = request.path();
        send(
                new WriteRequest(
                        key.fileId(), request.update(), flags, resume, tagged(), plan, announced, ifHash, path),
                out);
    }

    @Override
    void message(FileMessage message, List<FileEffect> out) {
        if (state == State.ASKING && message instanceof WriteReply reply) {
            accepted(reply, out);
        } else if (state == State.SENDING && message instanceof ChunkAck ack) {
            boolean sound = ack.totalChunks() == plan.totalChunks() && ack.hashPrefix() == announced.prefix();
            if (sound && sender.acknowledge(ack.written())) {
                goOn(out);
            } else {
                fail(FileErrorCode.INVALID_OPERATION, "acknowledges what was not sent", out);
            }
        } else if (state == State.COMPLETING && message instanceof Complete complete && complete.ack()) {
            completed(complete, out);
        } else {
            fail(FileErrorCode.INVALID_OPERATION, "not a message of a write", out);
        }
    }

    private void accepted(WriteReply reply, List<FileEffect> out) {
        if (reply.update() != request.update() || reply.totalChunks() != plan.totalChunks()) {
            fail(FileErrorCode.INVALID_OPERATION, "accepts another write", out);
            return;
        }
        if (reply.resume() && !request.resume()) {
            fail(FileErrorCode.INVALID_OPERATION, "resumes what was not offered", out);
            return;
        }
        state = State.SENDING;
        sender = new ChunkSender(plan, Math.min(reply.windowBytes(), windowBytes), reply.held());
        goOn(out);
    }

    private void goOn(List<FileEffect> out) {
        out.add(new FileEffect.Progress(key, plan.bytesOf(sender.written()), plan.size()));
        if (!sender.allWritten()) {
            askChunks(sender, out);
            return;
        }
        if (request.resume() && !tagged()) {
            // The source was hashed before; whether it gave the same bytes again, the other side's hash tells.
            complete(out);
            return;
        }
        // Also when the hash is known: the source is checked to have given exactly what was announced.
        state = State.HASHING;
        ask(new FileEffect.HashNext(key), out);
    }

    private void complete(List<FileEffect> out) {
        state = State.COMPLETING;
        send(new Complete(Role.REQUESTER, false, key.fileId(), plan, sha256), out);
    }

    private void completed(Complete complete, List<FileEffect> out) {
        if (!complete.plan().equals(plan) || !complete.sha256().equals(sha256)) {
            fail(FileErrorCode.INTEGRITY_FAILURE, "the other side kept something else", out);
            return;
        }
        finish(new FileEffect.Done(key, new FileOutcome.Transferred(plan.size(), sha256)), out);
    }

    @Override
    void disk(DiskResult result, List<FileEffect> out) {
        if (result instanceof DiskResult.ChunkRead chunk) {
            sender.handedOver(chunk.index());
            int prefix = announced.prefix();
            int chunks = plan.totalChunks();
            send(compression.chunk(Role.REQUESTER, key.fileId(), chunks, prefix, chunk), out);
        } else if (result instanceof DiskResult.HashMore) {
            ask(new FileEffect.HashNext(key), out);
        } else if (result instanceof DiskResult.Hashed hashed) {
            hashed(hashed.sha256(), out);
        } else {
            throw new IllegalStateException(state + " got " + result);
        }
    }

    private void hashed(FileHash found, List<FileEffect> out) {
        if (sha256.known() && !sha256.equals(found)) {
            fail(FileErrorCode.HASH_MISMATCH, "source is not of the announced hash", out);
            return;
        }
        sha256 = found;
        if (state == State.HASHING_FIRST) {
            request(out);
        } else {
            complete(out);
        }
    }

    @Override
    long patienceNs() {
        // What is there is hashed or copied at the other side before the answer comes.
        boolean slow = request.resume() || request.ifHash().known() || (request.flags() & FileFlags.APPEND) != 0;
        return (state == State.ASKING && !slow ? limits.responseTimeout() : limits.progressTimeout()).toNanos();
    }

    @Override
    Optional<FileEffect> failure(FileErrorCode code, String reason) {
        return Optional.of(new FileEffect.Failed(key, code, reason));
    }
}
