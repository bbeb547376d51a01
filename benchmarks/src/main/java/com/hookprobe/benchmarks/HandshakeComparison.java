package com.hookprobe.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a mutual post-quantum handshake costs, HTP beside QUIC: server and client in a JVM each, all kept warm, in batches
 * that take turns. Started by {@code benchmarks/htp}, which says how.
 */
public final class HandshakeComparison implements Options.Program {
    private static final List<String> KINDS = List.of("quic", "quic-retry", "htp");
    private static final Map<String, String> NAMES = Map.of(
            "quic", "QUIC (Netty quiche), no Retry",
            "quic-retry", "QUIC (Netty quiche), with Retry",
            "htp", "HTP (always with cookie)");
    private static final int HEAP_MB = 512;
    private static final int[] PARALLEL = {1, HandshakePeer.PARALLEL_MAX};

    private int seconds = 3;
    private int warmupSeconds = 60;
    private int rounds = 3;
    private List<String> kinds = List.of("quic", "htp");

    /** What was measured of one transport with so many at a time. */
    private static final class Series {
        final List<Double> perSecond = new ArrayList<>();
        final List<Double> serverMs = new ArrayList<>();
        final List<Double> compilerMs = new ArrayList<>();
        final List<Double> clientMs = new ArrayList<>();
        final List<Double> foreign = new ArrayList<>();
        long handshakes;
    }

    private static final class Pair implements AutoCloseable {
        final String kind;
        final Map<Integer, Series> series = new LinkedHashMap<>();
        private final PeerPair peers;

        Pair(String kind) throws Exception {
            this.kind = kind;
            this.peers = new PeerPair(HandshakePeer.class, HEAP_MB, kind);
            for (int parallel : PARALLEL) {
                series.put(parallel, new Series());
            }
        }

        void batch(int seconds, int parallel, boolean counts) throws Exception {
            long before = finished();
            PeerPair.Run run = peers.run(seconds * 1000 + " " + parallel);
            long made = Long.parseLong(run.answer()[1]);
            long finished = finished() - before;
            // The server may still be at the last of each slot; and a QUIC client's close may overtake its last flight.
            if (made == 0 || Math.abs(made - finished) > parallel + made / 100) {
                throw new IllegalStateException(
                        kind + ": " + made + " handshakes, of which the server saw " + finished);
            }
            if (counts) {
                Series into = series.getOrDefault(parallel, new Series());
                into.handshakes += made;
                into.perSecond.add(made / (Long.parseLong(run.answer()[2]) / 1e9));
                into.serverMs.add(run.serverCpuSeconds() * 1000 / made);
                into.compilerMs.add(run.serverCompilerCpuSeconds() * 1000 / made);
                into.clientMs.add(run.clientCpuSeconds() * 1000 / made);
                into.foreign.add(run.foreignCpuPercent());
            }
        }

        private long finished() throws Exception {
            peers.server.tell("count");
            return Long.parseLong(peers.server.answer()[1]);
        }

        @Override
        public void close() throws Exception {
            peers.close();
        }
    }

    /** Ends with 0 when all was measured, 1 when something failed, 2 when the arguments are wrong. */
    public static void main(String[] args) {
        Options.main("handshake", new HandshakeComparison(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--seconds" -> seconds = (int) Options.number(name, value, 1, 600);
            case "--warmup" -> warmupSeconds = (int) Options.number(name, value, 1, 600);
            case "--rounds" -> rounds = (int) Options.number(name, value, 1, 1000);
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
            warmUp(pairs);
            for (int round = 0; round < rounds; round++) {
                for (int parallel : PARALLEL) {
                    for (Pair pair : pairs) {
                        pair.batch(seconds, parallel, true);
                    }
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

    /** All of them at a time: it is the compiler's time that is waited for, and it must be over before anything counts. */
    private void warmUp(List<Pair> pairs) throws Exception {
        ExecutorService each = Executors.newFixedThreadPool(pairs.size());
        try {
            List<Future<Void>> warm = new ArrayList<>();
            for (Pair pair : pairs) {
                warm.add(each.submit(() -> {
                    pair.batch(warmupSeconds, HandshakePeer.PARALLEL_MAX, false);
                    return null;
                }));
            }
            for (Future<Void> one : warm) {
                one.get();
            }
        } finally {
            each.shutdown();
        }
    }

    private void print(List<Pair> pairs) {
        System.out.printf(
                Locale.ROOT,
                "%d batches of %d s in turn after %d s to warm up, all at a time; JDK %s, %d processors%n",
                rounds,
                seconds,
                warmupSeconds,
                Runtime.version(),
                Runtime.getRuntime().availableProcessors());
        System.out.printf(
                "%-33s %8s %24s %26s %9s %15s %8s%n",
                "",
                "at once",
                "handshakes/s (min-max)",
                "server ms CPU (min-max)",
                "compiler",
                "client ms CPU",
                "foreign");
        for (int parallel : PARALLEL) {
            for (Pair pair : pairs) {
                Series of = pair.series.getOrDefault(parallel, new Series());
                System.out.printf(
                        Locale.ROOT,
                        "%-33s %8d %9.0f (%5.0f-%5.0f) %12.2f (%4.2f-%4.2f) %9.2f %15.2f %6.0f %%%n",
                        NAMES.get(pair.kind),
                        parallel,
                        Figures.median(of.perSecond),
                        Figures.least(of.perSecond),
                        Figures.most(of.perSecond),
                        Figures.median(of.serverMs),
                        Figures.least(of.serverMs),
                        Figures.most(of.serverMs),
                        Figures.median(of.compilerMs),
                        Figures.median(of.clientMs),
                        Figures.median(of.foreign));
            }
        }
    }

    private Map<String, Object> report(List<Pair> pairs) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("jdk", Runtime.version().toString());
        report.put("processors", Runtime.getRuntime().availableProcessors());
        report.put("seconds", seconds);
        report.put("warmupSeconds", warmupSeconds);
        report.put("rounds", rounds);
        for (Pair pair : pairs) {
            pair.series.forEach((parallel, of) -> {
                Map<String, Object> figures = new LinkedHashMap<>();
                figures.put("handshakes", of.handshakes);
                figures.put("perSecond", of.perSecond);
                figures.put("serverCpuMilliseconds", of.serverMs);
                figures.put("serverCompilerCpuMilliseconds", of.compilerMs);
                figures.put("clientCpuMilliseconds", of.clientMs);
                figures.put("foreignCpuPercent", of.foreign);
                report.put(pair.kind + "-" + parallel, figures);
            });
        }
        return report;
    }
}
