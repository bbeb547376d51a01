package com.hookprobe.qsecbit.federation.core.alert;

import com.hookprobe.qsecbit.federation.IndicatorValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which classes that are not the site's own came lately at each host. Bounded: the host that was quiet longest goes first. */
final class HostBursts {
    /** How many classes of a host are remembered; the oldest goes first. */
    private static final int CLASSES_MAX = 64;
    /** And how many in the mean: otherwise who meets every host with everything would fill the memory. */
    private static final int CLASSES_MEAN = 16;

    /** First and last sight of a class within a burst. */
    record Span(long firstMicros, long lastMicros) {}

    private final Map<Long, LinkedHashMap<IndicatorValue, Span>> hosts = new LinkedHashMap<>();
    private final long windowMicros;
    private final int hostsMax;
    private int spans;

    HostBursts(long windowMicros, int hostsMax) {
        this.windowMicros = windowMicros;
        this.hostsMax = hostsMax;
    }

    /** Adds a sight; the classes at that host within the window, the newest last. */
    Map<IndicatorValue, Span> add(long host, IndicatorValue value, long micros) {
        LinkedHashMap<IndicatorValue, Span> classes = hosts.remove(host);
        if (classes == null) {
            classes = new LinkedHashMap<>();
            if (hosts.size() >= hostsMax) {
                dropQuietest();
            }
        }
        spans -= classes.size();
        hosts.put(host, classes);
        classes.values().removeIf(span -> span.lastMicros() < micros - windowMicros);
        Span before = classes.remove(value);
        // Sights may come late.
        classes.put(
                value,
                before == null
                        ? new Span(micros, micros)
                        : new Span(Math.min(before.firstMicros(), micros), Math.max(before.lastMicros(), micros)));
        if (classes.size() > CLASSES_MAX) {
            classes.remove(classes.keySet().iterator().next());
        }
        spans += classes.size();
        while (spans > CLASSES_MEAN * hostsMax && hosts.size() > 1) {
            dropQuietest();
        }
        return Collections.unmodifiableMap(classes);
    }

    int size() {
        return hosts.size();
    }

    int classes() {
        return spans;
    }

    private void dropQuietest() {
        LinkedHashMap<IndicatorValue, Span> gone =
                hosts.remove(hosts.keySet().iterator().next());
        spans -= gone == null ? 0 : gone.size();
    }
}
