package com.hookprobe.node.cli;

import com.hookprobe.node.log.EventLog;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Goes through a log and says what it leads to. Exit code 0 nothing wrong, 1 something is, 2 wrong usage. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a log of records: chain, times, watched files; with the seed it evolves the weights over all of it.",
            "Exit code 0: nothing wrong; 1: something is, said with its record and time; 2: wrong usage."
        })
final class NeuroReplayCommand implements Callable<Integer> {
    @Mixin
    private NeuroLogOptions options = new NeuroLogOptions();

    @Override
    public Integer call() throws Exception {
        long start = System.nanoTime();
        LogExamination.Result result = options.examine();
        double seconds = (System.nanoTime() - start) / 1e9;
        long records = result.count() - result.first();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("first_record", result.first());
        fields.put("count", result.count());
        fields.put("records_per_second", Math.round(records / Math.max(seconds, 1e-6)));
        fields.put("weights_checked", result.fingerprint().isPresent());
        result.fingerprint()
                .ifPresent(bytes -> fields.put("fingerprint", HexFormat.of().formatHex(bytes)));
        result.finding().ifPresent(finding -> {
            fields.put("wrong", finding.reason());
            fields.put("record", finding.record());
            fields.put("record_time", LogExamination.time(finding.timeMicros()));
            fields.put("explanation", finding.sentence());
        });
        if (options.json()) {
            System.out.println(EventLog.json(fields));
        } else {
            fields.forEach((name, value) -> System.out.printf("%-20s %s%n", name, value));
            if (result.fingerprint().isEmpty()) {
                System.out.println(
                        "The weights were not checked: that needs the seed (--seed-file or --config), and a log"
                                + " that begins with record 0.");
            }
        }
        return result.finding().isEmpty() ? 0 : 1;
    }
}
