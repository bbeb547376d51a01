package com.hookprobe.demo;

/** The demo cannot start or go on; the message says what was expected and what to do. */
public final class DemoFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    public DemoFailedException(String message) {
        super(message);
    }
}
