package com.hookprobe.console.view;

/**
 * A detection.
 *
 * @param sequence rises with each detection of this run of the node
 * @param kind of attack
 * @param severity LOW, MEDIUM, HIGH or CRITICAL
 * @param source who does it, an address; empty when nobody can say
 * @param target whom it hits; empty when there is no single one
 * @param evidence one line for people
 * @param decision id of what was decided about it; empty when nothing was
 * @param outcome what became of that; empty when nothing was decided
 * @param block hash of the ledger block that seals it
 */
public record DetectionRow(
        long sequence,
        String id,
        long firstMicros,
        long lastMicros,
        String kind,
        String severity,
        double confidence,
        String source,
        String target,
        boolean internal,
        String evidence,
        String detector,
        String sensor,
        String decision,
        String action,
        String outcome,
        String block) {}
