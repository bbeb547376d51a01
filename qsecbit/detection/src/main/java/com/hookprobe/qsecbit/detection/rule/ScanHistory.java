package com.hookprobe.qsecbit.detection.rule;

import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.Arrays;

/**
 * The doors at which one source has knocked: the last {@link #DOORS_MAX} distinct (host, port) pairs with the time and
 * the outcome of the last knock. Small at first, since most sources knock once.
 */
final class ScanHistory {
    static final int DOORS_MAX = 128;
    private static final int DOORS_FIRST = 4;

    private long[] doors = new long[DOORS_FIRST];
    private int[] hosts = new int[DOORS_FIRST];
    private int[] ports = new int[DOORS_FIRST];
    private long[] times = new long[DOORS_FIRST];
    private Contact[] outcomes = new Contact[DOORS_FIRST];
    private int size;
    private int next;
    private long knocks;
    private long served;

    /** What the last knocks look like around one moment. */
    record View(
            int portsOfHost,
            int hostsOfPort,
            int failedHostsOfPort,
            int doors,
            int fruitless,
            int served,
            long firstMicros) {}

    /** Notes a knock; true when it is at a new door. */
    boolean add(IpAddress host, int port, long timeMicros, Contact outcome) {
        knocks++;
        served += outcome == Contact.SERVED ? 1 : 0;
        int hostHash = mix(host.hashCode());
        long door = (long) hostHash << 16 | port;
        for (int i = 0; i < size; i++) {
            if (doors[i] == door) {
                times[i] = timeMicros;
                outcomes[i] = better(outcomes[i], outcome);
                return false;
            }
        }
        int at = place();
        doors[at] = door;
        hosts[at] = hostHash;
        ports[at] = port;
        times[at] = timeMicros;
        outcomes[at] = outcome;
        return true;
    }

    long knocks() {
        return knocks;
    }

    long served() {
        return served;
    }

    /**
     * The doors within a span before and after a moment. Both sides, because flow records arrive out of order: a scan
     * an hour before the newest event is still a scan.
     */
    View around(IpAddress host, int port, long timeMicros, long spanMicros) {
        int hostHash = mix(host.hashCode());
        int portsOfHost = 0;
        int hostsOfPort = 0;
        int failedHostsOfPort = 0;
        int inSpan = 0;
        int fruitless = 0;
        int servedInSpan = 0;
        long first = timeMicros;
        for (int i = 0; i < size; i++) {
            if (Math.abs(times[i] - timeMicros) > spanMicros) {
                continue;
            }
            inSpan++;
            fruitless += outcomes[i].isFruitless() || outcomes[i] == Contact.UNKNOWN ? 1 : 0;
            servedInSpan += outcomes[i] == Contact.SERVED ? 1 : 0;
            portsOfHost += hosts[i] == hostHash ? 1 : 0;
            hostsOfPort += ports[i] == port ? 1 : 0;
            failedHostsOfPort += ports[i] == port && outcomes[i] == Contact.FAILED ? 1 : 0;
            first = Math.min(first, times[i]);
        }
        return new View(portsOfHost, hostsOfPort, failedHostsOfPort, inSpan, fruitless, servedInSpan, first);
    }

    /** A door that opened once is not one that failed; a known outcome replaces an unknown one. */
    private static Contact better(Contact before, Contact after) {
        if (before == Contact.SERVED || after == Contact.UNKNOWN) {
            return before;
        }
        return before == Contact.EMPTY && after == Contact.FAILED ? before : after;
    }

    private int place() {
        if (size < doors.length) {
            return size++;
        }
        if (size < DOORS_MAX) {
            int grown = Math.min(DOORS_MAX, 2 * size);
            doors = Arrays.copyOf(doors, grown);
            hosts = Arrays.copyOf(hosts, grown);
            ports = Arrays.copyOf(ports, grown);
            times = Arrays.copyOf(times, grown);
            outcomes = Arrays.copyOf(outcomes, grown);
            return size++;
        }
        int at = next;
        next = (next + 1) % DOORS_MAX;
        return at;
    }

    private static int mix(int hash) {
        int h = hash * 0x9e3779b9;
        return h ^ h >>> 15;
    }
}
