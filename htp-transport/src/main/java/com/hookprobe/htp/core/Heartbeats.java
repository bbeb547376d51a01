package com.hookprobe.htp.core;

import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When an initiator speaks although it has nothing to say (HTP 3.4.10). Two reasons: a NAT forgets who is silent; and who
 * only listens does not notice that its NAT gave it another address, so the peer goes on sending to the old one. So the
 * longest silence is the heartbeat, irregular so that it is no fingerprint; and when data stops coming, heartbeats ask after
 * 1, 2, 4, 8 and 16 seconds whether that is meant.
 *
 * <p>Who saves energy does not ask, and is silent for as long as its NAT was found to allow (HTP 3.10.3).
 */
final class Heartbeats {
    static final long FIRST_QUESTION_NS = 1_000_000_000L;
    static final long LAST_QUESTION_NS = 16_000_000_000L;

    private final boolean enabled;
    private final long intervalNs;
    private final NatPatience patience;
    private final RandomGenerator random;
    private boolean saving;
    /** The end of the longest silence, from our last packet that must be answered. */
    private long silenceEndsNs = Long.MAX_VALUE;

    private long fromNs = Long.MIN_VALUE;
    private long questionNs = Long.MAX_VALUE;
    private long gapNs = Long.MAX_VALUE;
    /** The last silence that a heartbeat ended, until it is known what came of it; 0: none. */
    private long endedNs;

    private @Nullable InetSocketAddress seenAt;

    /**
     * A responder is not enabled: it has no NAT to keep open, and its idle timeout sees a dead initiator.
     *
     * @param longestNs the longest silence of who saves energy
     */
    Heartbeats(boolean enabled, long intervalNs, long longestNs, RandomGenerator random) {
        this.enabled = enabled;
        this.intervalNs = intervalNs;
        this.patience = new NatPatience(intervalNs, longestNs);
        this.random = random;
    }

    /** Whether this node saves energy, from the next packet on. */
    void saving(boolean value) {
        saving = value;
    }

    /** Data came. */
    void onData(long nowNs) {
        if (enabled && !saving) {
            gapNs = FIRST_QUESTION_NS;
            questionNs = nowNs + gapNs;
        }
    }

    /** The peer told where it sees us: if that is somewhere else, the last silence was too long for our NAT. */
    void onSeenAt(InetSocketAddress address) {
        boolean other = seenAt != null && !seenAt.equals(address);
        seenAt = address;
        if (other && endedNs > 0) {
            patience.forgotten(endedNs);
            endedNs = 0;
        }
    }

    /** Our last packet that must be answered left then. */
    void onSent(long elicitingNs) {
        if (enabled && elicitingNs != fromNs) {
            fromNs = elicitingNs;
            long longest = saving ? patience.silenceNs() : intervalNs;
            // HTP 3.4: "Heartbeat 30 s max: uniform 24-30 s when idle"
            silenceEndsNs = elicitingNs + longest - random.nextLong(longest / 5 + 1);
        }
    }

    long dueNs() {
        return Math.min(silenceEndsNs, questionNs);
    }

    /**
     * True once for each heartbeat that is due.
     *
     * @param answered everything that we sent was acknowledged: our NAT survived the last silence
     */
    boolean take(boolean answered, long nowNs) {
        if (nowNs < dueNs()) {
            return false;
        }
        if (nowNs >= questionNs) {
            gapNs *= 2;
            questionNs = gapNs > Math.min(LAST_QUESTION_NS, intervalNs) ? Long.MAX_VALUE : nowNs + gapNs;
        }
        silenceEndsNs = Long.MAX_VALUE;
        learn(answered, nowNs);
        return true;
    }

    private void learn(boolean answered, long nowNs) {
        if (saving && endedNs > 0 && answered) {
            patience.survived(endedNs);
        }
        endedNs = saving ? nowNs - fromNs : 0;
    }
}
