package com.hookprobe.htp;

/** The peer did not complete the handshake, or did not acknowledge a message, in time. */
public final class HtpTimeoutException extends HtpException {
    private static final long serialVersionUID = 1L;

    public HtpTimeoutException(String message) {
        super(message);
    }
}
