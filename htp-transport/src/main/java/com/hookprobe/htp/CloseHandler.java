package com.hookprobe.htp;

/** Is told of sessions that ended; called as {@link MessageHandler} is. */
@FunctionalInterface
public interface CloseHandler {
    /** A session is over; the reason is the peer's text or ours, may be empty. */
    void onClosed(HtpSession session, CloseCode code, String reason);
}
