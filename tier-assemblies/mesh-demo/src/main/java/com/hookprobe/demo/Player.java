package com.hookprobe.demo;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Plays a recording into a site as Suricata would write it: by appending to the file that the site follows. The pace is
 * even over the given time. Driven by the demo's own thread: {@link #advance} writes what is due.
 */
final class Player {
    private final List<String> lines;
    private final List<Path> targets;
    private final long startNs;
    private final long durationNs;
    private int next;

    Player(List<String> lines, List<Path> targets, long startNs, long durationNs) {
        this.lines = lines;
        this.targets = targets;
        this.startNs = startNs;
        this.durationNs = Math.max(1, durationNs);
    }

    boolean done() {
        return next >= lines.size();
    }

    int played() {
        return next;
    }

    void advance(long nowNs) throws IOException {
        double share = Math.min(1.0, (nowNs - startNs) / (double) durationNs);
        int due = (int) Math.round(share * lines.size());
        if (due > next) {
            append(targets, lines.subList(next, due));
            next = due;
        }
    }

    static void append(List<Path> targets, List<String> lines) throws IOException {
        for (Path target : targets) {
            try (OutputStream out = new BufferedOutputStream(
                    Files.newOutputStream(target, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
                for (String line : lines) {
                    out.write(line.getBytes(StandardCharsets.ISO_8859_1));
                    out.write('\n');
                }
            }
        }
    }
}
