package com.hookprobe.node.config;

import org.jspecify.annotations.Nullable;

/**
 * Reports that are made by the calendar; by command and in the console they can be made without this section.
 *
 * @param folder where the report of each month is put when that is over; {@code <data>/monthly-reports} when it is left out
 * @param months that are kept there, 1 to 120; 24 when it is left out
 */
public record ReportSettings(
        @Nullable String folder, @Nullable Integer months) {
    private static final int MONTHS_MAX = 120;

    /** Months that are kept. */
    public int kept() {
        return months == null ? 24 : months;
    }

    static void check(String name, @Nullable ReportSettings settings) throws ConfigException {
        if (settings != null && (settings.kept() < 1 || settings.kept() > MONTHS_MAX)) {
            throw new ConfigException(
                    name + ": 'report.months' expects 1 to " + MONTHS_MAX + "; found " + settings.months());
        }
    }
}
