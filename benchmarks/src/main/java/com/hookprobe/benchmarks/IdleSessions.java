package com.hookprobe.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What sessions cost an HTP endpoint that nobody sends anything through: heap after a collection, and processor time.
 * Started by {@code benchmarks/htp}, which says how.
 */
public final class IdleSessions implements Options.Program {
    private static final int SERVER_HEAP_MB = 1024;
    private static final int CLIENT_HEAP_MB = 2048;
    private static final int CLASSES = 14;
    private static final double MB = 1e6;

    private int sessions = 10_000;
    private int seconds = 10;

    /** Ends with 0 when all was measured, 1 when something failed, 2 when the arguments are wrong. */
    public static void main(String[] args) {
        Options.main("idle", new IdleSessions(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--sessions" -> sessions = (int) Options.number(name, value, 1, 50_000);
            case "--seconds" -> seconds = (int) Options.number(name, value, 1, 3600);
            default -> throw Options.unknown(name);
        }
    }

    @Override
    public void run(boolean json) throws Exception {
        try (PeerProcess server = new PeerProcess(IdlePeer.class, SERVER_HEAP_MB, "server", String.valueOf(sessions))) {
            String port = server.answer()[1];
            long emptyBytes = heap(server, 0);
            double beforeConnect = server.cpuSeconds();
            try (PeerProcess client =
                    new PeerProcess(IdlePeer.class, CLIENT_HEAP_MB, "client", String.valueOf(sessions), port)) {
                client.answer();
                double connecting = server.cpuSeconds() - beforeConnect;
                long fullBytes = heap(server, sessions);
                double before = server.cpuSeconds();
                long startNs = System.nanoTime();
                Thread.sleep(seconds * 1000L);
                double idleCpu = 100 * (server.cpuSeconds() - before) / ((System.nanoTime() - startNs) / 1e9);
                long afterBytes = heap(server, sessions);
                List<String> histogram = histogram(server);
                Map<String, Object> report = new LinkedHashMap<>();
                report.put("jdk", Runtime.version().toString());
                report.put("sessions", sessions);
                report.put("seconds", seconds);
                report.put("heapBytesWithout", emptyBytes);
                report.put("heapBytesWith", fullBytes);
                report.put("heapBytesAfterIdling", afterBytes);
                report.put("heapBytesPerSession", (fullBytes - emptyBytes) / sessions);
                report.put("idleCpuPercentOfOneProcessor", idleCpu);
                report.put("serverCpuMillisecondsPerHandshake", connecting * 1000 / sessions);
                report.put("largestClasses", histogram);
                if (json) {
                    Options.printJson(report);
                } else {
                    print(emptyBytes, fullBytes, afterBytes, idleCpu, histogram);
                }
            }
        }
    }

    private void print(long empty, long full, long after, double idleCpu, List<String> histogram) {
        System.out.printf(Locale.ROOT, "%d idle sessions at one endpoint; JDK %s%n", sessions, Runtime.version());
        System.out.printf(Locale.ROOT, "heap in use after a collection, no session %12.1f MB%n", empty / MB);
        System.out.printf(Locale.ROOT, "the same with all of them                  %12.1f MB%n", full / MB);
        System.out.printf(
                Locale.ROOT, "per session                                %12d bytes%n", (full - empty) / sessions);
        System.out.printf(Locale.ROOT, "the same after %4d s                      %12.1f MB%n", seconds, after / MB);
        System.out.printf(Locale.ROOT, "processor meanwhile, of one                %12.2f %%%n", idleCpu);
        System.out.println("what dominates:   instances  bytes  class");
        histogram.forEach(System.out::println);
    }

    private static long heap(PeerProcess server, int expected) throws Exception {
        server.tell("heap");
        String[] answer = server.answer();
        if (Integer.parseInt(answer[2]) != expected) {
            throw new IllegalStateException(answer[2] + " sessions are open, not " + expected);
        }
        return Long.parseLong(answer[1]);
    }

    private static List<String> histogram(PeerProcess server) throws Exception {
        server.tell("histogram " + CLASSES);
        List<String> lines = new ArrayList<>();
        for (String line = server.line(); !line.equals("end"); line = server.line()) {
            lines.add(line.strip());
        }
        return lines;
    }
}
