package com.hookprobe.demo.soak;

import com.hookprobe.demo.DemoFailedException;
import com.hookprobe.node.log.EventLog;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hookprobe soak}. Exit codes: 0 all held, 1 something did not, 2 bad usage or it could not start. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "The demo's mesh under load, with a registry in PostgreSQL, while nodes are killed, paused and moved in time, the",
            "network is cut and loses, and the database is stopped. What must hold: no two final checkpoints differ and none is",
            "lost, no validator signs twice, every sealed block is proven, every decision reaches every site, every node is ready",
            "again by itself, no defect is logged, nothing grows, queues drain. Linux only; needs no root.",
            "A seed and a length make the same schedule each time."
        })
public final class SoakMain implements Callable<Integer> {
    private static final int MINUTES_MAX = 24 * 60;

    @Option(names = "--minutes", paramLabel = "N", defaultValue = "5", description = "under load (default: 5)")
    private int minutes;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "where all chance of the schedule comes from (default: a new one)")
    private @Nullable Long seed;

    @Option(
            names = "--json",
            description = "one JSON object at the end instead of a table; progress goes to standard error")
    private boolean json;

    @Option(names = "--keep", description = "keep the folder with the nodes' logs and data; kept on failure anyway")
    private boolean keep;

    @Option(names = "--data", paramLabel = "DIR", description = "a folder that is not there yet (default: a new one)")
    private @Nullable Path data;

    @Option(names = "--plan", description = "print the schedule, and do nothing")
    private boolean plan;

    @Option(names = "--tiers", paramLabel = "DIR", hidden = true, defaultValue = "tier-assemblies")
    private Path tiers = Path.of("tier-assemblies");

    private SoakMain() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new SoakMain())
                .setExecutionExceptionHandler((exception, line, parsed) -> refuse(exception.toString()))
                .execute(args));
    }

    private static int refuse(String why) {
        System.err.println("hookprobe soak: " + why);
        return 2;
    }

    @Override
    public Integer call() throws Exception {
        if (minutes < 1 || minutes > MINUTES_MAX) {
            return refuse("--minutes expects 1 to " + MINUTES_MAX + "; found " + minutes);
        }
        long drawn = seed != null ? seed : new SecureRandom().nextInt(Integer.MAX_VALUE);
        PrintStream out =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
        if (plan) {
            Schedule.of(drawn, minutes, Schedule.VALIDATORS, Schedule.OTHERS)
                    .troubles()
                    .forEach(t -> out.println(t.at() + " s: " + t.words()));
            return 0;
        }
        if (!Files.isDirectory(Path.of("/proc/self/fd"))) {
            return refuse("expected Linux with /proc; this machine has none");
        }
        Path folder = data != null ? Files.createDirectory(data) : Files.createTempDirectory("hookprobe-soak-");
        PrintStream progress = json ? System.err : out;
        progress.println("seed " + drawn + ", " + minutes + " min, in " + folder);
        boolean held = false;
        try (Soak soak = Soak.prepare(drawn, minutes, folder.toAbsolutePath(), tiers, progress::println)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> closeQuietly(soak), "soak-shutdown"));
            Map<String, Object> summary = soak.run(drawn);
            if (json) {
                out.println(EventLog.json(summary));
            } else {
                table(summary, out);
            }
            held = true;
        } catch (Violation e) {
            progress.println("VIOLATION: " + e.getMessage());
            if (json) {
                out.println(EventLog.json(Map.of(
                        "event",
                        "summary",
                        "ok",
                        false,
                        "seed",
                        drawn,
                        "minutes",
                        minutes,
                        "violation",
                        String.valueOf(e.getMessage()))));
            }
            progress.println("again: ./hookprobe soak --minutes " + minutes + " --seed " + drawn);
        } catch (DemoFailedException e) {
            return refuse(e.getMessage() + "; logs are in " + folder);
        } finally {
            if (held && !keep) {
                delete(folder);
            } else {
                progress.println("logs and data: " + folder);
            }
        }
        return held ? 0 : 1;
    }

    private static void closeQuietly(Soak soak) {
        try {
            soak.close();
        } catch (IOException e) {
            System.err.println("hookprobe soak: " + e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder, new FileVisitOption[0])) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static void table(Map<String, Object> summary, PrintStream out) {
        out.println();
        summary.forEach((name, value) -> {
            if (!name.equals("nodes") && !name.equals("event")) {
                out.printf(
                        Locale.ROOT,
                        "  %-18s %s%n",
                        name,
                        value instanceof Double number ? String.format(Locale.ROOT, "%.1f", number) : value);
            }
        });
        out.println();
        out.printf(
                "  %-12s %5s  %15s  %15s  %13s  %9s  %9s%n",
                "node", "lives", "resident, MB", "heap, MB", "direct, MB", "threads", "files");
        if (summary.get("nodes") instanceof Map<?, ?> nodes) {
            nodes.forEach((name, row) -> out.println("  " + row(String.valueOf(name), (Map<?, ?>) row)));
        }
        out.println("  (first and last of three medians over the longest life; heap after a collection)");
    }

    private static String row(String name, Map<?, ?> row) {
        return String.format(
                Locale.ROOT,
                "%-12s %5s  %15s  %15s  %13s  %9s  %9s",
                name,
                row.get("lives"),
                pair(row.get("resident_kb"), 1024),
                pair(row.get("heap_kb"), 1024),
                pair(row.get("direct_kb"), 1024),
                pair(row.get("threads"), 1),
                pair(row.get("open_files"), 1));
    }

    private static String pair(@Nullable Object values, double unit) {
        if (!(values instanceof List<?> list) || ((Double) list.get(0)) < 0) {
            return "-";
        }
        String form = unit > 1 ? "%.1f, %.1f" : "%.0f, %.0f";
        return String.format(Locale.ROOT, form, (Double) list.get(0) / unit, (Double) list.get(1) / unit);
    }
}
