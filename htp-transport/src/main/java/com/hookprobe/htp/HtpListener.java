package com.hookprobe.htp;

/**
 * What an endpoint tells its user. Called on the endpoint's thread and must return quickly: while a listener runs, no
 * packet is read. An exception is counted in {@link HtpStats#listenerErrors} and never ends the endpoint.
 */
public interface HtpListener {
    /**
     * A session is up, on either side: the peer is authenticated and has shown that it holds the session's keys.
     */
    default void onSession(HtpSession session) {}

    /** A whole message arrived; the array belongs to the listener. */
    default void onMessage(HtpSession session, int channel, byte[] message) {}

    /** A session that was announced by {@link #onSession} is over. The reason is the peer's text or ours. */
    default void onClosed(HtpSession session, CloseCode code, String reason) {}
}
