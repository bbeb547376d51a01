package com.hookprobe.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Goodput of one HTP session beside one QUIC connection on the loopback interface: server and client in a JVM each, all of
 * them kept warm, and measured in turn, so that what disturbs one disturbs the others too. Started by {@code benchmarks/htp},
 * which says how. The table and the JSON also say what else the machine did meanwhile.
 */
public final class GoodputComparison implements Options.Program {
    private static final List<String> KINDS = List.of("quic", "htp-64k", "htp-1m");
    private static final Map<String, String> NAMES = Map.of(
            "quic", "QUIC (Netty quiche), AES-128-GCM",
            "htp-64k", "HTP, messages of 64 KiB",
            "htp-1m", "HTP, messages of 1 MiB");
    private static final int HEAP_MB = 512;
    private static final double NS = 1e9;

    private long bytes = 200_000_000;
    private int runs = 9;
    private int warmups = 8;
    private List<String> kinds = KINDS;

    /** A transport and what was measured of it. */
    private static final class Pair implements AutoCloseable {
        final String kind;
        final List<Double> megabits = new ArrayList<>();
        final List<Double> clientCpu = new ArrayList<>();
        final List<Double> serverCpu = new ArrayList<>();
        final List<Double> foreign = new ArrayList<>();
        private final PeerPair peers;
        long datagramBytes;

        Pair(String kind) throws Exception {
            this.kind = kind;
            this.peers = new PeerPair(GoodputPeer.class, HEAP_MB, kind);
        }

        void upload(long bytes, boolean counts) throws Exception {
            PeerPair.Run run = peers.run(String.valueOf(bytes));
            datagramBytes = Long.parseLong(run.answer()[2]);
            if (counts) {
                megabits.add(bytes * 8 / 1e6 / (Long.parseLong(run.answer()[1]) / NS));
                clientCpu.add(run.clientCpuSeconds() / (bytes / 1e9));
                serverCpu.add(run.serverCpuSeconds() / (bytes / 1e9));
                foreign.add(run.foreignCpuPercent());
            }
        }

        @Override
        public void close() throws Exception {
            peers.close();
        }
    }

    /** Ends with 0 when all was measured, 1 when something failed, 2 when the arguments are wrong. */
    public static void main(String[] args) {
        Options.main("goodput", new GoodputComparison(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--megabytes" -> bytes = Options.number(name, value, 1, 10_000) * 1_000_000;
            case "--runs" -> runs = (int) Options.number(name, value, 1, 1000);
            case "--warmups" -> warmups = (int) Options.number(name, value, 0, 1000);
            case "--only" -> kinds = Options.some(name, value, KINDS);
            default -> throw Options.unknown(name);
        }
    }

    @Override
    public void run(boolean json) throws Exception {
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
            Options.printJson(report(pairs));
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
                    Figures.median(pair.megabits),
                    Figures.least(pair.megabits),
                    Figures.most(pair.megabits),
                    ratio(pair, pairs),
                    Figures.median(pair.clientCpu),
                    Figures.median(pair.serverCpu),
                    pair.datagramBytes,
                    Figures.median(pair.foreign));
        }
    }

    private static String ratio(Pair pair, List<Pair> pairs) {
        for (Pair each : pairs) {
            if (each.kind.equals("quic")) {
                return String.format(
                        Locale.ROOT, "%.2f", Figures.median(pair.megabits) / Figures.median(each.megabits));
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
}
