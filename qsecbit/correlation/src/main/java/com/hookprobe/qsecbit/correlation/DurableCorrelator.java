package com.hookprobe.qsecbit.correlation;

import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The correlator in this process, on a log in a folder (CORRELATION 4). Inputs that come while others are being written
 * become durable together, by one sync of the disk. Thread-safe; one thread of its own.
 */
public final class DurableCorrelator implements CorrelatorHost {
    /** The most inputs that wait to be written; one more is refused. */
    public static final int QUEUE_MAX = 16_384;

    /** The most bytes of outputs that the reader may leave; beyond it, inputs are refused. */
    public static final long OUTPUT_BYTES_MAX = 64L << 20;

    private static final int BATCH_MAX = 2_048;
    private static final long WAIT_MILLIS = 200;
    private static final String CLOSED = "the correlator is closed";

    private record Submitted(Input input, CompletableFuture<Void> done) {}

    private final Disk disk;
    private final DurableShards shards;
    private final OutputBuffer outputs;
    private final Runnable wake;
    private final BlockingQueue<Submitted> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread thread = new Thread(this::run, "correlator");
    private volatile @Nullable CorrelationException failure;
    private volatile boolean closing;
    private volatile boolean ended;

    private DurableCorrelator(Disk disk, DurableShards shards, OutputBuffer outputs, Runnable wake) {
        this.disk = disk;
        this.shards = shards;
        this.outputs = outputs;
        this.wake = wake;
    }

    /**
     * Opens the log in a folder, which is made when it is missing, and brings the correlator to where it was.
     *
     * @param reader what the reader of outputs wants next, as it has stored it; {@link Cursor#start} the first time
     * @param wake called by the host's thread when there are new outputs; it must not wait
     * @throws IOException when the folder cannot be used, is in use, or is damaged; the message says what to do
     */
    public static DurableCorrelator open(Path folder, Sharding sharding, Cursor reader, Runnable wake)
            throws IOException {
        return open(FolderDisk.open(folder), sharding, DurableShards.Limits.STANDARD, reader, wake);
    }

    static DurableCorrelator open(
            Disk disk, Sharding sharding, DurableShards.Limits limits, Cursor reader, Runnable wake)
            throws IOException {
        try {
            OutputBuffer outputs = new OutputBuffer(sharding, reader);
            SecureRandom random = new SecureRandom();
            DurableShards shards = DurableShards.open(disk, sharding, limits, outputs, random::nextLong);
            DurableCorrelator host = new DurableCorrelator(disk, shards, outputs, wake);
            host.thread.setDaemon(true);
            host.thread.start();
            return host;
        } catch (IOException | RuntimeException e) {
            disk.close();
            throw e;
        }
    }

    @Override
    public CompletableFuture<Void> submit(Input input) {
        CorrelationException failed = failure;
        if (failed != null || closing) {
            return refused(failed == null ? CLOSED : String.valueOf(failed.getMessage()));
        }
        if (outputs.bytes() > OUTPUT_BYTES_MAX) {
            return refused("the reader of outputs is " + outputs.bytes() + " bytes behind: expected at most "
                    + OUTPUT_BYTES_MAX + "; submit again when it has confirmed");
        }
        Submitted submitted = new Submitted(input, new CompletableFuture<>());
        if (!queue.offer(submitted)) {
            return refused(QUEUE_MAX + " inputs wait already; submit again when some of them are done");
        }
        // The thread may have ended in between, after its last look at the queue.
        if (ended) {
            refuseAll();
        }
        return submitted.done();
    }

    @Override
    public List<Output> poll(Cursor from, int max) throws CorrelationException {
        CorrelationException failed = failure;
        List<Output> found = outputs.poll(from, max);
        if (found.isEmpty() && failed != null) {
            throw new CorrelationException(String.valueOf(failed.getMessage()), failed);
        }
        return found;
    }

    @Override
    public void confirm(Cursor upTo) {
        outputs.confirm(upTo);
    }

    @Override
    public Optional<CorrelationException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void close() {
        closing = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing || !queue.isEmpty()) {
                Submitted first = queue.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    write(first);
                }
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        } catch (InterruptedException e) {
            fail(e);
            Thread.currentThread().interrupt();
        } catch (Error e) {
            fail(e);
            throw e;
        } finally {
            end();
        }
    }

    private void write(Submitted first) throws IOException {
        List<Submitted> batch = new ArrayList<>();
        batch.add(first);
        queue.drainTo(batch, BATCH_MAX - 1);
        try {
            shards.append(batch.stream().map(Submitted::input).toList());
        } catch (IOException | RuntimeException e) {
            fail(e);
            batch.forEach(submitted -> submitted.done().completeExceptionally(failure));
            throw e;
        }
        batch.forEach(submitted -> submitted.done().complete(null));
        wake.run();
    }

    private void fail(Throwable cause) {
        if (failure == null) {
            failure = new CorrelationException(
                    "the correlator in " + disk + " has stopped (" + cause
                            + "): nothing is acknowledged until it is opened again; check the disk's space and rights",
                    cause);
        }
    }

    private void end() {
        try (disk) {
            shards.close();
        } catch (IOException e) {
            fail(e);
        }
        ended = true;
        refuseAll();
    }

    private void refuseAll() {
        CorrelationException failed = failure;
        CorrelationException reason = failed == null ? new CorrelationException(CLOSED) : failed;
        for (Submitted left = queue.poll(); left != null; left = queue.poll()) {
            left.done().completeExceptionally(reason);
        }
    }

    private static CompletableFuture<Void> refused(String reason) {
        return CompletableFuture.failedFuture(new CorrelationException(reason));
    }
}
