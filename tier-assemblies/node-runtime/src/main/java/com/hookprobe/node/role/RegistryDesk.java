package com.hookprobe.node.role;

import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.observe.Sheet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The registry as the loop sees it: asked on a thread of its own, for a database may be slow, and its server away; the answers come
 * back to the loop. While the server is away one question in two seconds tries it; the others fail at once.
 */
final class RegistryDesk implements AutoCloseable {
    /** Questions that may wait: each role has few under way, and members of the mesh bound the rest. */
    private static final int WAITING_MAX = 8_192;

    private static final long TRY_AGAIN_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int STOP_SECONDS = 2;

    /** What is asked, on the desk's thread. */
    @FunctionalInterface
    interface Question<T> {
        T ask(DeviceRegistry registry) throws Exception;
    }

    /** Work on an answer, on the loop. */
    @FunctionalInterface
    interface OnAnswer<T> {
        void take(T answer) throws Exception;
    }

    /** Work when there is no answer, on the loop. */
    @FunctionalInterface
    interface OnFailure {
        void take(Exception why) throws Exception;
    }

    /** Where answers are handed over. */
    @FunctionalInterface
    interface Back {
        void execute(NodeLoop.Task task);
    }

    private final DeviceRegistry registry;
    private final EventLog log;
    private final LongSupplier nowNs;
    private final Back back;
    private final @Nullable ThreadPoolExecutor thread;

    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    /** Written by the thread that asks. */
    private volatile @Nullable Exception away;

    private long awaySinceNs;
    private long triedNs;

    private RegistryDesk(
            DeviceRegistry registry, EventLog log, LongSupplier nowNs, Back back, @Nullable ThreadPoolExecutor thread) {
        this.registry = registry;
        this.log = log;
        this.nowNs = nowNs;
        this.back = back;
        this.thread = thread;
    }

    /** A desk with a thread, for a node that runs. */
    static RegistryDesk open(NodeContext node, DeviceRegistry registry) {
        ThreadPoolExecutor thread =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), task -> {
                    Thread made = new Thread(task, "registry-" + node.self().name());
                    made.setDaemon(true);
                    return made;
                });
        return new RegistryDesk(
                registry, node.log(), System::nanoTime, task -> node.loop().execute(task), thread);
    }

    /** A desk that asks and answers at once, on the thread of the caller, who is the loop. */
    static RegistryDesk inline(DeviceRegistry registry, EventLog log, LongSupplier nowNs) {
        return new RegistryDesk(registry, log, nowNs, RegistryDesk::now, null);
    }

    private static void now(NodeLoop.Task task) {
        try {
            task.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks; one of the two is called, on the loop. */
    <T> void ask(Question<T> question, OnAnswer<T> then, OnFailure otherwise) {
        if (thread == null) {
            answer(question, then, otherwise);
            return;
        }
        try {
            thread.execute(() -> answer(question, then, otherwise));
        } catch (RejectedExecutionException e) {
            back.execute(() -> otherwise.take(e));
        }
    }

    private <T> void answer(Question<T> question, OnAnswer<T> then, OnFailure otherwise) {
        Exception known = away;
        if (known != null && nowNs.getAsLong() - triedNs < TRY_AGAIN_NS) {
            back.execute(() -> otherwise.take(known));
            return;
        }
        T answer;
        try {
            answer = question.ask(registry);
        } catch (Exception e) {
            failures.incrementAndGet();
            failed(e);
            back.execute(() -> otherwise.take(e));
            return;
        }
        answers.incrementAndGet();
        answered();
        back.execute(() -> then.take(answer));
    }

    private void failed(Exception e) {
        if (!isAway(e)) {
            return;
        }
        triedNs = nowNs.getAsLong();
        if (away == null) {
            awaySinceNs = triedNs;
            log.event("registry_unreachable", "error", String.valueOf(e.getMessage()));
        }
        away = e;
    }

    /** True for a failure of the database itself, which the desk says by itself, once. */
    static boolean isAway(Exception why) {
        for (Throwable e = why; e != null; e = e.getCause()) {
            if ((e instanceof RegistryException failure && failure.kind() == RegistryException.Kind.STORAGE)
                    || (e instanceof DatabaseException failed && failed.kind() == DatabaseException.Kind.STORAGE)) {
                return true;
            }
        }
        return false;
    }

    private void answered() {
        if (away != null) {
            away = null;
            log.event("registry_reached", "away_s", TimeUnit.NANOSECONDS.toSeconds(nowNs.getAsLong() - awaySinceNs));
        }
    }

    /** True while the database answers, as far as is known. */
    boolean reachable() {
        return away == null;
    }

    void measure(Sheet sheet) {
        int waiting = thread == null ? 0 : thread.getQueue().size();
        VerifierMetrics.registry(sheet, answers.get(), failures.get(), waiting, reachable());
    }

    /** Ends the thread after what is under way; what still waits is dropped. */
    @Override
    public void close() {
        if (thread == null) {
            return;
        }
        thread.shutdownNow();
        try {
            thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
