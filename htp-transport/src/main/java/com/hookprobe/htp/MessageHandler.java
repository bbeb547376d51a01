package com.hookprobe.htp;

/**
 * Is told of messages. Called on the endpoint's thread: it must return quickly, and blocking calls of HTP are refused
 * there; {@link HtpSession#send} does not block. What it throws is logged and counted in {@link HtpStats#listenerErrors}.
 */
@FunctionalInterface
public interface MessageHandler {
    /** A whole message arrived; the array belongs to the handler. */
    void onMessage(HtpSession session, int channel, byte[] message);
}
