package com.hookprobe.qsecbit.tool;

import com.hookprobe.qsecbit.detection.eve.EveParser;
import com.hookprobe.qsecbit.detection.read.RecordParser;
import com.hookprobe.qsecbit.detection.snort.SnortParser;
import com.hookprobe.qsecbit.detection.syslog.LogParser;
import com.hookprobe.qsecbit.detection.zeek.ZeekParser;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A parser for one record that somebody shows. */
final class RecordText {
    private static final String SENSOR = "shown";

    private RecordText() {}

    static RecordParser parser(@Nullable String format, String record, String zeekLog) {
        String kind = format == null ? guess(record) : format.toLowerCase(Locale.ROOT);
        long nowMicros = System.currentTimeMillis() * 1000;
        return switch (kind) {
            case "eve" -> new EveParser(SENSOR);
            case "zeek" -> new ZeekParser(SENSOR, zeekLog + ".log");
            case "snort" -> new SnortParser(SENSOR, nowMicros);
            case "log" -> new LogParser(SENSOR, IpAddress.NONE, nowMicros);
            default -> throw new IllegalArgumentException("--as expects eve, zeek, snort or log; found " + format);
        };
    }

    private static String guess(String record) {
        if (!record.stripLeading().startsWith("{")) {
            return "log";
        }
        if (record.contains("\"event_type\"")) {
            return "eve";
        }
        return record.contains("\"ts\":") ? "zeek" : "snort";
    }
}
