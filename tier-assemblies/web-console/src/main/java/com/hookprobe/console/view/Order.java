package com.hookprobe.console.view;

import java.util.List;

/**
 * What an operator wants.
 *
 * @param kind BLOCK, UNDO, ALLOW or DISALLOW
 * @param indicators addresses, prefixes or hardware addresses, 1 to 100; of an UNDO also ids of decisions
 * @param action of a BLOCK: WATCH, RATE_LIMIT, QUARANTINE or BLOCK; else empty
 * @param ttlSeconds of a BLOCK
 * @param reason one line; needed for BLOCK and ALLOW
 */
public record Order(Kind kind, List<String> indicators, String action, long ttlSeconds, String reason) {
    /** What is to be done. */
    public enum Kind {
        BLOCK,
        UNDO,
        ALLOW,
        DISALLOW
    }

    public Order {
        indicators = List.copyOf(indicators);
    }
}
