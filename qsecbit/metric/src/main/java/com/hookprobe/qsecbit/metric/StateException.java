package com.hookprobe.qsecbit.metric;

/** Stored bytes are not what they should be; the message says why. */
public final class StateException extends Exception {
    private static final long serialVersionUID = 1L;

    StateException(String message) {
        super(message);
    }
}
