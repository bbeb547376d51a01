package com.hookprobe.demo.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A recording again and again, at the pace in which it happened, each time with other attackers: their addresses are new, and the times are
 * now's. Driven by the caller's thread.
 */
final class EveLoad {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSZ");
    private static final Pattern STAMP =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}[+-]\\d{4}");
    /** The networks of documentation, in which the recording's attackers and servers are. */
    private static final Pattern OUTSIDE = Pattern.compile("\\b(?:198\\.51\\.100|203\\.0\\.113)\\.(\\d{1,3})\\b");

    private record Line(long offsetMs, String text) {}

    private final List<Line> lines = new ArrayList<>();
    private final List<Path> targets;
    private final Random random;
    private final Instant base;
    private final Map<String, String> renamed = new HashMap<>();
    private int next;
    private long roundMs;
    private long written;

    /** @param targets files that sites follow; each gets every line */
    EveLoad(List<String> recording, List<Path> targets, long seed) throws IOException {
        this.targets = targets;
        this.random = new Random(seed);
        this.base = time(recording.get(0));
        for (String line : recording) {
            lines.add(new Line(base.until(time(line), ChronoUnit.MILLIS), line));
        }
        lines.sort(java.util.Comparator.comparingLong(Line::offsetMs));
    }

    private static Instant time(String line) throws IOException {
        JsonNode record = JSON.readTree(line);
        return OffsetDateTime.parse(record.path("timestamp").asText(), TIME).toInstant();
    }

    /** Writes what is due, at {@code nowMs} since the load began. */
    void advance(long nowMs) throws IOException {
        StringBuilder due = new StringBuilder();
        while (roundMs + lines.get(next).offsetMs() <= nowMs) {
            Line line = lines.get(next);
            due.append(renew(line.text(), Instant.now().minusMillis(nowMs))).append('\n');
            written++;
            if (++next == lines.size()) {
                next = 0;
                roundMs += line.offsetMs() + 1_000;
                renamed.clear();
            }
        }
        if (due.length() > 0) {
            for (Path target : targets) {
                try (BufferedWriter out = Files.newBufferedWriter(
                        target, StandardCharsets.ISO_8859_1, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                    out.append(due);
                }
            }
        }
    }

    /** All times of a line, moved by as much: flows keep their lengths. */
    private String renew(String line, Instant began) {
        Matcher stamps = STAMP.matcher(line);
        String moved = stamps.replaceAll(stamp -> TIME.format(began.plusMillis(roundMs
                        + base.until(OffsetDateTime.parse(stamp.group(), TIME).toInstant(), ChronoUnit.MILLIS))
                .atOffset(ZoneOffset.UTC)));
        return OUTSIDE.matcher(moved)
                .replaceAll(address -> renamed.computeIfAbsent(
                        address.group(),
                        a -> "45." + random.nextInt(256) + "." + random.nextInt(256) + "."
                                + (1 + random.nextInt(254))));
    }

    long written() {
        return written;
    }
}
