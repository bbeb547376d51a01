package com.hookprobe.node.config;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.log.LogLimiter;
import com.hookprobe.node.log.RotatingFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The node's log.
 *
 * @param format text (the default) or json
 * @param quiet names of events that are not written; they are counted all the same. Live, also by policy
 * @param perMinute lines of one event in a minute; without a bound when it is left out. What peers can cause is bounded always.
 *     Live, also by policy
 * @param file where it goes to; standard output when it is left out
 */
public record LogSettings(
        @Nullable String format,
        @Nullable List<String> quiet,
        @Nullable Integer perMinute,
        @Nullable File file) {
    /** Text on standard output. */
    public static final LogSettings STANDARD = new LogSettings(null, null, null, null);

    private static final int PER_MINUTE_MAX = 1_000_000;
    private static final int QUIET_MAX = 256;
    private static final int MIB_MAX = 4_096;
    private static final int COUNT_MAX = 1_000;

    /**
     * @param path the file
     * @param sizeMib MiB after which it begins anew; 16 when it is left out
     * @param count files that are kept, with the one that is written; 5 when it is left out
     */
    public record File(
            @Nullable String path,
            @Nullable Integer sizeMib,
            @Nullable Integer count) {
        private int mib() {
            return sizeMib == null ? 16 : sizeMib;
        }

        private int files() {
            return count == null ? 5 : count;
        }
    }

    /**
     * Opens the log.
     *
     * @param wanted wins over the format here; null when nobody wants another one
     * @param standard where it goes to without a file
     * @throws IOException when the file cannot be written
     */
    public EventLog open(String node, String tier, EventLog.@Nullable Format wanted, OutputStream standard)
            throws IOException {
        EventLog.Format form = "json".equals(word()) ? EventLog.Format.JSON : EventLog.Format.TEXT;
        OutputStream out = file == null
                ? standard
                : RotatingFile.open(Path.of(String.valueOf(file.path())), (long) file.mib() << 20, file.files());
        return new EventLog(
                node,
                tier,
                wanted == null ? form : wanted,
                out,
                quiet == null ? Set.of() : Set.copyOf(quiet),
                LogLimiter.of(perMinute == null ? 0 : perMinute, System::nanoTime));
    }

    /** Gives a log that is open these limits. */
    public void limit(EventLog log) {
        log.limits(quiet == null ? Set.of() : Set.copyOf(quiet), perMinute == null ? 0 : perMinute);
    }

    private String word() {
        return format == null ? "text" : format.toLowerCase(Locale.ROOT);
    }

    static void check(String name, @Nullable LogSettings settings) throws ConfigException {
        if (settings == null) {
            return;
        }
        if (!List.of("text", "json").contains(settings.word())) {
            throw fail(name, "format", "text or json", settings.word());
        }
        List<String> names = settings.quiet() == null ? List.of() : settings.quiet();
        if (names.size() > QUIET_MAX || names.stream().anyMatch(event -> event == null || !event.matches("[a-z_]+"))) {
            throw fail(name, "quiet", "at most " + QUIET_MAX + " names of events", String.join(", ", names));
        }
        range(name, "per_minute", settings.perMinute(), PER_MINUTE_MAX);
        File file = settings.file();
        if (file != null) {
            if (file.path() == null || file.path().isBlank()) {
                throw fail(name, "file.path", "the file's path", "none");
            }
            range(name, "file.size_mib", file.sizeMib(), MIB_MAX);
            range(name, "file.count", file.count(), COUNT_MAX);
        }
    }

    private static void range(String name, String key, @Nullable Integer value, int most) throws ConfigException {
        if (value != null && (value < 1 || value > most)) {
            throw fail(name, key, "1 to " + most, value);
        }
    }

    private static ConfigException fail(String name, String key, String expected, Object found) {
        return new ConfigException(name + ": 'log." + key + "' expects " + expected + "; found " + found);
    }
}
