package com.hookprobe.node.cli;

import com.hookprobe.fixedpoint.LayerKernels;
import com.hookprobe.neuro.selftest.SelfTest;
import com.hookprobe.node.log.EventLog;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Checks this copy of NEURO, on this machine and this Java, against the published vectors. NEURO 11. */
@Command(
        name = "selftest",
        mixinStandardHelpOptions = true,
        description =
                "Checks this copy of NEURO against the published vectors; exit code 0 when all are equal, else 1.")
final class NeuroSelfTestCommand implements Callable<Integer> {
    private static final int RECORDS_A_LINE = 16_384;

    private final SelfTest vectors;

    @Option(names = "--json", description = "NDJSON: an object for each case, then one that sums up")
    private boolean json;

    @Option(names = "--fast", description = "leave the slow cases out")
    private boolean fast;

    /** With the vectors that are published. */
    NeuroSelfTestCommand() {
        this(SelfTest.published());
    }

    /** With other vectors, for tests. */
    NeuroSelfTestCommand(SelfTest vectors) {
        this.vectors = vectors;
    }

    @Override
    public Integer call() throws IOException {
        int[] cases = {0};
        SelfTest test = (fast ? vectors.withoutSlow() : vectors).telling((name, done, of) -> {
            if (done % RECORDS_A_LINE == 0) {
                System.err.println(name + ": " + done + " of " + of + " records");
            }
        });
        int failed = test.check(result -> {
            cases[0]++;
            show(result);
        });
        summary(cases[0], failed);
        return failed == 0 ? 0 : 1;
    }

    private void show(SelfTest.Result result) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("file", result.file());
            fields.put("case", result.name());
            fields.put("kind", result.kind());
            fields.put("kernels", result.kernels());
            fields.put("passed", result.passed());
            fields.put("reached", result.reached());
            result.difference().ifPresent(difference -> fields.put("difference", difference));
            System.out.println(EventLog.json(fields));
            return;
        }
        System.out.printf(
                "%-5s %s %s (%s): %s%n",
                result.passed() ? "equal" : "WRONG",
                result.file(),
                result.name(),
                result.kernels(),
                result.difference().orElse(result.reached()));
    }

    private void summary(int cases, int failed) {
        String java = System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + ")";
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("cases", cases);
            fields.put("failed", failed);
            fields.put("slow_cases", !fast);
            fields.put("kernels", LayerKernels.best().name());
            fields.put("kernels_reason", LayerKernels.reason());
            fields.put("java", java);
            System.out.println(EventLog.json(fields));
            return;
        }
        System.out.println("kernels: " + LayerKernels.best().name() + ", " + LayerKernels.reason());
        System.out.println("java: " + java);
        System.out.println(
                failed == 0
                        ? cases + " cases, all equal" + (fast ? "; the slow ones were left out" : "")
                        : failed + " of " + cases + " cases are not equal: build nothing on this copy of NEURO, and"
                                + " report the lines marked WRONG");
    }
}
