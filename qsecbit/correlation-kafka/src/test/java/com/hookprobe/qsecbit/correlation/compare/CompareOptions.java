package com.hookprobe.qsecbit.correlation.compare;

import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@link Compare}.
 *
 * @param data the folder of recorded alerts
 * @param folder where the work goes
 * @param kafka false leaves Kafka out
 */
public record CompareOptions(
        int alerts, int kills, Sharding sharding, @Nullable Path data, Path folder, boolean kafka, boolean json) {
    private static final int ALERTS_MAX = 20_000_000;

    /** What {@code --help} says. */
    public static CompareOptions standard() {
        return new CompareOptions(
                650_000, 4, Sharding.STANDARD, null, Path.of(System.getProperty("java.io.tmpdir")), true, false);
    }

    CompareOptions withAlerts(int count) {
        return new CompareOptions(count, kills, sharding, data, folder, kafka, json);
    }

    CompareOptions withKills(int count) {
        return new CompareOptions(alerts, count, sharding, data, folder, kafka, json);
    }

    CompareOptions withSharding(Sharding other) {
        return new CompareOptions(alerts, kills, other, data, folder, kafka, json);
    }

    CompareOptions withData(Path path) {
        return new CompareOptions(alerts, kills, sharding, path, folder, kafka, json);
    }

    CompareOptions withFolder(Path path) {
        return new CompareOptions(alerts, kills, sharding, data, path, kafka, json);
    }

    CompareOptions withoutKafka() {
        return new CompareOptions(alerts, kills, sharding, data, folder, false, json);
    }

    CompareOptions withJson() {
        return new CompareOptions(alerts, kills, sharding, data, folder, kafka, true);
    }

    static CompareOptions parse(String[] args) {
        CompareOptions options = standard();
        for (int i = 0; i < args.length; i++) {
            String value = i + 1 < args.length ? args[i + 1] : "";
            switch (args[i]) {
                case "--json" -> options = options.withJson();
                case "--without-kafka" -> options = options.withoutKafka();
                case "--alerts" -> options = options.withAlerts(number(args[i++], value, 100, ALERTS_MAX));
                case "--kills" -> options = options.withKills(number(args[i++], value, 0, 100));
                case "--shards" -> options = options.withSharding(new Sharding(number(args[i++], value, 1, 256)));
                case "--data" -> options = options.withData(folder(args[i++], value));
                case "--dir" -> options = options.withFolder(folder(args[i++], value));
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        return options;
    }

    private static Path folder(String option, String value) {
        if (!Files.isDirectory(Path.of(value))) {
            throw new IllegalArgumentException(option + " takes a directory that exists, not '" + value + "'");
        }
        return Path.of(value);
    }

    private static int number(String option, String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(option + " takes " + least + " to " + most + ", not '" + value + "'");
    }
}
