package com.hookprobe.qsecbit.metric;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;

/**
 * Reads the load of a Linux host from {@code /proc} and its power from {@code /sys/class/powercap}: the edge of this
 * module.
 *
 * <p>CPU, network and disk are shares of the time between two readings; the first reading gives 0 for them. Network is
 * the busier direction over all interfaces but the loopback, against the link capacity; disk is the busy time of the
 * busiest disk. A file that is missing or unreadable counts as 0, for a container may hide it; {@link #missing()} names
 * them. Not thread-safe.
 */
public final class HostReader {
    private static final String RAPL = "class/powercap/intel-rapl:0/energy_uj";

    private final Path proc;
    private final Path sys;
    private final double linkBytesPerSecond;
    private final TreeSet<String> missing = new TreeSet<>();
    private ProcCounters before = ProcCounters.NONE;

    /**
     * A reader of this host.
     *
     * @param linkBytesPerSecond what the uplink can carry, for example 125e6 for 1 Gbit/s
     */
    public static HostReader ofThisHost(double linkBytesPerSecond) {
        return new HostReader(Path.of("/proc"), Path.of("/sys"), linkBytesPerSecond);
    }

    /** A reader of the given folders, which look like {@code /proc} and {@code /sys}. */
    public HostReader(Path proc, Path sys, double linkBytesPerSecond) {
        if (!(linkBytesPerSecond > 0)) {
            throw new IllegalArgumentException("the link capacity must be positive, got " + linkBytesPerSecond);
        }
        this.proc = proc;
        this.sys = sys;
        this.linkBytesPerSecond = linkBytesPerSecond;
    }

    /**
     * The load since the reading before.
     *
     * @param nowNs a monotonic time
     */
    public HostReading read(long nowNs) {
        ProcCounters now = ProcCounters.parse(
                nowNs, lines(proc, "stat"), lines(proc, "net/dev"), lines(proc, "diskstats"), energyMicrojoules());
        double memory = ProcCounters.memoryShare(lines(proc, "meminfo"));
        ProcCounters since = before;
        before = now;
        if (!since.isReading() || nowNs <= since.atNs()) {
            return new HostReading(0, memory, 0, 0, OptionalDouble.empty());
        }
        return new HostReading(
                now.cpuShare(since),
                memory,
                now.networkShare(since, linkBytesPerSecond),
                now.diskShare(since),
                now.powerWatts(since));
    }

    /** The files that could not be read so far. */
    public List<String> missing() {
        return List.copyOf(missing);
    }

    private List<String> lines(Path root, String name) {
        try {
            return Files.readAllLines(root.resolve(name), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            missing.add(name);
            return List.of();
        }
    }

    private long energyMicrojoules() {
        List<String> lines = lines(sys, RAPL);
        return lines.isEmpty()
                ? ProcCounters.UNKNOWN
                : ProcCounters.number(lines.get(0).trim());
    }
}
