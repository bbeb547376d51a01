package com.hookprobe.benchmarks;

/** All was measured, and something did not hold. The message says what. */
final class BrokenPromise extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokenPromise(String what) {
        super(what);
    }
}
