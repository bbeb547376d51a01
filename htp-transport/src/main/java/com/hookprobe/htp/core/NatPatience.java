package com.hookprobe.htp.core;

/**
 * How long an initiator that saves energy may be silent (HTP 3.10.3): longer each time that its NAT still knew it afterwards, and
 * from the first time on that it did not, a little less than that. Nanoseconds. Not thread-safe.
 */
final class NatPatience {
    /** No NAT forgets sooner that HTP could live with. */
    static final long LEAST_NS = 20_000_000_000L;
    /** As much less than the silence that was too long. */
    static final long MARGIN_NS = 5_000_000_000L;

    private final long maxNs;
    private long silenceNs;
    private boolean learned;

    /**
     * @param startNs the silence to begin with
     * @param maxNs the longest, however patient the NAT is
     */
    NatPatience(long startNs, long maxNs) {
        this.maxNs = maxNs;
        this.silenceNs = Math.min(startNs, maxNs);
    }

    /** The longest silence to try. */
    long silenceNs() {
        return silenceNs;
    }

    /** After that silence we were still known. */
    void survived(long silence) {
        if (!learned) {
            silenceNs = Math.min(maxNs, Math.max(silenceNs, silence + silence / 2));
        }
    }

    /** After that silence our address was another one. */
    void forgotten(long silence) {
        learned = true;
        silenceNs = Math.min(silenceNs, Math.max(LEAST_NS, silence - MARGIN_NS));
    }
}
