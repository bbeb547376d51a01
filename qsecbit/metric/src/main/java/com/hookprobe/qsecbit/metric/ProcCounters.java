package com.hookprobe.qsecbit.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The counters of one moment, from the text of {@code /proc}; two of them give shares. A number that is not one, or a
 * counter that went backwards (a wrap, a disk taken out), counts as no change.
 */
record ProcCounters(
        long atNs,
        long cpuBusyTicks,
        long cpuAllTicks,
        long receivedBytes,
        long sentBytes,
        Map<String, Long> diskBusyMillis,
        long energyMicrojoules) {
    static final long UNKNOWN = -1;
    static final ProcCounters NONE = new ProcCounters(0, 0, 0, 0, 0, Map.of(), UNKNOWN);

    /** proc(5): cpu user nice system idle iowait irq softirq steal guest guest_nice. */
    private static final int CPU_IDLE = 4;

    private static final int CPU_IOWAIT = 5;
    private static final int CPU_STEAL = 8;
    private static final int NET_RECEIVED_BYTES = 1;
    private static final int NET_SENT_BYTES = 9;
    private static final int DISK_NAME = 2;
    private static final int DISK_BUSY_MILLIS = 12;

    static ProcCounters parse(long atNs, List<String> stat, List<String> netDev, List<String> disks, long energy) {
        long busy = 0;
        long all = 0;
        if (!stat.isEmpty() && stat.get(0).startsWith("cpu ")) {
            String[] fields = stat.get(0).split("\\s+", -1);
            for (int i = 1; i < fields.length && i <= CPU_STEAL; i++) {
                long ticks = Math.max(0, number(fields[i]));
                all += ticks;
                busy += i == CPU_IDLE || i == CPU_IOWAIT ? 0 : ticks;
            }
        }
        long received = 0;
        long sent = 0;
        for (String line : netDev) {
            String[] fields = line.replace(':', ' ').trim().split("\\s+", -1);
            if (fields.length > NET_SENT_BYTES && line.indexOf(':') > 0 && !"lo".equals(fields[0])) {
                received += Math.max(0, number(fields[NET_RECEIVED_BYTES]));
                sent += Math.max(0, number(fields[NET_SENT_BYTES]));
            }
        }
        Map<String, Long> diskBusy = new HashMap<>();
        for (String line : disks) {
            String[] fields = line.trim().split("\\s+", -1);
            if (fields.length > DISK_BUSY_MILLIS && isDisk(fields[DISK_NAME])) {
                diskBusy.put(fields[DISK_NAME], Math.max(0, number(fields[DISK_BUSY_MILLIS])));
            }
        }
        return new ProcCounters(atNs, busy, all, received, sent, Map.copyOf(diskBusy), energy);
    }

    /** False for {@link #NONE}, which no reading gives: a host that runs has used its processor. */
    boolean isReading() {
        return !equals(NONE);
    }

    static double memoryShare(List<String> meminfo) {
        long total = 0;
        long available = 0;
        for (String line : meminfo) {
            String[] fields = line.split("\\s+", -1);
            if (fields.length > 1 && fields[0].equals("MemTotal:")) {
                total = number(fields[1]);
            } else if (fields.length > 1 && fields[0].equals("MemAvailable:")) {
                available = number(fields[1]);
            }
        }
        return total <= 0 ? 0 : share((double) (total - Math.max(0, available)), (double) total);
    }

    double cpuShare(ProcCounters since) {
        return share((double) (cpuBusyTicks - since.cpuBusyTicks), (double) (cpuAllTicks - since.cpuAllTicks));
    }

    double networkShare(ProcCounters since, double linkBytesPerSecond) {
        long bytes = Math.max(receivedBytes - since.receivedBytes, sentBytes - since.sentBytes);
        return share((double) bytes, seconds(since) * linkBytesPerSecond);
    }

    double diskShare(ProcCounters since) {
        double busiest = 0;
        for (Map.Entry<String, Long> disk : diskBusyMillis.entrySet()) {
            long earlier = since.diskBusyMillis.getOrDefault(disk.getKey(), disk.getValue());
            busiest = Math.max(busiest, share((double) (disk.getValue() - earlier), seconds(since) * 1000));
        }
        return busiest;
    }

    OptionalDouble powerWatts(ProcCounters since) {
        if (energyMicrojoules < 0 || since.energyMicrojoules < 0 || energyMicrojoules < since.energyMicrojoules) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of((energyMicrojoules - since.energyMicrojoules) / 1e6 / seconds(since));
    }

    static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return UNKNOWN;
        }
    }

    private double seconds(ProcCounters since) {
        return (atNs - since.atNs) / 1e9;
    }

    private static boolean isDisk(String name) {
        return !name.startsWith("loop") && !name.startsWith("ram") && !name.startsWith("zram");
    }

    private static double share(double part, double whole) {
        return whole <= 0 ? 0 : Math.max(0, Math.min(1, part / whole));
    }
}
