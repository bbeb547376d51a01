package com.hookprobe.demo.soak;

/** Something does not hold that must; the message says what, where and what was expected. */
final class Violation extends Exception {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
        super(message);
    }
}
