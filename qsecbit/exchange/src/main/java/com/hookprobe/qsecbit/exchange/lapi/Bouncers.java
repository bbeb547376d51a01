package com.hookprobe.qsecbit.exchange.lapi;

import com.hookprobe.http.Request;
import com.hookprobe.qsecbit.exchange.ExchangeText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What is known of each bouncer: a key at an address. Bounded; the one not seen for longest goes. Thread-safe. */
public final class Bouncers {
    private static final int BOUNCERS_MAX = 4_096;
    private static final int AGENT_CHARS_MAX = 128;

    private final Map<String, Seen> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
            return size() > BOUNCERS_MAX;
        }
    };

    /**
     * One bouncer.
     *
     * @param name of its key
     * @param address where it asked from
     * @param agent what it calls itself: {@code name/version}
     * @param position the last change that it was told of; -1 when it was told of none
     * @param pullMicros its latest question, in microseconds since the epoch
     * @param pulls its questions since the start
     * @param metrics of its latest report, by name and labels
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
        seen.put(key(request), next);
    }

    /** Several bouncers may share a key; each has a place of its own in the stream. */
    private static String key(Request request) {
        return request.caller() + ' ' + request.remote().getHostAddress();
    }
}
