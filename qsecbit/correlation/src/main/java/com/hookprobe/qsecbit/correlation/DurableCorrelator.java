package com.hookprobe.qsecbit.correlation;

import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.LiveTag;
import com.hookprobe.qsecbit.correlation.core.Output;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
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
    private final HostOptions options;
    private final long outputBytesMax;
    private final long openedAtMicros;
    private final AtomicLong early = new AtomicLong();
    private final AtomicLong heldUp = new AtomicLong();
    private final BlockingQueue<Submitted> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread thread = new Thread(this::run, "correlator");
    private volatile @Nullable CorrelationException failure;
    private volatile boolean closing;
    private volatile boolean ended;

    private DurableCorrelator(
            Disk disk, DurableShards shards, OutputBuffer outputs, HostOptions options, long outputBytesMax) {
        this.disk = disk;
        this.shards = shards;
        this.outputs = outputs;
        this.options = options;
        this.outputBytesMax = outputBytesMax;
        this.openedAtMicros = shards.latestMicros();
    }

    @Override
    public long openedAtMicros() {
        return openedAtMicros;
    }

    /**
     * Opens the log in a folder, which is made when it is missing, and brings the correlator to where it was.
     *
     * @param options without properties
     * @param recovered takes every tag with live reports (CORRELATION 2.7), in this thread, before this returns and before any
     *     output can be read
     * @throws CorrelationException when the folder cannot be used, is in use, or is damaged, or an option is wrong; the message
     *     says what to do
     */
    public static DurableCorrelator open(HostOptions options, Consumer<LiveTag> recovered) throws CorrelationException {
        if (!options.properties().isEmpty()) {
            throw new CorrelationException("the correlator in process takes no properties, found "
                    + options.properties().keySet().stream().sorted().toList());
        }
        try {
            return open(
                    FolderDisk.open(options.folder()),
                    DurableShards.Limits.STANDARD,
                    OUTPUT_BYTES_MAX,
                    options,
                    recovered);
        } catch (CorrelationException e) {
            throw e;
        } catch (IOException e) {
            throw new CorrelationException(
                    "the correlator's folder " + options.folder() + " cannot be used (" + e
                            + "); check its path, rights and space",
                    e);
        }
    }

    static DurableCorrelator open(
            Disk disk,
            DurableShards.Limits limits,
            long outputBytesMax,
            HostOptions options,
            Consumer<LiveTag> recovered)
            throws IOException {
        DurableShards shards = null;
        try {
            OutputBuffer outputs = options.buffer();
            SecureRandom random = new SecureRandom();
            shards = DurableShards.open(disk, options.sharding(), limits, outputs, random::nextLong);
            shards.live(recovered);
            DurableCorrelator host = new DurableCorrelator(disk, shards, outputs, options, outputBytesMax);
            host.thread.setDaemon(true);
            host.thread.start();
            return host;
        } catch (IOException | RuntimeException | Error e) {
            closeAll(disk, shards, e);
            throw e;
        }
    }

    private static void closeAll(Disk disk, @Nullable DurableShards shards, Throwable cause) {
        try (disk) {
            if (shards != null) {
                shards.close();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public CompletableFuture<Void> submit(Input input) {
        CorrelationException failed = failure;
        if (failed != null) {
            return CompletableFuture.failedFuture(failed);
        }
        if (closing) {
            return refused(CLOSED);
        }
        long clockMicros = options.wallMicros().getAsLong();
        if (input.isEarly(clockMicros)) {
            early.incrementAndGet();
            return CompletableFuture.failedFuture(CorrelationException.early(input, clockMicros));
        }
        if (outputs.bytes() > outputBytesMax) {
            heldUp.incrementAndGet();
            return refused("the reader of outputs is " + outputs.bytes() + " bytes behind: expected at most "
                    + outputBytesMax + "; submit again when it has confirmed");
        }
        Submitted submitted = new Submitted(input, new CompletableFuture<>());
        if (!queue.offer(submitted)) {
            heldUp.incrementAndGet();
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
    public HostStatus status() {
        return new HostStatus(early.get(), heldUp.get(), outputs.bytes());
    }

    @Override
    public void close() {
        closing = true;
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
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
        } catch (InterruptedException e) {
            fail(e);
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            fail(e);
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
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
            batch.forEach(submitted -> submitted.done().completeExceptionally(failure));
            throw e;
        }
        batch.forEach(submitted -> submitted.done().complete(null));
        options.wake().run();
    }

    private void fail(Throwable cause) {
        if (failure == null) {
            failure = new CorrelationException(
                    "the correlator in " + disk + " has stopped (" + cause
                            + "): nothing is acknowledged until it is opened again; check the disk's space and rights",
                    cause);
        }
    }

    /** Whatever goes wrong here too, nobody may wait for ever. */
    private void end() {
        try (disk) {
            shards.close();
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        } finally {
            ended = true;
            refuseAll();
        }
        if (failure != null) {
            // The reader has to hear of it from poll.
            options.wake().run();
        }
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
