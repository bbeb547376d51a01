package com.hookprobe.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of processes, as Linux tells it. */
final class Resident {
    private Resident() {}

    /** The most of this process that ever was in memory, in bytes. */
    static long peak() throws IOException {
        return of("self", "VmHWM");
    }

    /** The most of another process that ever was in memory, in bytes. */
    static long peak(long pid) throws IOException {
        return of(Long.toString(pid), "VmHWM");
    }

    /** What of another process is in memory, in bytes. */
    static long now(long pid) throws IOException {
        return of(Long.toString(pid), "VmRSS");
    }

    private static long of(String process, String what) throws IOException {
        Path status = Path.of("/proc", process, "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(what + ":"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("expected " + what + " in " + status + "; needs Linux"));
    }
}
