package com.hookprobe.qsecbit.response;

/** The machine did not do what was decided; the message says what is missing, for people. */
public final class EnforcementException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A failure with its reason. */
    public EnforcementException(String message) {
        super(message);
    }

    /** A failure with its reason and cause. */
    public EnforcementException(String message, Throwable cause) {
        super(message, cause);
    }
}
