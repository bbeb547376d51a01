package com.hookprobe.qsecbit.detection;

import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds our own public addresses when nobody has configured them: of the events with no known host of ours on either
 * side, one address answers in most of them, to many different initiators. A sensor sees the traffic of its own network,
 * so that address is ours. Without this, a server's own failing connections would look like a scan from outside.
 *
 * <p>A scanner never qualifies, for it answers nobody. The error is on the safe side: a host that is wrongly taken for
 * ours is not banned.
 */
final class HomeLearner {
    static final int HOMES_MAX = 16;
    private static final int CANDIDATES_MAX = 256;
    private static final int INITIATORS_MIN = 20;
    private static final int EVENTS_MIN = 30;

    private final Map<IpAddress, Candidate> candidates = new LastUsedMap<>(CANDIDATES_MAX);
    private final Set<IpAddress> homes = new HashSet<>();
    private long events;

    private static final class Candidate {
        final Set<IpAddress> initiators = new HashSet<>();
        long answered;
    }

    boolean isHome(IpAddress address) {
        return homes.contains(address);
    }

    /** Takes an event with no known host of ours on either side. */
    void onForeign(IpAddress initiator, IpAddress responder) {
        events++;
        if (homes.size() >= HOMES_MAX || LocalNetworks.isGroup(responder) || LocalNetworks.isGroup(initiator)) {
            return;
        }
        Candidate candidate = candidates.computeIfAbsent(responder, address -> new Candidate());
        candidate.answered++;
        if (candidate.initiators.size() < INITIATORS_MIN) {
            candidate.initiators.add(initiator);
        }
        boolean most = 10 * candidate.answered >= 6 * events;
        if (events >= EVENTS_MIN && most && candidate.initiators.size() >= INITIATORS_MIN) {
            homes.add(responder);
            candidates.clear();
            events = 0;
        }
    }
}
