package com.hookprobe.neuro.dream;

/** Bytes that are not what the format asks for at their place; who reads the file knows which place that is. */
final class BadBytes extends Exception {
    private static final long serialVersionUID = 1L;

    private final String expected;
    private final String found;

    /** No stack trace: it is an answer, and the place in the file is what matters. */
    BadBytes(String expected, String found) {
        super("expected " + expected + ", found " + found, null, false, false);
        this.expected = expected;
        this.found = found;
    }

    String expected() {
        return expected;
    }

    String found() {
        return found;
    }
}
