package com.hookprobe.htp;

/** Any failure of HTP that is not the caller's mistake. */
public sealed class HtpException extends Exception
        permits HtpBindException,
                HtpRejectedException,
                HtpTimeoutException,
                HtpClosedException,
                HtpNotIntroducedException,
                HtpQueueFullException,
                HtpInterruptedException {
    private static final long serialVersionUID = 1L;

    HtpException(String message) {
        super(message);
    }

    HtpException(String message, Throwable cause) {
        super(message, cause);
    }
}
