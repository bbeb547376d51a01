package com.hookprobe.notify.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who is away so long that it is told, and who is back: a session that breaks for a moment is no news. Owned by one thread. */
public final class Absences {
    private final long afterNs;
    private final Map<String, Absence> away = new LinkedHashMap<>();

    private static final class Absence {
        private final long sinceNs;
        private boolean told;

        private Absence(long sinceNs) {
            this.sinceNs = sinceNs;
        }
    }

    /**
     * News of a peer.
     *
     * @param lost true when it is lost, false when it is back
     * @param seconds that it has been away
     */
    public record News(String peer, boolean lost, long seconds) {}

    /** @param after so long a peer must be away */
    public Absences(Duration after) {
        this.afterNs = after.toNanos();
    }

    /** A session with a peer has come or gone; what there is to tell of it now. */
    public List<News> session(String peer, boolean open, long nowNs) {
        if (!open) {
            away.putIfAbsent(peer, new Absence(nowNs));
            return List.of();
        }
        Absence over = away.remove(peer);
        return over == null || !over.told
                ? List.of()
                : List.of(new News(peer, false, (nowNs - over.sinceNs) / 1_000_000_000L));
    }

    /** A peer that will not come back, and of which it was told otherwise. */
    public void forget(String peer) {
        away.remove(peer);
    }

    /** Time has gone on. */
    public List<News> tick(long nowNs) {
        List<News> news = new ArrayList<>();
        away.forEach((peer, absence) -> {
            if (!absence.told && nowNs - absence.sinceNs >= afterNs) {
                absence.told = true;
                news.add(new News(peer, true, (nowNs - absence.sinceNs) / 1_000_000_000L));
            }
        });
        return news;
    }
}
