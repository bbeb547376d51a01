package com.hookprobe.qsecbit.detection.syslog;

import com.hookprobe.qsecbit.detection.LastUsedMap;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.EnumSet;
import java.util.Map;

/**
 * Counts each refused attempt once, though a server may write up to four lines of it: that the user is unknown, that PAM
 * has refused, that the log-in failed, and that the connection was closed. The same kind of line a second time begins
 * the next attempt of the connection.
 *
 * <p>Remembers the connections that were heard of last, {@value #CONNECTIONS_MAX} at most; whoever opens more between two
 * lines of one attempt is counted a little more often.
 */
final class Attempts {
    static final int CONNECTIONS_MAX = 4096;

    /** What a line says of an attempt. */
    enum Sign {
        UNKNOWN_USER,
        PAM,
        FAILED,
        /** A key was not the one: clients offer all that they have, which together are one attempt. */
        KEY,
        /** The connection has ended without a log-in, which is an attempt when no other line has told of one. */
        ENDED
    }

    /** A process serves one connection; without its number the client's port tells connections apart. */
    private record Connection(IpAddress client, int processOrPort) {}

    private final Map<Connection, EnumSet<Sign>> open = new LastUsedMap<>(CONNECTIONS_MAX);

    /** True when the line is the first one of its attempt. */
    boolean isNew(Peer client, int pid, Sign sign) {
        if (pid == 0 && client.port() == 0) {
            return sign != Sign.ENDED;
        }
        Connection connection = new Connection(client.ip(), pid == 0 ? client.port() : -pid);
        if (sign == Sign.ENDED) {
            return open.remove(connection) == null;
        }
        EnumSet<Sign> seen = open.computeIfAbsent(connection, key -> EnumSet.noneOf(Sign.class));
        if (sign == Sign.KEY) {
            return seen.add(sign) && seen.size() == 1;
        }
        boolean same = !seen.isEmpty() && !seen.contains(sign) && !(seen.contains(Sign.FAILED));
        if (!same) {
            seen.clear();
        }
        seen.add(sign);
        return !same;
    }
}
