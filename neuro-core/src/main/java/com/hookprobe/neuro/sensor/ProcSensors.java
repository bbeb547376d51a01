package com.hookprobe.neuro.sensor;

import com.hookprobe.neuro.sensor.Counters.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The sensors of Linux, from text files of the kernel. NEURO 2.3.1.
 *
 * <p>Values: cpu = the first ten numbers of the line "cpu" of {@code stat} (as many as there are), then the totals of
 * "intr", "ctxt" and "processes"; memory = the fields of {@link #MEMORY_FIELDS} of {@code meminfo} in kB; network = bytes
 * and packets received, bytes and packets sent, summed over the interfaces of {@code net/dev}; disk = reads, sectors
 * read, writes, sectors written and milliseconds busy, summed over the lines of {@code diskstats}. A field that the
 * kernel does not give is 2^64 - 1. Sums wrap.
 */
final class ProcSensors implements HostSensors {
    /** More than any of the four files has on a large machine; what is behind it is not read. */
    private static final int FILE_BYTES_MAX = 1 << 20;

    private static final List<String> MEMORY_FIELDS =
            List.of("MemTotal:", "MemFree:", "MemAvailable:", "Buffers:", "Cached:", "Active:", "Dirty:", "AnonPages:");
    private static final List<String> CPU_TOTALS = List.of("intr", "ctxt", "processes");
    private static final int CPU_TIMES_MAX = 10;
    private static final long NOT_GIVEN = -1;
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private final Path proc;

    ProcSensors(Path proc) {
        this.proc = proc;
    }

    @Override
    public HostReadings read() {
        return new HostReadings(
                section("stat", ProcSensors::cpu),
                section("meminfo", ProcSensors::memory),
                section("net/dev", ProcSensors::network),
                section("diskstats", ProcSensors::disk));
    }

    private interface Parser {
        List<Long> parse(List<List<String>> lines);
    }

    /** A file that cannot be read, or is not as expected, is an absent sensor: the hash says so. */
    private Counters section(String file, Parser parser) {
        try (InputStream in = Files.newInputStream(proc.resolve(file))) {
            String text = new String(in.readNBytes(FILE_BYTES_MAX), StandardCharsets.US_ASCII);
            List<Long> values =
                    parser.parse(text.lines().map(ProcSensors::words).toList());
            return values.isEmpty() ? Counters.ABSENT : new Counters(Source.PROC, values);
        } catch (IOException | NumberFormatException e) {
            return Counters.ABSENT;
        }
    }

    private static List<String> words(String line) {
        // A colon may touch the number behind it: "eth0:123".
        return Arrays.asList(SPACES.split(line.replace(":", ": ").strip(), -1));
    }

    private static List<Long> cpu(List<List<String>> lines) {
        Map<String, List<String>> byName = byFirstWord(lines);
        List<Long> values = new ArrayList<>();
        Optional.ofNullable(byName.get("cpu"))
                .ifPresent(words -> words.stream()
                        .skip(1)
                        .limit(CPU_TIMES_MAX)
                        .map(Long::parseUnsignedLong)
                        .forEach(values::add));
        if (values.isEmpty()) {
            return values;
        }
        CPU_TOTALS.forEach(name -> values.add(second(byName, name)));
        return values;
    }

    private static List<Long> memory(List<List<String>> lines) {
        Map<String, List<String>> byName = byFirstWord(lines);
        if (!byName.containsKey(MEMORY_FIELDS.get(0))) {
            return List.of();
        }
        return MEMORY_FIELDS.stream().map(name -> second(byName, name)).toList();
    }

    private static List<Long> network(List<List<String>> lines) {
        // Two lines of headings; then "name:" and 16 numbers.
        return sums(lines.stream().skip(2).toList(), 17, 1, 2, 9, 10);
    }

    private static List<Long> disk(List<List<String>> lines) {
        // major, minor, name, then at least 11 numbers.
        return sums(lines, 14, 3, 5, 7, 9, 12);
    }

    /** Column sums over the lines that have at least {@code words} words; empty when there is no such line. */
    private static List<Long> sums(List<List<String>> lines, int words, int... columns) {
        long[] sums = new long[columns.length];
        int seen = 0;
        for (List<String> line : lines) {
            if (line.size() < words) {
                continue;
            }
            seen++;
            for (int i = 0; i < columns.length; i++) {
                sums[i] += Long.parseUnsignedLong(line.get(columns[i]));
            }
        }
        return seen == 0 ? List.of() : Arrays.stream(sums).boxed().toList();
    }

    private static Map<String, List<String>> byFirstWord(List<List<String>> lines) {
        return lines.stream().collect(Collectors.toMap(words -> words.get(0), words -> words, (first, again) -> first));
    }

    private static long second(Map<String, List<String>> byName, String name) {
        List<String> words = byName.get(name);
        return words == null || words.size() < 2 ? NOT_GIVEN : Long.parseUnsignedLong(words.get(1));
    }
}
