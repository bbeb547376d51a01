package com.hookprobe.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Goodput of one HTP session beside one QUIC connection on the loopback interface: server and client in a JVM each, all of
 * them kept warm, and measured in turn, so that what disturbs one disturbs the others too. Started by {@code benchmarks/htp},
 * which says how. The table and the JSON also say what else the machine did meanwhile.
 */
public final class GoodputComparison {
    private static final List<String> KINDS = List.of("quic", "htp-64k", "htp-1m");
    private static final Map<String, String> NAMES = Map.of(
            "quic", "QUIC (Netty quiche), AES-128-GCM",
            "htp-64k", "HTP, messages of 64 KiB",
            "htp-1m", "HTP, messages of 1 MiB");
    private static final long ANSWER_TIMEOUT_S = 180;
    private static final double NS = 1e9;

    private long bytes = 200_000_000;
    private int runs = 5;
    private int warmups = 4;
    private boolean json;
    private List<String> kinds = KINDS;

    /** A JVM with one side of a transport. */
    private static final class Side implements AutoCloseable {
        private final Process process;
        private final BufferedReader answers;
        private final PrintStream commands;

        Side(String... arguments) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
            if (Runtime.version().feature() >= 24) {
                command.add("--enable-native-access=ALL-UNNAMED");
            }
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), GoodputPeer.class.getName()));
            command.addAll(List.of(arguments));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
            commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
        }

        String[] answer() throws Exception {
            String line = CompletableFuture.supplyAsync(() -> {
                        try {
                            return answers.readLine();
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .get(ANSWER_TIMEOUT_S, TimeUnit.SECONDS);
            if (line == null) {
                throw new IllegalStateException("a peer ended too early; what it said is above");
            }
            return line.split(" ");
        }

        /** User and system time of the whole JVM so far, in seconds; the kernel counts hundredths. */
        double cpuSeconds() throws IOException {
            String stat = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
            // Fields 14 and 15; the second one is in brackets and may hold spaces.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
        }

        @Override
        public void close() throws Exception {
            commands.close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    /** A transport and what was measured of it. */
    private static final class Pair implements AutoCloseable {
        final String kind;
        final List<Double> megabits = new ArrayList<>();
        final List<Double> clientCpu = new ArrayList<>();
        final List<Double> serverCpu = new ArrayList<>();
        final List<Double> foreign = new ArrayList<>();
        private final Side server;
        private final Side client;
        long datagramBytes;

        Pair(String kind) throws Exception {
            this.kind = kind;
            this.server = new Side("server", kind);
            @Nullable Side started = null;
            try {
                String port = server.answer()[1];
                started = new Side("client", kind, port);
                started.answer();
            } finally {
                if (started == null) {
                    server.close();
                }
            }
            this.client = started;
        }

        void upload(long bytes, boolean counts) throws Exception {
            double client0 = client.cpuSeconds();
            double server0 = server.cpuSeconds();
            double machine0 = machineCpuSeconds();
            long startNs = System.nanoTime();
            client.commands.println(bytes);
            String[] done = client.answer();
            double wall = (System.nanoTime() - startNs) / NS;
            double clientUsed = client.cpuSeconds() - client0;
            double serverUsed = server.cpuSeconds() - server0;
            double machineUsed = machineCpuSeconds() - machine0;
            datagramBytes = Long.parseLong(done[2]);
            if (counts) {
                megabits.add(bytes * 8 / 1e6 / (Long.parseLong(done[1]) / NS));
                clientCpu.add(clientUsed / (bytes / 1e9));
                serverCpu.add(serverUsed / (bytes / 1e9));
                double all = wall * Runtime.getRuntime().availableProcessors();
                foreign.add(100 * Math.max(0, machineUsed - clientUsed - serverUsed) / all);
            }
        }

        @Override
        public void close() throws Exception {
            client.close();
            server.close();
        }
    }

    /** What all processors did so far: user, nice, system, interrupts. */
    private static double machineCpuSeconds() throws IOException {
        try (BufferedReader stat = Files.newBufferedReader(Path.of("/proc/stat"))) {
            String[] fields = String.valueOf(stat.readLine()).trim().split(" +", -1);
            long ticks = 0;
            for (int field : new int[] {1, 2, 3, 6, 7}) {
                ticks += Long.parseLong(fields[field]);
            }
            return ticks / 100.0;
        }
    }

    /** Ends with 0 when all was measured, 1 when something failed, 2 when the arguments are wrong. */
    public static void main(String[] args) {
        GoodputComparison comparison = new GoodputComparison();
        try {
            comparison.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("benchmarks/htp goodput: " + e.getMessage() + "; see benchmarks/htp --help");
            System.exit(2);
        }
        try {
            comparison.run();
            System.exit(0);
        } catch (Exception e) {
            System.err.println("benchmarks/htp goodput: not measured: " + e);
            System.exit(1);
        }
    }

    private void parse(String[] args) {
        for (int i = 0; i < args.length; i++) {
            String option = args[i];
            if (option.equals("--json")) {
                json = true;
                continue;
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("unknown option, or one without its value: " + option);
            }
            String value = args[++i];
            switch (option) {
                case "--megabytes" -> bytes = number(option, value, 1, 10_000) * 1_000_000;
                case "--runs" -> runs = (int) number(option, value, 1, 1000);
                case "--warmups" -> warmups = (int) number(option, value, 0, 1000);
                case "--only" -> kinds = kinds(value);
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
    }

    private static List<String> kinds(String value) {
        List<String> wanted = List.of(value.split(","));
        for (String each : wanted) {
            if (!KINDS.contains(each)) {
                throw new IllegalArgumentException("--only takes some of " + KINDS + ", not " + each);
            }
        }
        return wanted;
    }

    private static long number(String option, String value, long least, long most) {
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            number = least - 1;
        }
        if (number < least || number > most) {
            throw new IllegalArgumentException(option + " takes " + least + " to " + most + ", not " + value);
        }
        return number;
    }

    private void run() throws Exception {
        List<Pair> pairs = new ArrayList<>();
        try {
            for (String kind : kinds) {
                pairs.add(new Pair(kind));
            }
            for (int i = -warmups; i < runs; i++) {
                for (Pair pair : pairs) {
                    pair.upload(bytes, i >= 0);
                }
            }
        } finally {
            for (Pair pair : pairs) {
                pair.close();
            }
        }
        if (json) {
            System.out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(report(pairs)));
        } else {
            print(pairs);
        }
    }

    private void print(List<Pair> pairs) {
        System.out.printf(
                Locale.ROOT,
                "%d MB a transfer, %d in turn after %d each to warm up; JDK %s, %d processors%n",
                bytes / 1_000_000,
                runs,
                warmups,
                Runtime.version(),
                Runtime.getRuntime().availableProcessors());
        System.out.printf(
                "%-34s %24s %7s %20s %9s %8s%n",
                "", "Mbit/s median (min-max)", "/ QUIC", "CPU s/GB out / in", "datagram", "foreign");
        for (Pair pair : pairs) {
            System.out.printf(
                    Locale.ROOT,
                    "%-34s %8.0f (%5.0f-%5.0f) %9s %9.2f / %8.2f %7d B %7.0f %%%n",
                    NAMES.get(pair.kind),
                    median(pair.megabits),
                    least(pair.megabits),
                    most(pair.megabits),
                    ratio(pair, pairs),
                    median(pair.clientCpu),
                    median(pair.serverCpu),
                    pair.datagramBytes,
                    median(pair.foreign));
        }
    }

    private static String ratio(Pair pair, List<Pair> pairs) {
        for (Pair each : pairs) {
            if (each.kind.equals("quic")) {
                return String.format(Locale.ROOT, "%.2f", median(pair.megabits) / median(each.megabits));
            }
        }
        return "-";
    }

    private Map<String, Object> report(List<Pair> pairs) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("jdk", Runtime.version().toString());
        report.put("processors", Runtime.getRuntime().availableProcessors());
        report.put("bytes", bytes);
        report.put("runs", runs);
        report.put("warmups", warmups);
        for (Pair pair : pairs) {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("megabitsPerSecond", pair.megabits);
            figures.put("clientCpuSecondsPerGigabyte", pair.clientCpu);
            figures.put("serverCpuSecondsPerGigabyte", pair.serverCpu);
            figures.put("datagramBytes", pair.datagramBytes);
            figures.put("foreignCpuPercent", pair.foreign);
            report.put(pair.kind, figures);
        }
        return report;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    private static double least(List<Double> values) {
        return values.stream().mapToDouble(d -> d).min().orElseThrow();
    }

    private static double most(List<Double> values) {
        return values.stream().mapToDouble(d -> d).max().orElseThrow();
    }
}
