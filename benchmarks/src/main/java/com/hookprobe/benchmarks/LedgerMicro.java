package com.hookprobe.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** {@code benchmarks/ledger micro}: {@link LedgerBenchmark} by JMH. */
final class LedgerMicro implements Options.Program {
    public static void main(String[] args) {
        Options.main("ledger", "micro", new LedgerMicro(), args);
    }

    @Override
    public void option(String name, String value) {
        throw Options.unknown(name);
    }

    @Override
    public void run(boolean json) throws Exception {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("jdk", Runtime.version().toString());
        var options = new OptionsBuilder()
                .include(LedgerBenchmark.class.getName())
                .verbosity(VerboseMode.SILENT)
                .build();
        for (RunResult result : new Runner(options).run()) {
            String name = result.getPrimaryResult().getLabel();
            report.put(name + "_us", result.getPrimaryResult().getScore());
            report.put(name + "_us_error", result.getPrimaryResult().getScoreError());
        }
        if (json) {
            Options.printJson(report);
        } else {
            report.forEach((name, value) -> System.out.printf("%-24s %s%n", name, value));
        }
    }
}
