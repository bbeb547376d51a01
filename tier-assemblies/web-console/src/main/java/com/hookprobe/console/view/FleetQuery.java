package com.hookprobe.console.view;

/**
 * Which nodes of a fleet are asked for.
 *
 * @param tenant whose; empty for all
 * @param text part of a name or label, in any case, or the beginning of an id; empty for all
 * @param show which of them
 * @param group in which group; empty for all
 * @param offset how many of those that fit are passed over, from 0
 * @param limit 1 to 200
 */
public record FleetQuery(String tenant, String text, Show show, String group, int offset, int limit) {
    /** What is to be looked at. */
    public enum Show {
        ALL,
        /** Whatever is not as it should be. */
        ATTENTION,
        /** Those that do not follow what they are to follow. */
        BEHIND,
        REFUSED,
        AWAY,
        UNHEALTHY
    }
}
