package com.hookprobe.qsecbit.detection.tool;

import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.eve.EveParser;
import com.hookprobe.qsecbit.detection.read.RecordParser;
import com.hookprobe.qsecbit.detection.read.SensorReader;
import com.hookprobe.qsecbit.detection.snort.SnortParser;
import com.hookprobe.qsecbit.detection.syslog.LogParser;
import com.hookprobe.qsecbit.detection.zeek.ZeekParser;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** The forms that this module reads, told apart by how a file begins. */
public final class EventFormats {
    /** How much of a file's beginning a form is told. */
    public static final int HEAD_BYTES = 4096;

    private static final String SENSOR = "recorded";

    private EventFormats() {}

    /**
     * Zeek logs in both forms, Snort's alerts, EVE as lines or as an array, any other text as logs of services; the first that knows a file reads it.
     *
     * @param referenceMicros about when the recordings were made, for time stamps without a year; microseconds since the
     *     epoch
     */
    public static List<EventFormat> standard(long referenceMicros) {
        return List.of(
                records(EventFormats::isZeek, file -> new ZeekParser(SENSOR, file.toString())),
                records(EventFormats::isSnort, file -> new SnortParser(SENSOR, referenceMicros)),
                records(EventFormats::isEve, file -> new EveParser(SENSOR)),
                records(EventFormats::isText, file -> new LogParser(SENSOR, IpAddress.NONE, referenceMicros)));
    }

    /**
     * A form of which each record is a line.
     *
     * @param knows tells from a file and its beginning whether it is of this form
     * @param parser makes a parser for one file
     */
    public static EventFormat records(BiPredicate<Path, String> knows, Function<Path, RecordParser> parser) {
        return (file, head, local) -> {
            if (!knows.test(file, new String(head, StandardCharsets.ISO_8859_1))) {
                return Optional.empty();
            }
            return Optional.of((out, found) -> {
                try (SensorReader reader = SensorReader.open(file, Optional.empty(), parser.apply(file))) {
                    reader.readToEnd(out);
                    return reader.counters().broken() + reader.counters().overlong();
                }
            });
        };
    }

    /**
     * The events of a file by the first of the forms that knows it.
     *
     * @return empty when none does
     * @throws IOException when the file cannot be read
     */
    static Optional<EventSource> open(List<EventFormat> formats, Path file, LocalNetworks local) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD_BYTES);
        }
        for (EventFormat format : formats) {
            Optional<EventSource> source = format.open(file, head, local);
            if (source.isPresent()) {
                return source;
            }
        }
        return Optional.empty();
    }

    private static boolean isZeek(Path file, String head) {
        return head.startsWith("#separator")
                || (head.startsWith("{") && firstLine(head).contains("\"ts\":"));
    }

    private static boolean isSnort(Path file, String head) {
        String line = firstLine(head);
        return line.startsWith("{")
                && !line.contains("\"event_type\"")
                && (line.contains("\"rule\"") || line.contains("\"sid\""))
                && (line.contains("\"seconds\"") || line.contains("\"timestamp\""));
    }

    private static boolean isEve(Path file, String head) {
        String text = head.stripLeading();
        return text.startsWith("[") ? text.contains("{") : text.startsWith("{") && text.contains("\"event_type\"");
    }

    private static boolean isText(Path file, String head) {
        return !head.isEmpty() && head.indexOf('\0') < 0;
    }

    private static String firstLine(String head) {
        int end = head.indexOf('\n');
        return end < 0 ? head : head.substring(0, end);
    }
}
