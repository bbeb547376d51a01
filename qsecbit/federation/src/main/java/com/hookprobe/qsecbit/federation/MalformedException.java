package com.hookprobe.qsecbit.federation;

/** Bytes from elsewhere are not what they should be; the message says where. Carries no stack trace: peers cause it. */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A refusal with its reason. */
    public MalformedException(String message) {
        super(message, null, false, false);
    }
}
