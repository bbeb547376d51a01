package com.hookprobe.htp.file;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.file.core.FileEffect;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;

/**
 * The messages of one session on their way out, in order. Only a part is handed to the session at a time, so that file
 * transfer does not fill the session's queue for everyone else. What waits here is bounded by the windows of the
 * transfers. Confined to the owner thread.
 */
final class Outbox {
    private static final long UNDER_WAY_BYTES_MAX = 1 << 20;

    private final HtpSession session;
    private final FileWorker worker;
    /** Told on the owner thread what became of each message: whether the peer has it. */
    private final BiConsumer<FileEffect.Send, Boolean> outcome;

    private final ArrayDeque<FileEffect.Send> waiting = new ArrayDeque<>();
    private long underWayBytes;

    Outbox(HtpSession session, FileWorker worker, BiConsumer<FileEffect.Send, Boolean> outcome) {
        this.session = session;
        this.worker = worker;
        this.outcome = outcome;
    }

    void send(FileEffect.Send message) {
        waiting.add(message);
        pump();
    }

    private void pump() {
        while (!waiting.isEmpty() && underWayBytes < UNDER_WAY_BYTES_MAX) {
            FileEffect.Send next = waiting.remove();
            underWayBytes += next.message().length;
            session.give(Channels.FILES, next.message())
                    .whenComplete((done, failure) -> worker.post(() -> completed(next, failure == null)));
        }
    }

    private void completed(FileEffect.Send message, boolean delivered) {
        underWayBytes -= message.message().length;
        outcome.accept(message, delivered);
        pump();
    }
}
