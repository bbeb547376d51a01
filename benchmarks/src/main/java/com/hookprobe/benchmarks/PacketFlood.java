package com.hookprobe.benchmarks;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.DetectionEngine;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.packet.PacketConfig;
import com.hookprobe.qsecbit.detection.packet.PacketDetectors;
import com.hookprobe.qsecbit.detection.packet.PacketPipeline;
import com.hookprobe.qsecbit.detection.rule.Detectors;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A flood of SYNs whose sources are all different, through the pipeline and all detectors of events. Started by
 * {@code benchmarks/packets}, which says how. Before it a number of connections is opened; those must live through it.
 */
public final class PacketFlood implements Options.Program {
    private static final int FRAME_BYTES = 54;
    private static final int TARGET = 0x0a14_0005;
    private static final int FRIENDS = 1000;
    private static final int FRIEND_NET = 0x0a15_0000;
    private static final long START_MICROS = 1_700_000_000_000_000L;
    private static final long MB = 1 << 20;
    private static final long GROWTH_MB_MAX = 128;

    private final ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES);
    private long sources = 10_000_000;
    private long perSecond = 200_000;

    /** Ends with 0 when all was measured and held, 1 when something did not, 2 when the arguments are wrong. */
    public static void main(String[] args) {
        Options.main("packets", "flood", new PacketFlood(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--sources" -> sources = Options.number(name, value, 10_000, 100_000_000);
            case "--rate" -> perSecond = Options.number(name, value, 100, 10_000_000);
            default -> throw Options.unknown(name);
        }
    }

    @Override
    public void run(boolean json) throws Exception {
        List<Detection> found = new ArrayList<>();
        DetectionEngine engine = DetectionEngine.learning(
                LocalNetworks.privateRanges(),
                local -> {
                    List<Detector> all = new ArrayList<>(Detectors.standard(local));
                    all.addAll(PacketDetectors.ofEvents(PacketConfig.builder().build()));
                    return all;
                },
                found::add);
        PacketConfig config = PacketConfig.builder().seed(11).build();
        PacketPipeline pipeline = PacketPipeline.standard(config, engine::onEvent, engine::onDetection);
        long micros = START_MICROS;
        for (int i = 0; i < FRIENDS; i++) {
            micros += 2000;
            segment(pipeline, micros, FRIEND_NET + i, TARGET, 40_000, 443, 100, 0, 0x02);
            segment(pipeline, micros + 500, TARGET, FRIEND_NET + i, 443, 40_000, 500, 101, 0x12);
            segment(pipeline, micros + 900, FRIEND_NET + i, TARGET, 40_000, 443, 101, 501, 0x10);
        }
        long before = usedMegabytes();
        long start = micros;
        long firstSynFlood = -1;
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long cpu = threads.getCurrentThreadCpuTime();
        for (long i = 0; i < sources; i++) {
            micros = start + i * 1_000_000 / perSecond;
            // Each source once: an odd factor makes a permutation of the 32-bit numbers.
            int source = (int) i * 0x9e37_79b1;
            segment(pipeline, micros, source, TARGET, 1024 + (int) (i & 0x7fff), 443, (int) i, 0, 0x02);
            if (firstSynFlood < 0 && found.stream().anyMatch(d -> d.kind() == AttackKind.SYN_FLOOD)) {
                firstSynFlood = micros - start;
            }
        }
        double nanos = (threads.getCurrentThreadCpuTime() - cpu) / (double) sources;
        long after = usedMegabytes();
        int alive = 0;
        for (int i = 0; i < FRIENDS; i++) {
            long flowsBefore = pipeline.counters().flowsLive();
            long endedBefore = pipeline.counters().flowsEnded();
            segment(pipeline, micros, FRIEND_NET + i, TARGET, 40_000, 443, 101, 501, 0x10);
            boolean same = pipeline.counters().flowsLive() == flowsBefore
                    && pipeline.counters().flowsEnded() == endedBefore;
            alive += same ? 1 : 0;
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("distinctSources", sources);
        report.put("packetsPerSecondAndCore", Math.round(1e9 / nanos));
        report.put("nanosecondsPerPacket", nanos);
        report.put("heapBeforeMegabytes", before);
        report.put("heapAfterMegabytes", after);
        report.put("firstDetectionAfterMicroseconds", firstSynFlood);
        report.put("connectionsAliveOf1000", alive);
        report.put("detectionsByKind", engine.counters().byKind().toString());
        report.put("untoldEvents", pipeline.counters().untold());
        if (json) {
            Options.printJson(report);
        } else {
            report.forEach((name, value) -> System.out.printf("%-34s %s%n", name, value));
        }
        if (firstSynFlood < 0) {
            throw new BrokenPromise("the flood was not detected");
        }
        if (after - before > GROWTH_MB_MAX) {
            throw new BrokenPromise("the heap grew from " + before + " to " + after + " MB");
        }
        if (alive < FRIENDS * 99 / 100) {
            throw new BrokenPromise("of 1000 open connections only " + alive + " are still followed");
        }
    }

    private void segment(
            PacketPipeline pipeline,
            long micros,
            int from,
            int to,
            int fromPort,
            int toPort,
            int seq,
            int ack,
            int flags) {
        frame.clear();
        frame.putShort((short) 0x0200)
                .putInt(1)
                .putShort((short) 0x0200)
                .putInt(2)
                .putShort((short) 0x0800);
        MadeTraffic.header(frame, from, to, 6, 40, 55);
        frame.putShort((short) fromPort).putShort((short) toPort).putInt(seq).putInt(ack);
        frame.put((byte) 0x50).put((byte) flags).putShort((short) 0x4000).putInt(0);
        pipeline.onPacket(frame.array(), 0, FRAME_BYTES, FRAME_BYTES, MadeTraffic.ETHERNET, micros);
    }

    private static long usedMegabytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MB;
    }
}
