package com.hookprobe.qsecbit.exchange;

import java.util.List;

/** What others say of attackers: read from STIX or MISP, checked, and no more than a word of theirs. */
public sealed interface Intelligence {
    /** The longest id. */
    int ID_CHARS_MAX = 128;

    /** Which feed or account it came from. */
    String source();

    /** Its id there: the same thing comes again under the same one. */
    String id();

    /**
     * Something to look for.
     *
     * @param subjects any of these; at least one
     * @param name one line for people
     * @param confidence 0 to 100; -1 when nothing is said
     * @param fromMicros from when it holds, in microseconds since the epoch
     * @param untilMicros until when; {@link Long#MAX_VALUE} without an end
     * @param revoked true: it holds no longer
     * @param tlp the strictest marking for sharing, {@code white}, {@code green}, {@code amber} or {@code red}; empty when
     *     nothing is said
     */
    record Indicator(
            String source,
            String id,
            List<Subject> subjects,
            String name,
            int confidence,
            long fromMicros,
            long untilMicros,
            boolean revoked,
            String tlp)
            implements Intelligence {
        public Indicator {
            if (subjects.isEmpty()
                    || confidence < -1
                    || confidence > Decided.CONFIDENCE_MAX
                    || untilMicros <= fromMicros) {
                throw new IllegalArgumentException("expected subjects, a confidence and a time, found " + id);
            }
            subjects = List.copyOf(subjects);
        }
    }

    /**
     * Somebody has seen an indicator.
     *
     * @param indicatorId what was seen
     * @param count how often, from 0
     * @param firstMicros first time, -1 when nothing is said
     * @param lastMicros last time, -1 when nothing is said
     */
    record Sighting(String source, String id, String indicatorId, int count, long firstMicros, long lastMicros)
            implements Intelligence {}
}
