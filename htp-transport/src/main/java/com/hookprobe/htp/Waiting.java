package com.hookprobe.htp;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures and turns what goes wrong into the exceptions of HTP. */
final class Waiting {
    private Waiting() {}

    /** The duration in ns, at most what a long holds (292 years). */
    static long nanos(Duration duration, String name) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, is " + duration);
        }
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return Long.MAX_VALUE;
        }
    }

    /** The future's value; {@code what} is named when the thread is interrupted, {@code late} when time is up. */
    static <T> T await(CompletableFuture<T> future, long timeoutNs, String what, String late) throws HtpException {
        try {
            return future.get(timeoutNs, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        } catch (TimeoutException e) {
            throw new HtpTimeoutException(late);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    static HtpInterruptedException interrupted(String what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new HtpInterruptedException(what, cause);
    }

    /**
     * Runs the step when the future is done, however it ends, or the time is up. Waits for that, but not on an endpoint's
     * own thread, where waiting would hold up what is waited for: there it happens later, on another thread. A thread that
     * is interrupted waits no longer.
     */
    static void thenRun(CompletableFuture<?> done, long timeoutNs, Runnable step) {
        if (EndpointThread.here()) {
            done.copy().orTimeout(timeoutNs, TimeUnit.NANOSECONDS).whenCompleteAsync((nothing, late) -> step.run());
            return;
        }
        boolean interrupted = !pause(done, timeoutNs);
        try {
            step.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits until the future is done or the time is up; false, without the flag set again, when interrupted. */
    static boolean pause(CompletableFuture<?> done, long timeoutNs) {
        try {
            done.get(timeoutNs, TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            return false;
        } catch (ExecutionException | TimeoutException goOn) {
            return true;
        }
    }

    static HtpException failure(ExecutionException wrapped) {
        Throwable cause = wrapped.getCause();
        if (cause instanceof HtpException htp) {
            return htp;
        }
        if (cause instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw new CompletionException(cause);
    }
}
