package com.hookprobe.htp;

/** A validator did not lead us to the node that we sought (HTP 3.7). */
public final class HtpNotIntroducedException extends HtpException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** The node is not there, or has offered no key. */
        NOT_THERE,
        /** The validator introduces nobody, or not these two. */
        NOT_ALLOWED,
        /** The validator was asked too often, or has no circuit left. */
        TOO_OFTEN,
        /** The validator's session ended before it answered. */
        SESSION_OVER,
        /** The key that came is not the node's: the validator or the node lies, or the key's time is over. */
        BAD_KEY
    }

    private final Reason reason;

    public HtpNotIntroducedException(Reason reason) {
        super("not introduced: " + reason);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
