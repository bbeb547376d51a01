package com.hookprobe.htp;

/**
 * What an endpoint tells its user. Called on the endpoint's thread and must return quickly: while a listener runs, no
 * packet is read. What it throws is logged and counted in {@link HtpStats#listenerErrors} and does not end the endpoint; only a
 * {@link VirtualMachineError} (no memory, no stack) does.
 */
public interface HtpListener {
    /**
     * A session is up, on either side: the peer is authenticated and has shown that it holds the session's keys.
     */
    default void onSession(HtpSession session) {}

    /** A whole message arrived; the array belongs to the listener. */
    default void onMessage(HtpSession session, int channel, byte[] message) {}

    /** An unreliable datagram arrived; the array belongs to the listener. */
    default void onDatagram(HtpSession session, int channel, byte[] data) {}

    /**
     * A responder announced a KEM key, and its signature, name and time were found right. This endpoint uses it for its next
     * connects to that node; who keeps the responder's key in a file should write the new one there.
     */
    default void onKemBundle(HtpSession session, KemBundle bundle) {}

    /**
     * Evidence of the peer's resonance ({@link HtpSession#evidence}), once for each that differs from the one before. HTP carries
     * it, sealed; whether it is true is for who knows the peer's weights. The arrays belong to the listener.
     *
     * @param rdv 32 bytes
     * @param posf 32 bytes
     */
    default void onEvidence(HtpSession session, byte[] rdv, byte[] posf) {}

    /** The peer was shown to be at another address ({@link HtpSession#peerAddress}). */
    default void onPeerMoved(HtpSession session) {}

    /**
     * A session that was announced by {@link #onSession} is over; told also when the endpoint ends, in whatever way. The reason
     * is the peer's text or ours.
     */
    default void onClosed(HtpSession session, CloseCode code, String reason) {}
}
