package com.hookprobe.htp;

/**
 * Too much waits to be acknowledged ({@link HtpLimits#sendQueueBytesMax}); send again when earlier messages are done.
 */
public final class HtpQueueFullException extends HtpException {
    private static final long serialVersionUID = 1L;

    HtpQueueFullException(String message) {
        super(message);
    }

    public HtpQueueFullException(long queuedBytes, long maxBytes) {
        super("send queue holds " + queuedBytes + " of at most " + maxBytes + " bytes");
    }
}
