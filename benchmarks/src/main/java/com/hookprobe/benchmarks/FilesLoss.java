package com.hookprobe.benchmarks;

import com.hookprobe.htp.file.core.ChunkPlan;
import com.hookprobe.htp.sim.LinkConfig;
import com.hookprobe.htp.sim.Loss;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A file over a link that loses datagrams, beside the same bytes in raw messages of the same size, in virtual time: the real
 * machines of HTP and of file transfer on a simulated network, so that equal options give equal figures on every machine.
 * The disks are memory and take no time. Started by {@code benchmarks/files}, which says how.
 */
public final class FilesLoss implements Options.Program {
    private static final long MB = 1_000_000;
    private static final int MESSAGE_OVERHEAD = 17;
    private static final int QUEUE_PACKETS = 1000;

    private long bytes = 32 * MB;
    private double loss = 0.02;
    private long rttMs = 20;
    private long megabits = 100;
    private int seeds = 5;

    private final List<Double> raw = new ArrayList<>();
    private final List<Double> up = new ArrayList<>();
    private final List<Double> down = new ArrayList<>();

    /** Ends with 0 when all was measured, 1 when something failed, 2 when the arguments are wrong. */
    public static void main(String[] args) {
        Options.main("files", "loss", new FilesLoss(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--megabytes" -> bytes = Options.number(name, value, 1, 500) * MB;
            case "--loss" -> loss = share(name, value);
            case "--rtt" -> rttMs = Options.number(name, value, 0, 2000);
            case "--megabits" -> megabits = Options.number(name, value, 1, 10_000);
            case "--runs" -> seeds = (int) Options.number(name, value, 1, 1000);
            default -> throw Options.unknown(name);
        }
    }

    private static double share(String name, String value) {
        double share;
        try {
            share = Double.parseDouble(value);
        } catch (NumberFormatException e) {
            share = -1;
        }
        if (!(share >= 0 && share <= 0.5)) {
            throw new IllegalArgumentException(name + " takes 0 to 0.5, not " + value);
        }
        return share;
    }

    @Override
    public void run(boolean json) throws Exception {
        LinkConfig link = LinkConfig.delay(rttMs * MB / 2)
                .withLoss(Loss.uniform(loss))
                .withBandwidth(megabits * MB, QUEUE_PACKETS);
        int messageBytes = ChunkPlan.of(bytes).chunkSize() + MESSAGE_OVERHEAD;
        for (int seed = 1; seed <= seeds; seed++) {
            raw.add(new SimulatedMessages(seed, link).upload(bytes, messageBytes));
            up.add(new SimulatedFiles(seed, link).upload(bytes));
            down.add(new SimulatedFiles(seed, link).download(bytes));
        }
        if (json) {
            Options.printJson(report());
        } else {
            print();
        }
    }

    private void print() {
        System.out.printf(
                Locale.ROOT,
                "%d MB, %.3f loss each way, round trip %d ms, %d Mbit/s with a queue of %d packets; virtual time, seeds 1 to"
                        + " %d%n",
                bytes / MB,
                loss,
                rttMs,
                megabits,
                QUEUE_PACKETS,
                seeds);
        System.out.printf("%-24s %24s %10s %12s%n", "", "Mbit/s median (min-max)", "ratio", "worst seed");
        line("transport", raw);
        line("file up", up);
        line("file down", down);
    }

    private void line(String name, List<Double> seconds) {
        List<Double> rates =
                seconds.stream().map(took -> bytes * 8 / 1e6 / took).toList();
        System.out.printf(
                Locale.ROOT,
                "%-24s %8.2f (%6.2f-%6.2f) %10.3f %12.3f%n",
                name,
                Figures.median(rates),
                Figures.least(rates),
                Figures.most(rates),
                Figures.median(ratios(seconds)),
                Figures.least(ratios(seconds)));
    }

    private List<Double> ratios(List<Double> seconds) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < seconds.size(); i++) {
            ratios.add(raw.get(i) / seconds.get(i));
        }
        return ratios;
    }

    private Map<String, Object> report() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("bytes", bytes);
        report.put("loss", loss);
        report.put("roundTripMilliseconds", rttMs);
        report.put("megabitsPerSecond", megabits);
        report.put("queuePackets", QUEUE_PACKETS);
        report.put("transportSeconds", raw);
        report.put("uploadSeconds", up);
        report.put("downloadSeconds", down);
        report.put("uploadRatio", Figures.median(ratios(up)));
        report.put("downloadRatio", Figures.median(ratios(down)));
        return report;
    }
}
