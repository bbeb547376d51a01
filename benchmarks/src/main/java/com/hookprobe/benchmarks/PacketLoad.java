package com.hookprobe.benchmarks;

import com.hookprobe.qsecbit.detection.packet.Packet;
import com.hookprobe.qsecbit.detection.packet.PacketConfig;
import com.hookprobe.qsecbit.detection.packet.PacketDecoder;
import com.hookprobe.qsecbit.detection.packet.PacketPipeline;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many packets one core decodes, follows and judges. Started by {@code benchmarks/packets}, which says how. The frames
 * are in memory; the time is that of the thread, so a busy machine disturbs little.
 */
public final class PacketLoad implements Options.Program {
    private static final int FRAMES = 1 << 15;
    private static final double GOAL_PER_SECOND = 2_000_000;
    private static final long START_MICROS = 1_700_000_000_000_000L;

    private long millions = 20;
    private long flows = 20_000;

    /** Ends with 0 when all was measured and held, 1 when something did not, 2 when the arguments are wrong. */
    public static void main(String[] args) {
        Options.main("packets", "load", new PacketLoad(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--millions" -> millions = Options.number(name, value, 1, 10_000);
            case "--flows" -> flows = Options.number(name, value, 1, 60_000);
            default -> throw Options.unknown(name);
        }
    }

    /** What is done with one frame. */
    private interface Step {
        void take(MadeTraffic traffic, int frame, long micros);
    }

    private record Row(String name, double perSecond, double nanos, double bytesPerPacket) {
        Map<String, Object> report() {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("name", name);
            report.put("packetsPerSecondAndCore", Math.round(perSecond));
            report.put("nanosecondsPerPacket", nanos);
            report.put("allocatedBytesPerPacket", bytesPerPacket);
            return report;
        }
    }

    @Override
    public void run(boolean json) throws Exception {
        MadeTraffic quiet = MadeTraffic.of((int) flows, FRAMES, 0, 1);
        MadeTraffic asking = MadeTraffic.of((int) flows, FRAMES, 10, 2);
        Packet packet = new Packet();
        Row decode = measure(
                "decoding alone",
                quiet,
                (t, i, micros) -> PacketDecoder.decode(
                        t.data, t.offsets[i], t.lengths[i], t.lengths[i], MadeTraffic.ETHERNET, micros, packet));
        Row follow = measure("and flows and contents", quiet, pipeline(false));
        Row judge = measure("and all detectors", quiet, pipeline(true));
        Row events = measure("the same with 1 % DNS, each an event", asking, pipeline(true));
        List<Row> rows = List.of(decode, follow, judge, events);
        if (json) {
            Options.printJson(Map.of("rows", rows.stream().map(Row::report).toList()));
        } else {
            System.out.printf("%-40s %15s %12s %16s%n", "", "packets/s/core", "ns/packet", "bytes/packet");
            rows.forEach(r ->
                    System.out.printf("%-40s %,15.0f %12.1f %16.3f%n", r.name, r.perSecond, r.nanos, r.bytesPerPacket));
        }
        if (judge.perSecond < GOAL_PER_SECOND) {
            throw new BrokenPromise(String.format("%,.0f packets/s are fewer than 2,000,000", judge.perSecond));
        }
        if (judge.bytesPerPacket > 1) {
            throw new BrokenPromise(judge.bytesPerPacket + " bytes are allocated for each packet");
        }
    }

    private static Step pipeline(boolean detectors) {
        PacketConfig config = PacketConfig.builder().seed(7).build();
        long[] counted = new long[2];
        PacketPipeline pipeline = detectors
                ? PacketPipeline.standard(config, event -> counted[0]++, detection -> counted[1]++)
                : new PacketPipeline(config, List.of(), event -> counted[0]++, detection -> counted[1]++);
        return (t, i, micros) ->
                pipeline.onPacket(t.data, t.offsets[i], t.lengths[i], t.lengths[i], MadeTraffic.ETHERNET, micros);
    }

    private Row measure(String name, MadeTraffic traffic, Step step) {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long micros = play(traffic, step, START_MICROS, 4_000_000);
        long count = millions * 1_000_000;
        long allocated = threads.getThreadAllocatedBytes(thread);
        long cpu = threads.getCurrentThreadCpuTime();
        play(traffic, step, micros, count);
        double nanos = (threads.getCurrentThreadCpuTime() - cpu) / (double) count;
        double bytes = (threads.getThreadAllocatedBytes(thread) - allocated) / (double) count;
        return new Row(name, 1e9 / nanos, nanos, bytes);
    }

    private static long play(MadeTraffic traffic, Step step, long startMicros, long count) {
        long micros = startMicros;
        int frame = 0;
        for (long i = 0; i < count; i++) {
            step.take(traffic, frame, micros);
            traffic.advance(frame);
            // Half a million in a second of their own time.
            micros += 2;
            frame = frame + 1 == traffic.frames ? 0 : frame + 1;
        }
        return micros;
    }
}
