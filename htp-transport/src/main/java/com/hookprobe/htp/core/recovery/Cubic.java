package com.hookprobe.htp.core.recovery;

/**
 * CUBIC (RFC 9438) in bytes, with HyStart++ in the first slow start. After a congestion event the window is a cubic
 * function of the time since then that flattens out where the event was, W(t) = C (t - K)^3 + W_max, and never less than
 * what Reno would have with the same mean ("Reno-friendly region"). Time in which the window was not used does not count
 * (5.8).
 *
 * <p>A loss that turns out to have been none is not undone: RFC 9438 4.9 only allows it, and at 0.7 the harm is small.
 * The window stands for the flight size in the decrease (4.6 allows it where an unused window does not grow). Not
 * thread-safe.
 */
public final class Cubic implements CongestionControl {
    /** The largest window: beyond it a sender does not keep more in flight, however fast the path. */
    public static final long WINDOW_MAX_BYTES = 16L << 20;

    static final int INITIAL_DATAGRAMS = 10;
    static final int MIN_DATAGRAMS = 2;

    private static final double BETA = 0.7;
    /** Segments per second cubed. */
    private static final double C = 0.4;
    /** RFC 9438 4.3: with it a sender that falls to 0.7 has the mean rate of one that falls to 0.5. */
    private static final double ALPHA = 3 * (1 - BETA) / (1 + BETA);

    private static final double NO_THRESHOLD = Double.MAX_VALUE;

    private final HyStart hyStart = new HyStart();
    private double datagram;
    private double window;
    private double threshold;
    private double windowMax;
    private double priorWindow;
    private double kSeconds;
    private double renoWindow;
    private boolean stageStarted;
    private long stageNs;
    private long lastNs;

    /** A window of ten datagrams of 1200 bytes until {@link #reset}. */
    public Cubic() {
        start(1200);
    }

    @Override
    public void reset(int datagramBytes) {
        start(datagramBytes);
    }

    private void start(int datagramBytes) {
        datagram = datagramBytes;
        window = INITIAL_DATAGRAMS * datagram;
        threshold = NO_THRESHOLD;
        windowMax = 0;
        priorWindow = 0;
        stageStarted = false;
        hyStart.reset();
    }

    @Override
    public void datagramBytes(int bytes) {
        datagram = bytes;
        window = Math.max(window, MIN_DATAGRAMS * datagram);
        // The curve is in segments: it starts anew from where the window is.
        stageStarted = false;
    }

    @Override
    public long windowBytes() {
        return (long) window;
    }

    @Override
    public boolean slowStart() {
        return window < threshold;
    }

    @Override
    public void onRestart(long nowNs) {
        lastNs = nowNs;
    }

    @Override
    public void onAck(long bytes, long rttNs, long smoothedNs, long largestAcked, long nextNumber, long nowNs) {
        if (!slowStart()) {
            avoidCongestion(bytes, smoothedNs, nowNs);
        } else if (threshold == NO_THRESHOLD) {
            window += hyStart.growth(bytes);
            if (hyStart.onAck(rttNs, largestAcked, nextNumber)) {
                threshold = window;
            }
        } else {
            // RFC 9406 4.3: only the first slow start is HyStart++'s; a later one has its threshold.
            window += bytes;
        }
        window = Math.min(window, WINDOW_MAX_BYTES);
    }

    private void avoidCongestion(long bytes, long smoothedNs, long nowNs) {
        if (!stageStarted) {
            startStage(nowNs);
        }
        if (bytes > 0) {
            stageNs += nowNs - lastNs;
        }
        lastNs = nowNs;
        if (bytes == 0) {
            return;
        }
        // RFC 9438 4.3: once Reno has caught up with the window before the event, it grows as Reno does.
        double alpha = renoWindow >= priorWindow ? 1 : ALPHA;
        renoWindow = Math.min(renoWindow + alpha * datagram * bytes / window, WINDOW_MAX_BYTES);
        double t = stageNs / 1e9;
        if (curve(t) < renoWindow) {
            window = Math.max(window, renoWindow);
            return;
        }
        double target = Math.max(window, Math.min(curve(t + smoothedNs / 1e9), 1.5 * window));
        window += (target - window) * bytes / window;
    }

    private void startStage(long nowNs) {
        stageStarted = true;
        stageNs = 0;
        lastNs = nowNs;
        renoWindow = window;
        if (window < windowMax) {
            kSeconds = Math.cbrt((windowMax - window) / datagram / C);
        } else {
            // RFC 9438 4.8, 4.10: after a timeout and after HyStart++ there is no earlier maximum.
            kSeconds = 0;
            windowMax = window;
        }
    }

    private double curve(double seconds) {
        double d = seconds - kSeconds;
        return C * d * d * d * datagram + windowMax;
    }

    @Override
    public void onCongestion(long nowNs) {
        // RFC 9438 4.7, fast convergence: who has less than last time leaves room for others.
        windowMax = window < windowMax ? window * (1 + BETA) / 2 : window;
        priorWindow = window;
        window = Math.max(window * BETA, MIN_DATAGRAMS * datagram);
        threshold = window;
        stageStarted = false;
    }

    @Override
    public void onPersistentCongestion() {
        window = MIN_DATAGRAMS * datagram;
        windowMax = 0;
        priorWindow = 0;
        stageStarted = false;
    }
}
