package com.hookprobe.qsecbit.exchange.lapi;

import com.hookprobe.http.Request;
import com.hookprobe.qsecbit.exchange.ExchangeText;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is known of each bouncer: a key at an address. Bounded: the one not seen for longest goes, and before that its report. Thread-safe.
 */
public final class Bouncers {
    static final int BOUNCERS_MAX = 4_096;
    static final long REPORT_BYTES_MAX = 8L << 20;

    /** About what a metric takes besides its name. */
    private static final int METRIC_BYTES = 96;

    private static final int AGENT_CHARS_MAX = 128;

    private final Map<String, Seen> seen = new LinkedHashMap<>(16, 0.75f, true);
    private long reportBytes;

    /**
     * One bouncer.
     *
     * @param name of its key
     * @param address where it asked from
     * @param agent what it calls itself: {@code name/version}
     * @param position the last change that it was told of; -1 when it was told of none
     * @param pullMicros its latest question, in microseconds since the epoch
     * @param pulls its questions since the start
     * @param metrics of its latest report, by name and labels; empty when others needed the room
     */
    public record Seen(
            String name,
            String address,
            String agent,
            long position,
            long pullMicros,
            long pulls,
            Map<String, Double> metrics) {}

    /** All of them. */
    public synchronized List<Seen> all() {
        return new ArrayList<>(seen.values());
    }

    synchronized OptionalLong position(Request request) {
        Seen known = seen.get(key(request));
        return known == null || known.position() < 0 ? OptionalLong.empty() : OptionalLong.of(known.position());
    }

    synchronized void pulled(Request request, long nowMicros) {
        Seen known = known(request);
        put(
                request,
                new Seen(
                        known.name(),
                        known.address(),
                        agent(request),
                        known.position(),
                        nowMicros,
                        known.pulls() + 1,
                        known.metrics()));
    }

    synchronized void told(Request request, long position) {
        Seen known = known(request);
        put(
                request,
                new Seen(
                        known.name(),
                        known.address(),
                        known.agent(),
                        position,
                        known.pullMicros(),
                        known.pulls(),
                        known.metrics()));
    }

    synchronized void measured(Request request, Map<String, Double> metrics) {
        Seen known = known(request);
        put(
                request,
                new Seen(
                        known.name(),
                        known.address(),
                        agent(request),
                        known.position(),
                        known.pullMicros(),
                        known.pulls(),
                        Map.copyOf(metrics)));
    }

    static String agent(Request request) {
        return ExchangeText.oneLine(request.header("User-Agent"), AGENT_CHARS_MAX);
    }

    private Seen known(Request request) {
        Seen known = seen.get(key(request));
        return known != null
                ? known
                : new Seen(request.caller(), request.remote().getHostAddress(), agent(request), -1, 0, 0, Map.of());
    }

    private void put(Request request, Seen next) {
        Seen before = seen.put(key(request), next);
        reportBytes += bytes(next) - (before == null ? 0 : bytes(before));
        if (seen.size() > BOUNCERS_MAX) {
            Iterator<Seen> oldest = seen.values().iterator();
            reportBytes -= bytes(oldest.next());
            oldest.remove();
        }
        if (reportBytes > REPORT_BYTES_MAX) {
            dropReports();
        }
    }

    /** The places stay: whose is lost gets everything once more. */
    private void dropReports() {
        Iterator<Map.Entry<String, Seen>> oldest = seen.entrySet().iterator();
        while (reportBytes > REPORT_BYTES_MAX) {
            Map.Entry<String, Seen> entry = oldest.next();
            Seen one = entry.getValue();
            reportBytes -= bytes(one);
            entry.setValue(new Seen(
                    one.name(), one.address(), one.agent(), one.position(), one.pullMicros(), one.pulls(), Map.of()));
        }
    }

    private static long bytes(Seen one) {
        return one.metrics().keySet().stream()
                .mapToLong(name -> METRIC_BYTES + (long) Character.BYTES * name.length())
                .sum();
    }

    /** Several bouncers may share a key; each has a place of its own in the stream. */
    private static String key(Request request) {
        return request.caller() + ' ' + request.remote().getHostAddress();
    }
}
