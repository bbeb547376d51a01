package com.hookprobe.htp.core.recovery;

/**
 * The largest datagram that the path carries: DPLPMTUD (RFC 8899) sized down to a short list of candidates, tried upwards
 * by probes that carry nothing. A candidate fails after three lost probes, and larger ones with it; the search goes on ten
 * minutes later.
 *
 * <p>Black hole: a path that stops to carry large packets loses them while small ones arrive. Three losses of packets above
 * the base, with none above it acknowledged that was sent later, end in the base and a new search a minute later. Losses
 * that are found at the same instant count once: a full queue loses many packets together, but does not do so three times
 * with no large packet in between. Where all packets are large no small one ever arrives; there the third probe timeout in
 * a row says the same.
 *
 * <p>Bytes of UDP payload, nanoseconds. Not thread-safe.
 */
public final class PathMtu {
    /** What every path must carry (HTP 3.1). */
    public static final int BASE_BYTES = 1200;

    /** A candidate on loopback only. */
    public static final int LOOPBACK_BYTES = 8952;

    private static final int[] CANDIDATES = {1280, 1380, 1420, 1452, LOOPBACK_BYTES};

    private static final int LOST_PROBES_MAX = 3;
    private static final int BLACK_HOLE_LOSSES = 3;
    private static final int BLACK_HOLE_PROBE_TIMEOUTS = 3;
    private static final long RAISE_AGAIN_NS = 600_000_000_000L;
    private static final long AFTER_BLACK_HOLE_NS = 60_000_000_000L;

    private static final long NONE = -1;

    private final int base;
    private final int max;
    private int current;
    private int candidate;
    private int lostProbes;
    private long probeNumber = NONE;
    private long probeSentNs;
    /** When the search goes on; meaningless while {@link #searching}. */
    private long resumeNs;

    private boolean searching = true;
    private long largestAckedLarge = NONE;
    private int losses;
    private long lastLossNs;

    /**
     * Starts at the base and may probe at once.
     *
     * @param baseBytes what is sent without asking, at most {@link #BASE_BYTES}
     * @param maxBytes the largest datagram that both sides read
     * @param loopback whether the path never leaves this machine
     */
    public PathMtu(int baseBytes, int maxBytes, boolean loopback) {
        if (baseBytes < 1 || baseBytes > BASE_BYTES) {
            throw new IllegalArgumentException("base " + baseBytes + ", not 1 to " + BASE_BYTES);
        }
        this.base = baseBytes;
        this.max = loopback ? maxBytes : Math.min(maxBytes, LOOPBACK_BYTES - 1);
        this.current = baseBytes;
        skipUseless();
    }

    /** The largest datagram to send, probes apart. */
    public int current() {
        return current;
    }

    /** What every datagram may have, whatever was found. */
    public int base() {
        return base;
    }

    /** The length of the probe to send now; 0 if none. Call it whenever packets are sent; it changes nothing by itself. */
    public int probeBytes(long nowNs) {
        if (!searching && nowNs >= resumeNs && candidate < CANDIDATES.length) {
            searching = true;
        }
        return searching && probeNumber == NONE && candidate < CANDIDATES.length ? CANDIDATES[candidate] : 0;
    }

    /**
     * When {@link #probeBytes} must be asked again though nothing is sent or received, or {@link Long#MAX_VALUE}. Never a
     * time at which it was asked already: a caller that could not send the probe then sends it when the window opens.
     */
    public long deadlineNs() {
        return searching || candidate >= CANDIDATES.length ? Long.MAX_VALUE : resumeNs;
    }

    /** The probe of {@link #probeBytes} left as this packet. */
    public void onProbeSent(long number, long nowNs) {
        probeNumber = number;
        probeSentNs = nowNs;
    }

    /** A probe arrived; an outdated one is passed over. */
    public void onProbeAcked(long number) {
        if (number != probeNumber) {
            return;
        }
        probeNumber = NONE;
        current = CANDIDATES[candidate];
        candidate++;
        lostProbes = 0;
        // The size is proven from here on: what was lost before says nothing.
        largestAckedLarge = Math.max(largestAckedLarge, number);
        losses = 0;
        skipUseless();
    }

    /** A probe was lost; an outdated one is passed over. */
    public void onProbeLost(long number) {
        if (number != probeNumber) {
            return;
        }
        probeNumber = NONE;
        lostProbes++;
        if (lostProbes == LOST_PROBES_MAX) {
            pause(probeSentNs + RAISE_AGAIN_NS);
        }
    }

    /** A packet that is no probe was acknowledged. */
    public void onAcked(long number, int bytes) {
        if (bytes > base) {
            largestAckedLarge = Math.max(largestAckedLarge, number);
            losses = 0;
        }
    }

    /** A packet that is no probe was lost; true if {@link #current} changed by it. */
    public boolean onLost(long number, int bytes, long nowNs) {
        if (bytes <= base || current == base || number < largestAckedLarge) {
            return false;
        }
        if (losses > 0 && nowNs == lastLossNs) {
            return false;
        }
        losses++;
        lastLossNs = nowNs;
        return losses >= BLACK_HOLE_LOSSES && fallBack(nowNs);
    }

    /** A probe timeout, the count-th in a row; true if {@link #current} changed by it. */
    public boolean onProbeTimeout(int count, long nowNs) {
        return count >= BLACK_HOLE_PROBE_TIMEOUTS && current > base && fallBack(nowNs);
    }

    /** The path is another one: the base again, and a search at once. */
    public void onPathChanged() {
        restart();
        searching = true;
    }

    private boolean fallBack(long nowNs) {
        restart();
        pause(nowNs + AFTER_BLACK_HOLE_NS);
        return true;
    }

    private void restart() {
        current = base;
        candidate = 0;
        lostProbes = 0;
        losses = 0;
        probeNumber = NONE;
        skipUseless();
    }

    private void pause(long untilNs) {
        searching = false;
        resumeNs = untilNs;
        lostProbes = 0;
    }

    /** Candidates that are no more than we have, or more than is read. */
    private void skipUseless() {
        while (candidate < CANDIDATES.length && (CANDIDATES[candidate] <= current || CANDIDATES[candidate] > max)) {
            candidate++;
        }
    }
}
