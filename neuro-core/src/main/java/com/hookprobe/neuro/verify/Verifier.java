package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.verify.core.Answer;
import com.hookprobe.neuro.verify.core.DeviceId;
import com.hookprobe.neuro.verify.core.Request;
import com.hookprobe.neuro.verify.core.ResonanceKeys;
import com.hookprobe.neuro.verify.core.Upload;
import com.hookprobe.neuro.verify.core.Verdict;
import com.hookprobe.neuro.verify.core.WorkerCore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Follows many devices: replays what they upload on several cores, keeps their histories in a store, and says for each
 * upload AUTHENTICATED or QUARANTINE, with evidence. NEURO 9.20 to 9.26.
 *
 * <p>A verdict AUTHENTICATED is told when what led to it is durable, so a crash takes back none. All answers are given by
 * one thread of the verifier: what hangs on the futures must be short and must not wait for another answer.
 *
 * <p>Futures fail with a {@link VerifierException}, or with a {@link NeuroException} when the stored history of this
 * device cannot be read. Neither says anything about the device. Thread-safe.
 */
public final class Verifier implements AutoCloseable {
    private final VerifierStore store;
    private final VerifierOptions options;
    private final Counters counters;
    private final Map<DeviceId, IntegrityBaseline> baselines = new ConcurrentHashMap<>();
    private final Committer committer;
    private final List<Worker> workers = new ArrayList<>();
    private final List<Thread> workerThreads = new ArrayList<>();
    private final Thread committerThread;
    private final Object door = new Object();
    private boolean closed;
    private volatile @Nullable Throwable failure;

    private Verifier(VerifierStore store, SeedSource seeds, VerifierOptions options) {
        this.store = store;
        this.options = options;
        this.counters = new Counters(options.recordsWaiting());
        this.committer = new Committer(store, counters, this::failed, this::nudgeAll);
        this.committerThread = thread("neuro-verifier-journal", committer);
        Clock clock = new Clock();
        for (int i = 0; i < options.workers(); i++) {
            int index = i;
            WorkerCore core =
                    new WorkerCore(options.limitsOfOne(), device -> Optional.ofNullable(baselines.get(device)));
            Worker worker = new Worker(
                    core,
                    store,
                    new HistoryLoader(store, seeds),
                    committer,
                    counters,
                    clock,
                    device -> device.worker(options.workers()) == index,
                    this::failed);
            workers.add(worker);
            workerThreads.add(thread("neuro-verifier-" + i, worker));
        }
    }

    /**
     * Starts a verifier.
     *
     * @param store belongs to the verifier from now on, which closes it
     * @param seeds asked for devices that the store does not know
     */
    public static Verifier open(VerifierStore store, SeedSource seeds, VerifierOptions options) {
        Verifier verifier = new Verifier(store, seeds, options);
        verifier.committerThread.start();
        verifier.workerThreads.forEach(Thread::start);
        return verifier;
    }

    /** Says which files a device may have; holds for all its uploads that are judged from now on. Not kept in the store. */
    public void baseline(DeviceId device, IntegrityBaseline baseline) {
        baselines.put(device, baseline);
    }

    /** Judges an upload of a device that the caller has authenticated. Does not wait. */
    public CompletableFuture<Verdict> submit(DeviceId device, Upload upload) {
        if (!baselines.containsKey(device)) {
            return CompletableFuture.failedFuture(noBaseline(device));
        }
        return ask(device, new Request.Judge(upload)).thenApply(answer -> {
            if (answer instanceof Answer.Judged judged) {
                counters.count(judged.verdict());
                return judged.verdict();
            }
            throw new CompletionException(noBaseline(device));
        });
    }

    /** Ends a quarantine or a hold; true when there was one. The history goes on where it stands. */
    public CompletableFuture<Boolean> reinstate(DeviceId device) {
        return ask(device, new Request.Reinstate())
                .thenApply(answer -> answer instanceof Answer.Reinstated reinstated && reinstated.changed());
    }

