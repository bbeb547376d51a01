package com.hookprobe.qsecbit.correlation.compare;

import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Shard;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The shards alone, and the host on a durable log, with or without kills. */
final class InProcessRun {
    private static final long SECONDS = 1_800;

    private InProcessRun() {}

    /** What the shards decide by themselves: no log, no process, nothing that fails. */
    static Figures alone(Path inputs, Sharding sharding, long count) throws IOException {
        List<Shard> shards = new ArrayList<>();
        for (int number = 0; number < sharding.shards(); number++) {
            shards.add(new Shard(sharding, number));
        }
        DecisionLog log = new DecisionLog(sharding);
        long startNs = System.nanoTime();
        double startCpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
        try (InputFile file = new InputFile(inputs)) {
            for (Optional<Input> input = file.next(); input.isPresent(); input = file.next()) {
                for (int number = 0; number < shards.size(); number++) {
                    if (sharding.concerns(number, input.get())) {
                        for (Output output : shards.get(number).take(input.get())) {
                            log.add(output);
                        }
                    }
                }
            }
        }
        double cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9 - startCpu;
        return new Figures("shards alone", log, perSecond(count, startNs), 0, List.of()).withCpu(cpu);
    }

    static Figures durable(Path inputs, Sharding sharding, long count, int kills, Path work)
            throws IOException, InterruptedException {
        Files.createDirectories(work);
        List<Long> recovery = new ArrayList<>();
        long startNs = System.nanoTime();
        double inside = 0;
        double cpu = 0;
        for (int kill = 1; kill <= kills + 1; kill++) {
            try (Child child = Child.start(
                    DurableChild.class,
                    "1g",
                    Integer.toString(sharding.shards()),
                    inputs.toString(),
                    work.toString())) {
                child.await("OPEN", 0, SECONDS);
                if (kill > 1) {
                    recovery.add(child.told("OPEN"));
                }
                if (kill <= kills) {
                    child.await("ACKED", kill * count / (kills + 1), SECONDS);
                    child.kill();
                } else {
                    child.await("DONE", 0, SECONDS);
                    inside = child.told("DONE") / 1000.0;
                    cpu = child.cpuSeconds();
                    child.end(SECONDS);
                }
            }
        }
        double perSecond = kills == 0 ? count / inside : perSecond(count, startNs);
        try (OutputFile outputs = new OutputFile(work.resolve("outputs"), sharding)) {
            return new Figures(
                            kills == 0 ? "in process" : "in process, kill -9",
                            outputs.log(),
                            perSecond,
                            kills,
                            recovery)
                    .withCpu(kills == 0 ? cpu : 0);
        }
    }

    static double perSecond(long count, long startNs) {
        return count * 1e9 / (System.nanoTime() - startNs);
    }
}
