package com.hookprobe.node.role;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What came out of a node, by its kind; each byte string once. Whoever waits is woken by each capture. Thread-safe. */
final class Captures {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    /** By the bytes as a text of Latin letters, which compares as bytes do not. */
    private final Map<String, Map<String, byte[]>> kinds = new TreeMap<>();

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    synchronized void add(String kind, byte[] bytes) {
        kinds.computeIfAbsent(kind, k -> new LinkedHashMap<>())
                .putIfAbsent(new String(bytes, StandardCharsets.ISO_8859_1), bytes.clone());
        notifyAll();
    }

    synchronized List<String> kinds() {
        return List.copyOf(kinds.keySet());
    }

    synchronized Collection<byte[]> of(String kind) {
        return List.copyOf(kinds.getOrDefault(kind, Map.of()).values());
    }

    /** Those of all kinds that begin so. */
    synchronized List<byte[]> under(String beginning) {
        List<byte[]> all = new ArrayList<>();
        kinds.forEach((kind, bytes) -> {
            if (kind.startsWith(beginning)) {
                all.addAll(bytes.values());
            }
        });
        return all;
    }

    /** The node's log, which wakes as well. */
    ByteArrayOutputStream log() {
        return new ByteArrayOutputStream() {
            @Override
            public void write(byte[] bytes, int from, int length) {
                logged(bytes, from, length);
            }

            @Override
            public void write(byte[] bytes) {
                logged(bytes, 0, bytes.length);
            }

            @Override
            public void write(int b) {
                logged(new byte[] {(byte) b}, 0, 1);
            }
        };
    }

    private synchronized void logged(byte[] bytes, int from, int length) {
        log.write(bytes, from, length);
        notifyAll();
    }

    synchronized String logText() {
        return log.toString(StandardCharsets.UTF_8);
    }

    synchronized List<String> logged(String event) {
        return logText()
                .lines()
                .filter(line -> line.contains("\"event\":\"" + event + "\""))
                .toList();
    }

    synchronized void await(String what, BooleanSupplier there) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NS;
        while (!there.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("waited in vain for " + what + "; seen: " + kinds() + "; log: " + logText());
            }
            wait(left);
        }
    }

    void await(String kind) throws InterruptedException {
        await(kind, () -> !of(kind).isEmpty());
    }
}
