package com.hookprobe.htp.core.recovery;

/**
 * The congestion window as a function of acknowledged bytes, round trips and congestion events. {@link LossRecovery} says
 * what counts: it leaves out packets sent before the last event (RFC 9002 7.3.2), losses within the same event, lost MTU
 * probes, and growth while the window is not used (7.8). Bytes and nanoseconds; packet numbers only mark round trips. An
 * implementation allocates nothing and is not thread-safe.
 */
public interface CongestionControl {
    /** A path nothing is known of: the initial window for datagrams of this many bytes. */
    void reset(int datagramBytes);

    /** The path MTU changed; the window stays, but is at least two datagrams. */
    void datagramBytes(int bytes);

    /** How many bytes may be in flight. */
    long windowBytes();

    /** True while the window still doubles. */
    boolean slowStart();

    /** A packet leaves after a time in which none was in flight; that time must not let the window grow. */
    void onRestart(long nowNs);

    /**
     * An ACK acknowledged something.
     *
     * @param bytes what may let the window grow; 0 if nothing
     * @param rttNs the round trip time it showed; 0 if none
     * @param smoothedNs the smoothed round trip time
     * @param largestAcked the largest number acknowledged so far
     * @param nextNumber one more than the largest number sent so far
     */
    void onAck(long bytes, long rttNs, long smoothedNs, long largestAcked, long nextNumber, long nowNs);

    /** The first loss of a congestion event. */
    void onCongestion(long nowNs);

    /** Everything sent over three probe timeouts was lost (RFC 9002 7.6). */
    void onPersistentCongestion();
}
