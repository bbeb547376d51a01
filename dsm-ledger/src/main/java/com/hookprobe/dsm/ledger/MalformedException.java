package com.hookprobe.dsm.ledger;

/**
 * Bytes that are not a canonical encoding of what was expected. It is the sender's fault; the message holds sizes,
 * offsets and codes only, never content.
 */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message);
    }
}
