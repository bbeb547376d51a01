package com.hookprobe.benchmarks;

import com.hookprobe.htp.core.PacketPathBenchmark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The way of a packet there and back beside the cipher that it contains, by JMH: {@link PacketPathBenchmark}, in JVMs that
 * take turns. Started by {@code benchmarks/htp}, which says how.
 */
public final class PacketCost implements Options.Program {
    private static final String BARE = "bareCipher";
    private static final String WHOLE = "packetThereAndBack";
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final int WARMUPS = 3;

    private int forks = 3;
    private int iterations = 4;

    private static final class Series {
        final List<Double> ns = new ArrayList<>();
        final List<Double> bytes = new ArrayList<>();
    }

    /** Ends with 0 when all was measured, 1 when something failed, 2 when the arguments are wrong. */
    public static void main(String[] args) {
        Options.main("packet", new PacketCost(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--forks" -> forks = (int) Options.number(name, value, 1, 100);
            case "--iterations" -> iterations = (int) Options.number(name, value, 1, 100);
            default -> throw Options.unknown(name);
        }
    }

    @Override
    public void run(boolean json) throws Exception {
        Series bare = new Series();
        Series whole = new Series();
        for (int fork = 0; fork < forks; fork++) {
            measure(BARE, bare);
            measure(WHOLE, whole);
        }
        double bestRatio = Figures.least(bare.ns) / Figures.least(whole.ns);
        double ratio = Figures.median(bare.ns) / Figures.median(whole.ns);
        if (json) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("jdk", Runtime.version().toString());
            report.put("bareNanoseconds", bare.ns);
            report.put("bareBytesAllocated", bare.bytes);
            report.put("packetNanoseconds", whole.ns);
            report.put("packetBytesAllocated", whole.bytes);
            report.put("ratio", ratio);
            report.put("ratioOfBest", bestRatio);
            Options.printJson(report);
            return;
        }
        System.out.printf(
                Locale.ROOT, "%d JVMs with %d iterations of 1 s each; JDK %s%n", forks, iterations, Runtime.version());
        System.out.printf("%-46s %24s %12s%n", "1200 bytes there and back", "ns median (min-max)", "bytes made");
        print("the cipher alone (Conscrypt ChaCha20-Poly1305)", bare);
        print("frame, seal, mask; unmask, open, parse", whole);
        System.out.printf(Locale.ROOT, "ratio %.2f, of the best iterations %.2f%n", ratio, bestRatio);
    }

    private static void print(String what, Series of) {
        System.out.printf(
                Locale.ROOT,
                "%-46s %8.0f (%5.0f-%5.0f) %13.1f%n",
                what,
                Figures.median(of.ns),
                Figures.least(of.ns),
                Figures.most(of.ns),
                Figures.median(of.bytes));
    }

    private void measure(String method, Series into) throws Exception {
        var options = new OptionsBuilder()
                .include(PacketPathBenchmark.class.getName().replace(".", "\\.") + "\\." + method + "$")
                .forks(1)
                .warmupIterations(WARMUPS)
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        if (Runtime.version().feature() >= 24) {
            options.jvmArgsAppend("--enable-native-access=ALL-UNNAMED");
        }
        for (RunResult result : new Runner(options.build()).run()) {
            for (var fork : result.getBenchmarkResults()) {
                for (IterationResult iteration : fork.getIterationResults()) {
                    into.ns.add(iteration.getPrimaryResult().getScore());
                    into.bytes.add(iteration
                            .getSecondaryResults()
                            .getOrDefault(ALLOCATED, iteration.getPrimaryResult())
                            .getScore());
                }
            }
        }
    }
}
