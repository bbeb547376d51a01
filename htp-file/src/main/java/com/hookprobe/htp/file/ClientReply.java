package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileOutcome;
import com.hookprobe.htp.file.core.TransferKey;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request's way back to its user. The future completes on the common pool, so that what hangs on it may block without
 * holding up other transfers.
 */
final class ClientReply<T> {
    final CompletableFuture<T> future = new CompletableFuture<>();
    private final Function<FileOutcome, T> value;
    /** Set and read on the owner thread only. */
    private @Nullable TransferKey key;

    private final TransferProgress progress;

    ClientReply(Function<FileOutcome, T> value, TransferProgress progress) {
        this.value = value;
        this.progress = progress;
    }

    void moved(long doneBytes, long totalBytes) {
        progress.moved(doneBytes, totalBytes);
    }

    void key(TransferKey assigned) {
        this.key = assigned;
    }

    @Nullable TransferKey key() {
        return key;
    }

    void done(FileOutcome outcome) {
        T result = value.apply(outcome);
        future.completeAsync(() -> result);
    }

    void failed(FileTransferException why) {
        // completeExceptionally has no Async twin.
        future.defaultExecutor().execute(() -> future.completeExceptionally(why));
    }
}
