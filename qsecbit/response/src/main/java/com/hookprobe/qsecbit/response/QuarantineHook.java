package com.hookprobe.qsecbit.response;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * An enforcer that also calls an operator's program for each host that goes into quarantine and comes out of it, such as
 * one that moves a switch port to another VLAN (RESPONSE 6.3).
 *
 * <p>The program is called with three arguments, {@code quarantine} or {@code release}, {@code mac} or {@code ip}, and the
 * address; with no shell, an empty environment, nothing to read, and a time limit. It runs on a thread of its own, one
 * call after the other, since a switch may take seconds. It may be called again for a host that is in quarantine already.
 */
public final class QuarantineHook implements Enforcer, AutoCloseable {
    /** How many calls may wait; what comes beyond is told as a failure. */
    public static final int WAITING_MAX = 1024;

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

    private final Enforcer inner;
    private final String program;
    private final BoundedCommand command;
    private final BiConsumer<Indicator, String> failed;
    private final Set<Indicator> quarantined = new HashSet<>();
    private final ThreadPoolExecutor calls = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), QuarantineHook::thread);

    /**
     * Checks the program.
     *
     * @param program an absolute path to an executable file
     * @param timeout how long a call may take before it is killed
     * @param scratch a writable directory
     * @param failed told of a call that failed, and why, on another thread
     * @throws IllegalArgumentException when the path is not absolute, or not executable
     */
    public QuarantineHook(
            Enforcer inner, Path program, Duration timeout, Path scratch, BiConsumer<Indicator, String> failed) {
        if (!program.isAbsolute() || !Files.isRegularFile(program) || !Files.isExecutable(program)) {
            throw new IllegalArgumentException(
                    "a quarantine hook is the absolute path of an executable file, found " + program);
        }
        this.inner = inner;
        this.program = program.toString();
        this.command = new BoundedCommand(timeout, scratch, true);
        this.failed = failed;
    }

    @Override
    public void apply(List<Change> changes, long nowMicros) throws EnforcementException {
        inner.apply(changes, nowMicros);
        changes.forEach(this::follow);
    }

    @Override
    public void replaceAll(List<Change.Enforce> standing, long nowMicros) throws EnforcementException {
        inner.replaceAll(standing, nowMicros);
        Set<Indicator> gone = new HashSet<>(quarantined);
        for (Change.Enforce enforce : standing) {
            follow(enforce);
            if (enforce.action() == Action.QUARANTINE) {
                gone.remove(enforce.indicator());
            }
        }
        gone.forEach(indicator -> follow(new Change.Release(indicator)));
    }

    @Override
    public void check() throws EnforcementException {
        inner.check();
    }

    @Override
    public String describe() {
        return inner.describe() + ", quarantine hook " + program;
    }

    /** Waits a while for the calls that are under way, and ends the thread. */
    @Override
    public void close() {
        calls.shutdown();
        try {
            if (!calls.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                calls.shutdownNow();
            }
        } catch (InterruptedException e) {
            calls.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void follow(Change change) {
        boolean wanted = change instanceof Change.Enforce enforce && enforce.action() == Action.QUARANTINE;
        Indicator indicator = change.indicator();
        if (wanted ? quarantined.add(indicator) : quarantined.remove(indicator)) {
            try {
                calls.execute(() -> call(wanted ? "quarantine" : "release", indicator));
            } catch (RejectedExecutionException e) {
                failed.accept(indicator, WAITING_MAX + " calls wait already");
            }
        }
    }

    private void call(String verb, Indicator indicator) {
        try {
            command.run("", List.of(program, verb, indicator.isMac() ? "mac" : "ip", indicator.toString()));
        } catch (EnforcementException e) {
            failed.accept(indicator, String.valueOf(e.getMessage()));
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "quarantine-hook");
        thread.setDaemon(true);
        return thread;
    }
}
