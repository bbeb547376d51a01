package com.hookprobe.htp;

/** The session or endpoint ended before the operation did. */
public final class HtpClosedException extends HtpException {
    private static final long serialVersionUID = 1L;

    private final CloseCode code;
    private final String reason;

    public HtpClosedException(CloseCode code, String reason) {
        super("closed: " + code + (reason.isEmpty() ? "" : " (" + reason + ")"));
        this.code = code;
        this.reason = reason;
    }

    /** The same, to be thrown by the thread that calls this. */
    HtpClosedException again() {
        return new HtpClosedException(code, reason);
    }

    String reason() {
        return reason;
    }

    /** Why. */
    public CloseCode code() {
        return code;
    }
}
