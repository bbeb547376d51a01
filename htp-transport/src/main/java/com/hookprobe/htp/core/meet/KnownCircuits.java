package com.hookprobe.htp.core.meet;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The circuits that validators told us of, by the session that carries them. Not thread-safe. */
public final class KnownCircuits {
    /** Of one session; the one that was not used for longest makes room. */
    public static final int PER_SESSION_MAX = 64;

    private final Map<Long, Map<Long, RelayAddress>> bySession = new HashMap<>();

    /** Remembers a circuit. */
    public RelayAddress add(long session, long circuit) {
        RelayAddress address = new RelayAddress(session, circuit);
        Map<Long, RelayAddress> of = bySession.computeIfAbsent(session, k -> new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, RelayAddress> eldest) {
                return size() > PER_SESSION_MAX;
            }
        });
        of.put(circuit, address);
        return address;
    }

    /** The address of a circuit that we were told of. */
    public @Nullable RelayAddress get(long session, long circuit) {
        Map<Long, RelayAddress> of = bySession.get(session);
        return of == null ? null : of.get(circuit);
    }

    /** The session is over. */
    public void sessionGone(long session) {
        bySession.remove(session);
    }

    /** Sessions with circuits. */
    public int size() {
        return bySession.size();
    }
}
