package com.hookprobe.node.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The node's log: every line is one event with a name and fields. As JSON it is NDJSON for programs; as text it is for
 * people. Fields are numbers, booleans or strings; never payloads, addresses of local hosts or secrets. Of what peers can cause only so
 * many lines are written a minute, and then one with the number of the rest ({@link LogLimiter}). Thread-safe.
 */
public final class EventLog {
    /** How lines are written. */
    public enum Format {
        TEXT,
        JSON
    }

    private static final JsonFactory JSON = new JsonFactory();

    private final String node;
    private final String tier;
    private final Format format;
    private final OutputStream out;
    private volatile Set<String> quiet;
    private final LogLimiter limiter;
    private long lost;
    private long untold;
    private volatile Listener listener = (name, fields) -> {};

    /** Hears of every event, also of those that are not written; on the thread that tells it, and must not block. */
    @FunctionalInterface
    public interface Listener {
        /** @param fields name, value, name, value, ... */
        void event(String name, Object... fields);
    }

    public EventLog(String node, String tier, Format format, OutputStream out) {
        this(node, tier, format, out, Set.of(), LogLimiter.of(0, System::nanoTime));
    }

    /** @param quiet names of events that are not written */
    public EventLog(String node, String tier, Format format, OutputStream out, Set<String> quiet, LogLimiter limiter) {
        this.node = node;
        this.tier = tier;
        this.format = format;
        this.out = out;
        this.quiet = Set.copyOf(quiet);
        this.limiter = limiter;
    }

    /** Who hears of events from now on. */
    public void listener(Listener next) {
        listener = next;
    }

    /** One more who hears, behind those that do already; before the node has work. */
    public void alsoListener(Listener next) {
        Listener before = listener;
        listener = (name, fields) -> {
            before.event(name, fields);
            next.event(name, fields);
        };
    }

    /**
     * Other limits from now on.
     *
     * @param unwritten names of events that are not written
     * @param perMinute as {@link LogLimiter#of}
     */
    public void limits(Set<String> unwritten, int perMinute) {
        quiet = Set.copyOf(unwritten);
        limiter.bound(perMinute);
    }

    /** How many events were not written because there were too many, by name. */
    public Map<String, Long> suppressed() {
        return limiter.suppressed();
    }

    /** Writes how many were suppressed in minutes that are over; to be called from time to time. */
    public void tellSuppressed() {
        for (LogLimiter.Suppressed each : limiter.over()) {
            write(
                    "events_suppressed",
                    "name",
                    each.event(),
                    "events",
                    each.count(),
                    "seconds",
                    each.forNs() / 1_000_000_000L);
        }
    }

    /** Writes one event. Fields are name, value, name, value, ... */
    public void event(String name, Object... fields) {
        if (fields.length % 2 != 0) {
            throw new IllegalArgumentException("expected name, value pairs; found " + fields.length + " items");
        }
        listener.event(name, fields);
        tellSuppressed();
        if (!quiet.contains(name) && limiter.lets(name)) {
            write(name, fields);
        }
    }

    private void write(String name, Object... fields) {
        long before;
        synchronized (out) {
            before = untold;
        }
        if (put(name, fields) && before > 0) {
            synchronized (out) {
                untold -= before;
            }
            put("log_lines_lost", "lines", before);
        }
    }

    /** How many lines nobody took. */
    public long lost() {
        synchronized (out) {
            return lost;
        }
    }

    private boolean put(String name, Object... fields) {
        Instant now = Instant.now();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("ts", now.toString());
        map.put("node", node);
        map.put("tier", tier);
        map.put("event", name);
        for (int i = 0; i < fields.length; i += 2) {
            map.put((String) fields[i], fields[i + 1]);
        }
        String line = format == Format.JSON ? json(map) : text(map);
        synchronized (out) {
            try {
                out.write(line.getBytes(StandardCharsets.UTF_8));
                out.write('\n');
                out.flush();
                return true;
            } catch (IOException e) {
                // A full disk or a closed pipe must not stop a security node; it is told when somebody takes lines
                // again.
                lost++;
                untold++;
                return false;
            }
        }
    }

    private static String text(Map<String, Object> map) {
        StringBuilder line = new StringBuilder(96);
        line.append(map.get("ts"))
                .append(' ')
                .append(map.get("node"))
                .append(' ')
                .append(map.get("event"));
        map.forEach((key, value) -> {
            if (!key.equals("ts") && !key.equals("node") && !key.equals("tier") && !key.equals("event")) {
                line.append(' ').append(key).append('=').append(quote(String.valueOf(value)));
            }
        });
        return line.toString();
    }

    private static String quote(String value) {
        StringBuilder clean = new StringBuilder(value.length());
        value.chars().forEach(c -> clean.append(c < 0x20 || c == 0x7f ? ' ' : (char) c));
        return clean.indexOf(" ") >= 0 ? "\"" + clean.toString().replace("\"", "'") + "\"" : clean.toString();
    }

    /** One JSON object in one line. Values that are not numbers or booleans are written as text. */
    public static String json(Map<String, ?> map) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, ?> entry : map.entrySet()) {
                json.writeFieldName(entry.getKey());
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            json.writeNumber(((Number) value).doubleValue());
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof Iterable<?> list) {
            json.writeStartArray();
            for (Object item : list) {
                write(json, item);
            }
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else {
            json.writeString(String.valueOf(value));
        }
    }
}
