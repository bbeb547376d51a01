package com.hookprobe.console.view;

import java.util.List;

/**
 * What a site does about whom.
 *
 * @param total decisions in force; the rows are the first thousand by their end
 */
public record DecisionsPage(int total, List<Row> decisions, List<Taken> takenBack, List<Allowed> allowed) {
    /** A decision in force. */
    public record Row(
            String id,
            String indicator,
            String action,
            String scope,
            String origin,
            String reason,
            double score,
            long createdMicros,
            long endsMicros) {}

    /** What an operator took back; until then nothing as strong comes back by itself. */
    public record Taken(String indicator, String action, long untilMicros) {}

    /**
     * What is never acted upon.
     *
     * @param own infrastructure of this site, or of its configuration: not to be changed here
     */
    public record Allowed(String prefix, String reason, boolean own) {}
}
