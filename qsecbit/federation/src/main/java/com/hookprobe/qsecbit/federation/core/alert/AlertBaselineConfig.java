package com.hookprobe.qsecbit.federation.core.alert;

/**
 * How a site judges alerts (ALERT-BASELINE 2 and 3).
 *
 * @param learnMicros how long a site only learns, 1 hour to 32 days
 * @param burstClasses how many different classes that are not the site's own make a burst at one host, 2 to 64
 * @param burstMicros within which time, and how long the alarm after a burst lasts, 1 s to 1 day
 * @param repeatMicros how often a class is announced at most, 1 minute to 1 day
 * @param classesMax how many classes are remembered, 16 to 1,048,576
 * @param hostsMax how many hosts are watched for bursts, 1 to 1,048,576
 */
public record AlertBaselineConfig(
        long learnMicros, int burstClasses, long burstMicros, long repeatMicros, int classesMax, int hostsMax) {
    private static final long SECOND = 1_000_000;
    private static final long HOUR = 3600 * SECOND;
    private static final long DAY = 24 * HOUR;
    private static final int BURST_MAX = 64;
    private static final int TABLE_MAX = 1 << 20;
    private static final int CLASSES_MIN = 16;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public AlertBaselineConfig {
        require("learning time", learnMicros, HOUR, 32 * DAY);
        require("classes of a burst", burstClasses, 2, BURST_MAX);
        require("time of a burst", burstMicros, SECOND, DAY);
        require("time between announcements", repeatMicros, 60 * SECOND, DAY);
        require("number of classes", classesMax, CLASSES_MIN, TABLE_MAX);
        require("number of hosts", hostsMax, 1, TABLE_MAX);
    }

    /**
     * A day of learning, since networks have a daily rhythm; 4 classes at one host in 10 minutes;
     * 16,384 classes and 4,096 hosts.
     */
    public static AlertBaselineConfig standard() {
        return new AlertBaselineConfig(DAY, 4, 600 * SECOND, HOUR, 1 << 14, 1 << 12);
    }

    /** The standard rules with 4,096 classes and 512 hosts: some megabytes at most, for machines of little memory. */
    public static AlertBaselineConfig small() {
        return new AlertBaselineConfig(DAY, 4, 600 * SECOND, HOUR, 1 << 12, 1 << 9);
    }

    private static void require(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " lies in " + min + ".." + max + ", got " + value);
        }
    }
}
