package com.hookprobe.htp;

/** The responder did not complete the handshake in time. */
public final class HtpTimeoutException extends HtpException {
    private static final long serialVersionUID = 1L;

    public HtpTimeoutException(String message) {
        super(message);
    }
}
