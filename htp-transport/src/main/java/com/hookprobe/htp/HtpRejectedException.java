package com.hookprobe.htp;

import java.time.Duration;

/** The responder refused us in a sealed REJECT, so it is really the responder that did. */
public final class HtpRejectedException extends HtpException {
    private static final long serialVersionUID = 1L;

    private final RejectCode code;
    private final Duration retryAfter;
    private final long terSequence;

    public HtpRejectedException(RejectCode code, Duration retryAfter, long terSequence) {
        super("rejected: " + code + ", retry after " + retryAfter.toSeconds() + " s"
                + (code == RejectCode.RESONANCE || code == RejectCode.STALE_TER
                        ? ", peer's TER count " + terSequence
                        : ""));
        this.code = code;
        this.retryAfter = retryAfter;
        this.terSequence = terSequence;
    }

    /** Why. */
    public RejectCode code() {
        return code;
    }

    /** How long to wait before trying again, whole seconds, may be zero. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** The responder's TER count when the code is RESONANCE or STALE_TER, else 0. */
    public long terSequence() {
        return terSequence;
    }
}
