package com.hookprobe.node.log;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/**
 * Lets so many events of a name through in a minute, and counts the rest. A minute begins with the first event after the last one was
 * over. Thread-safe.
 */
public final class LogLimiter {
    /** A minute. */
    public static final long WINDOW_NS = 60_000_000_000L;

    /** Of what a peer can cause with a message. */
    static final int BY_PEERS = 60;

    /** Of what each node of a fleet causes all the time: metrics count it, and a line for each of thousands is read by nobody. */
    static final int BY_FLEET = 3_000;

    private static final Pattern CAUSED_BY_FLEET = Pattern.compile("resonance_verified|peer_connected|peer_lost|trust");

    private static final Pattern CAUSED_BY_PEERS = Pattern.compile(
            ".*_(refused|discarded|malformed)|veto|retraction|peer_rejected_us|frontier_diverged|decisions_missed"
                    + "|report_not_taken|evidence|evidence_differs|region_violation|decision_filtered"
                    + "|decision_unverified|operator_asked|validators_followed");

    private volatile ToIntFunction<String> perMinute;
    private final LongSupplier nanos;
    private final Map<String, Window> windows = new LinkedHashMap<>();

    /** What was not let through. */
    public record Suppressed(String event, long count, long forNs) {}

    private static final class Window {
        private long beganNs;
        private long taken;
        private long suppressed;
        private long suppressedInAll;
    }

    /**
     * @param perMinute how many of a name in a minute; 0 for no bound. Names are the program's own, and few
     * @param nanos monotonic
     */
    public LogLimiter(ToIntFunction<String> perMinute, LongSupplier nanos) {
        this.perMinute = perMinute;
        this.nanos = nanos;
    }

    /**
     * For a node's log: what peers can cause is bounded always.
     *
     * @param perMinute bound of all other events; 0 for none
     */
    public static LogLimiter of(int perMinute, LongSupplier nanos) {
        return new LogLimiter(bounds(perMinute), nanos);
    }

    private static ToIntFunction<String> bounds(int perMinute) {
        int byPeers = perMinute == 0 ? BY_PEERS : Math.min(BY_PEERS, perMinute);
        int byFleet = perMinute == 0 ? BY_FLEET : Math.min(BY_FLEET, perMinute);
        return event -> CAUSED_BY_PEERS.matcher(event).matches()
                ? byPeers
                : CAUSED_BY_FLEET.matcher(event).matches() ? byFleet : perMinute;
    }

    /** Another bound of the events that peers cannot cause, as in {@link #of}. */
    void bound(int others) {
        perMinute = bounds(others);
    }

    /** True when this event may be written. */
    public synchronized boolean lets(String event) {
        int most = perMinute.applyAsInt(event);
        if (most <= 0) {
            return true;
        }
        long now = nanos.getAsLong();
        Window window = windows.computeIfAbsent(event, name -> new Window());
        boolean over = window.taken == 0 || now - window.beganNs >= WINDOW_NS;
        // A minute whose suppressed events nobody has been told of yet goes on until then.
        if (over && window.suppressed == 0) {
            window.beganNs = now;
            window.taken = 0;
        }
        if (window.suppressed == 0 && window.taken < most) {
            window.taken++;
            return true;
        }
        window.suppressed++;
        window.suppressedInAll++;
        return false;
    }

    /** What was suppressed in minutes that are over, once. */
    public synchronized List<Suppressed> over() {
        long now = nanos.getAsLong();
        List<Suppressed> told = new ArrayList<>();
        windows.forEach((event, window) -> {
            if (window.suppressed > 0 && now - window.beganNs >= WINDOW_NS) {
                told.add(new Suppressed(event, window.suppressed, now - window.beganNs));
                window.suppressed = 0;
                window.taken = 0;
            }
        });
        return told;
    }

    /** How many were suppressed since the start, by name. */
    public synchronized Map<String, Long> suppressed() {
        Map<String, Long> all = new LinkedHashMap<>();
        windows.forEach((event, window) -> {
            if (window.suppressedInAll > 0) {
                all.put(event, window.suppressedInAll);
            }
        });
        return all;
    }
}
