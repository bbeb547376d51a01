package com.hookprobe.htp.core.recovery;

/**
 * An ack-eliciting packet on its way: made once, then used again and again through the pool of {@link LossRecovery}. What
 * the accessors say holds from {@link LossRecovery#onSent} until the packet is acknowledged or lost. Not thread-safe.
 *
 * @param <T> what a packet carried
 */
public final class FlightPacket<T> {
    private final T contents;
    long number;
    long sentNs;
    int bytes;
    boolean mtuProbe;
    /** Acknowledged, but an older one in front of it is not. */
    boolean acked;

    FlightPacket(T contents) {
        this.contents = contents;
    }

    /** The packet number. */
    public long number() {
        return number;
    }

    /** When it left. */
    public long sentNs() {
        return sentNs;
    }

    /** The length of the datagram. */
    public int bytes() {
        return bytes;
    }

    /** True for a packet whose loss says something about the path MTU only. */
    public boolean mtuProbe() {
        return mtuProbe;
    }

    /** What it carried; the same object for the life of this one. */
    public T contents() {
        return contents;
    }
}
