package com.hookprobe.node.report.core;

import java.util.List;
import java.util.Map;

/**
 * All that a report says, before it is a page. Times are microseconds since 1970, 0 for never; ids and hashes are hexadecimal; shares and
 * scores 0 to 1, negative when they are not known. Immutable.
 *
 * @param about {@link About#TENANT} by the provider, or {@link About#SITE} by the site itself
 * @param name of the tenant or the site
 * @param by node that made it
 * @param month such as 2026-11
 * @param finished false while the month is not over
 * @param recorded days of which there are tallies
 * @param happened changes of devices in the month, oldest first, at most {@link #HAPPENED_MAX}
 * @param examples the gravest that a site saw, at most {@link #EXAMPLES_MAX}; of a tenant none
 * @param notHere what the maker does not know, in sentences
 */
public record ReportData(
        About about,
        String name,
        String by,
        String month,
        long fromMicros,
        long toMicros,
        long madeMicros,
        boolean finished,
        int recorded,
        Verdict verdict,
        List<Day> days,
        List<Seen> seen,
        List<Done> done,
        Immunity immunity,
        Devices devices,
        List<Happened> happened,
        int happenedLeft,
        List<Example> examples,
        List<String> todo,
        Evidence evidence,
        List<String> notHere) {
    /** Changes of devices that are shown. */
    public static final int HAPPENED_MAX = 100;

    /** Devices that are shown. */
    public static final int DEVICES_MAX = 200;

    /** Examples that are shown. */
    public static final int EXAMPLES_MAX = 20;

    /** Copies the lists. */
    public ReportData {
        days = List.copyOf(days);
        seen = List.copyOf(seen);
        done = List.copyOf(done);
        happened = List.copyOf(happened);
        examples = List.copyOf(examples);
        todo = List.copyOf(todo);
        notHere = List.copyOf(notHere);
    }

    /** Whom a report is about. */
    public enum About {
        TENANT,
        SITE
    }

    /** How it is, in one word and in sentences for people. */
    public record Verdict(State state, String sentence, List<String> reasons) {
        /** The one word. */
        public enum State {
            WELL,
            ATTENTION,
            URGENT,
            UNKNOWN
        }

        /** Copies the list. */
        public Verdict {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * A day, UTC.
     *
     * @param recorded whether there is a tally of it
     * @param mean of the score; of a tenant's sites together
     * @param highest of the score
     * @param green seconds, of all sites together, in which the score was in this band
     * @param up seconds for which devices were heard or, of a site, for which it ran
     * @param expected seconds for which they could have been
     * @param seen attacks
     */
    public record Day(
            String date,
            boolean recorded,
            double mean,
            double highest,
            long green,
            long amber,
            long red,
            long up,
            long expected,
            long seen) {}

    /** Attacks of a kind, by how grave they were; in {@code slight} what sensors only note. */
    public record Seen(String kind, long slight, long low, long medium, long high, long critical) {
        /** All of them. */
        public long all() {
            return slight + low + medium + high + critical;
        }
    }

    /** What was done about attacks of a kind. */
    public record Done(String kind, String action, long count) {}

    /**
     * What the word of others was worth.
     *
     * @param spared attackers whom others had met, and who were blocked here before they were seen here
     * @param met of these, who came here afterwards
     * @param told decisions of the mesh in the month
     * @param shared reports with which others were warned
     */
    public record Immunity(long spared, long met, long told, long shared) {}

    /**
     * Devices.
     *
     * @param left how many are not among the rows
     */
    public record Devices(int total, Map<String, Integer> byStatus, List<Device> rows, int left) {
        /** Copies the parts. */
        public Devices {
            byStatus = Map.copyOf(byStatus);
            rows = List.copyOf(rows);
        }
    }

    /**
     * A device.
     *
     * @param status as the registry has it; of a site's own view empty
     * @param band of trust; empty when it is not known
     * @param resonance RESONANT, BROKEN, UNKNOWN, or empty
     * @param here share of the time for which it was heard
     * @param breaks times that it was taken out in the month
     */
    public record Device(
            String name,
            String id,
            String tier,
            String site,
            String status,
            double trust,
            String band,
            String resonance,
            double here,
            long heardMicros,
            int breaks) {}

    /** A change of a device, by whom and why. */
    public record Happened(long micros, String device, String action, String from, String to, String by, String why) {}

    /** An attack, and the block that seals it. */
    public record Example(
            long micros,
            String kind,
            String severity,
            String source,
            String target,
            String action,
            String outcome,
            String evidence,
            String block,
            long height) {}

    /**
     * What lets a reader verify.
     *
     * @param checkpoints decided ones whose epoch ended in the month
     * @param first of these; null without one
     * @param last of these; null without one
     * @param blocks of a site's own, sealed in the month, by what they record; of a tenant none: the provider's are of all its customers
     */
    public record Evidence(
            String network,
            long checkpoints,
            @org.jspecify.annotations.Nullable Checkpoint first,
            @org.jspecify.annotations.Nullable Checkpoint last,
            Map<String, Long> blocks,
            String source) {
        /** Copies the map. */
        public Evidence {
            blocks = Map.copyOf(blocks);
        }
    }

    /** A decided checkpoint. */
    public record Checkpoint(long height, long micros, String hash, String root, int signers, int validators) {}
}
