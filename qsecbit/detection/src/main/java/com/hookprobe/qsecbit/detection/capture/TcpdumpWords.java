package com.hookprobe.qsecbit.detection.capture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What tcpdump says at its error output, read by a thread of its own so that it never waits: the last of it, and its counts. */
final class TcpdumpWords {
    private static final Pattern DROPPED = Pattern.compile("(\\d{1,18}) packets? dropped by (?:kernel|interface)");
    private static final int LINES_MAX = 16;
    private static final int LINE_CHARS_MAX = 256;

    private final Deque<String> lines = new ArrayDeque<>();
    private final Thread thread;
    private volatile long dropped;

    TcpdumpWords(InputStream errors) {
        thread = new Thread(() -> read(errors), "tcpdump-words");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(InputStream errors) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(errors, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard(line.strip());
            }
        } catch (IOException e) {
            heard("its words could not be read: " + e.getMessage());
        }
    }

    private void heard(String line) {
        Matcher matcher = DROPPED.matcher(line);
        long sum = 0;
        boolean counts = false;
        while (matcher.find()) {
            sum += Long.parseLong(matcher.group(1));
            counts = true;
        }
        if (counts) {
            dropped = Math.max(dropped, sum);
            return;
        }
        synchronized (lines) {
            if (!line.isEmpty()) {
                lines.addLast(line.substring(0, Math.min(LINE_CHARS_MAX, line.length())));
            }
            if (lines.size() > LINES_MAX) {
                lines.removeFirst();
            }
        }
    }

    /** Packets that the kernel or the interface has dropped, as far as tcpdump has told. */
    long dropped() {
        return dropped;
    }

    /** The last lines. */
    String last() {
        synchronized (lines) {
            return lines.isEmpty() ? "it said nothing" : String.join(" ", lines);
        }
    }

    /** The last lines of a program that has ended, or is about to. */
    String atTheEnd() {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return last();
    }
}
