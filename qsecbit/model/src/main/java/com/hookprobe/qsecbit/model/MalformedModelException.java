package com.hookprobe.qsecbit.model;

/** Bytes that are not a model which this version reads. The message says what was expected and found. */
public final class MalformedModelException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With a message for people. */
    public MalformedModelException(String message) {
        super(message);
    }
}
