package com.hookprobe.htp;

/** The session or endpoint ended before the operation did. */
public final class HtpClosedException extends HtpException {
    private static final long serialVersionUID = 1L;

    private final CloseCode code;

    public HtpClosedException(CloseCode code, String reason) {
        super("closed: " + code + (reason.isEmpty() ? "" : " (" + reason + ")"));
        this.code = code;
    }

    /** Why. */
    public CloseCode code() {
        return code;
    }
}
