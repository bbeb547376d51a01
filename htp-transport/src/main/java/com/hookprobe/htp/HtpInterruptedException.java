package com.hookprobe.htp;

/**
 * The thread was interrupted while it waited. Its interrupt flag is set again. A message that was being sent may still
 * arrive.
 */
public final class HtpInterruptedException extends HtpException {
    private static final long serialVersionUID = 1L;

    HtpInterruptedException(String what, InterruptedException cause) {
        super("interrupted while waiting for " + what, cause);
    }
}