    /**
     * What a handshake with the device mixes in; empty while it is in quarantine. Those of a
     * device that is held are those of its last proven state: it has to be able to come and be judged again. The receiver
     * closes them.
     */
    public CompletableFuture<Optional<ResonanceKeys>> keys(DeviceId device) {
        return ask(device, new Request.ReadKeys())
                .thenApply(answer -> answer instanceof Answer.Keys keys ? keys.keys() : Optional.empty());
    }

    /**
     * The proof of sensor fusion that the device makes with the weights after {@code count} records; empty when its history does not
     * end there, or while it is in quarantine.
     *
     * @throws IllegalArgumentException when a length is not that of {@link com.hookprobe.neuro.Posf}
     */
    public CompletableFuture<Optional<byte[]>> prove(DeviceId device, long count, byte[] messageHash, byte[] nonce) {
        return ask(device, new Request.Prove(count, messageHash, nonce))
                .thenApply(answer -> answer instanceof Answer.Proof proof ? proof.posf() : Optional.empty());
    }

    /** What was done so far. */
    public VerifierStatistics statistics() {
        return counters.snapshot();
    }

    /** Answers all that was submitted before, without further delay, and saves all histories that are in memory. */
    public CompletableFuture<Void> flush() {
        synchronized (door) {
            if (closed) {
                return CompletableFuture.failedFuture(closedAlready());
            }
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (Worker worker : workers) {
                CompletableFuture<Void> done = new CompletableFuture<>();
                worker.flush(done);
                all.add(done);
            }
            return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]));
        }
    }

    /**
     * Answers all that waits, saves all histories, wipes them, closes the store. Waits for that. May be called again.
     *
     * @throws NeuroException when the store cannot be closed properly
     * @throws IllegalStateException when it is called by what hangs on a future, which would wait for itself
     */
    @Override
    public void close() throws NeuroException {
        Thread caller = Thread.currentThread();
        if (caller.equals(committerThread) || workerThreads.contains(caller)) {
            throw new IllegalStateException("a thread of the verifier cannot close it");
        }
        synchronized (door) {
            if (closed) {
                return;
            }
            closed = true;
            workers.forEach(Worker::stop);
        }
        workerThreads.forEach(Verifier::join);
        committer.stop();
        join(committerThread);
        store.close();
    }

    private CompletableFuture<Answer> ask(DeviceId device, Request request) {
        synchronized (door) {
            Throwable cause = failure;
            if (closed || cause != null) {
                return CompletableFuture.failedFuture(cause == null ? closedAlready() : failedBy(cause));
            }
            if (!counters.enter(request.records())) {
                return CompletableFuture.failedFuture(new VerifierException(
                        VerifierException.Kind.BUSY,
                        "more than " + options.recordsWaiting() + " records wait; try again later"));
            }
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            CompletableFuture<Answer> counted =
                    answer.whenComplete((done, failed) -> counters.leave(request.records()));
            workers.get(device.worker(workers.size())).ask(new Pending(device, request, answer));
            return counted;
        }
    }

    private void failed(Throwable cause) {
        failure = cause;
        workers.forEach(worker -> worker.fail(cause));
    }

    private void nudgeAll() {
        workers.forEach(Worker::nudge);
    }

    static void fail(Pending one, Throwable cause) {
        one.answer().completeExceptionally(failedBy(cause));
    }

    static VerifierException failedBy(Throwable cause) {
        return new VerifierException(
                VerifierException.Kind.FAILED,
                "the verifier failed and has to be opened again: " + cause.getMessage(),
                cause);
    }

    private static VerifierException closedAlready() {
        return new VerifierException(VerifierException.Kind.CLOSED, "this verifier was closed");
    }

    private static VerifierException noBaseline(DeviceId device) {
        return new VerifierException(
                VerifierException.Kind.NO_BASELINE,
                "no baseline of device " + device + " is known; call baseline() with the one of its enrolment first");
    }

    private static Thread thread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }

    private static void join(Thread thread) {
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
}
