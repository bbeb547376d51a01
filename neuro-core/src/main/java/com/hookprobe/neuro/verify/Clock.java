package com.hookprobe.neuro.verify;

/** Microseconds since 1970 that never go back while the process lives: the wall clock is read once. */
final class Clock {
    private static final long MICROS_PER_MILLI = 1_000;
    private static final long NANOS_PER_MICRO = 1_000;

    private final long startMicros = System.currentTimeMillis() * MICROS_PER_MILLI;
    private final long startNanos = System.nanoTime();

    long micros() {
        return startMicros + (System.nanoTime() - startNanos) / NANOS_PER_MICRO;
    }
}
