package com.hookprobe.htp.file.core;

import java.util.List;
import java.util.Optional;

/** The requester's side of STAT, LIST and DELETE: one message each way. */
final class ClientQuery extends Transfer {
    private final ClientRequest request;

    ClientQuery(TransferKey key, ClientRequest request, FileOp op, FileLimits limits, long nowNs) {
        super(key, op, Role.REQUESTER, limits, 1, nowNs);
        this.request = request;
    }

    void start(List<FileEffect> out) {
        if (request instanceof ClientRequest.ListPage page) {
            send(new ListRequest(key.fileId(), page.path(), page.after()), out);
        } else if (request instanceof ClientRequest.Describe describe) {
            send(new QueryRequest(key.fileId(), false, describe.wantHash(), describe.path()), out);
        } else {
            ClientRequest.Remove remove = (ClientRequest.Remove) request;
            send(new QueryRequest(key.fileId(), true, false, remove.recursive(), remove.ifHash(), remove.path()), out);
        }
    }

    @Override
    void message(FileMessage message, List<FileEffect> out) {
        if (op == FileOp.STAT && message instanceof StatReply reply) {
            done(new FileOutcome.Described(reply.stat()), out);
        } else if (op == FileOp.LIST && message instanceof ListReply reply && follows(reply)) {
            done(new FileOutcome.Page(reply.entries(), reply.more()), out);
        } else if (op == FileOp.DELETE && message instanceof DeleteReply) {
            done(new FileOutcome.Deleted(), out);
        } else {
            fail(FileErrorCode.INVALID_OPERATION, "not an answer to the question", out);
        }
    }

    /** A page starts behind the cursor; so a walk over pages always ends. */
    private boolean follows(ListReply reply) {
        String after = ((ClientRequest.ListPage) request).after();
        return after.isEmpty()
                || reply.entries().isEmpty()
                || ListEntry.ORDER.compare(after, reply.entries().get(0).name()) < 0;
    }

    private void done(FileOutcome outcome, List<FileEffect> out) {
        finish(new FileEffect.Done(key, outcome), out);
    }

    @Override
    void disk(DiskResult result, List<FileEffect> out) {
        throw new IllegalStateException(op + " got " + result);
    }

    @Override
    long patienceNs() {
        boolean hashes = request instanceof ClientRequest.Describe describe && describe.wantHash()
                || request instanceof ClientRequest.Remove remove
                        && (remove.recursive() || remove.ifHash().known());
        return (hashes ? limits.progressTimeout() : limits.responseTimeout()).toNanos();
    }

    @Override
    Optional<FileEffect> failure(FileErrorCode code, String reason) {
        return Optional.of(new FileEffect.Failed(key, code, reason));
    }
}
