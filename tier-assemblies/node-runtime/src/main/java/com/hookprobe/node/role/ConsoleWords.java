package com.hookprobe.node.role;

import com.hookprobe.console.view.WordRow;
import java.util.ArrayList;
import java.util.List;

/** Rows of correlators' words. */
final class ConsoleWords {
    private ConsoleWords() {}

    /**
     * Stages of a word's way, each with the time since the detection.
     *
     * @param micros the detection, each that passed it on, and its end; at least two
     */
    static List<WordRow.Hop> hops(List<Long> micros, NodeWatcher.Fate fate) {
        List<WordRow.Hop> hops = new ArrayList<>(micros.size());
        for (int i = 0; i < micros.size(); i++) {
            hops.add(new WordRow.Hop(
                    i == 0 ? "detected" : name(i, micros.size() - 1 - i, fate),
                    Math.max(0, micros.get(i) - micros.get(0))));
        }
        return hops;
    }

    /**
     * @param place after the detection
     * @param left stages behind it
     */
    private static String name(int place, int left, NodeWatcher.Fate fate) {
        return switch (left) {
            case 0 -> end(fate);
            case 1 -> "decided and told";
            case 2 -> "counted by the correlator";
            default -> place == 1 ? "reported by its site" : "passed on by the region";
        };
    }

    private static String end(NodeWatcher.Fate fate) {
        return switch (fate) {
            case IN_FORCE -> "in force here";
            case FILTERED -> "filtered here";
            case SHOWN -> "shown here";
            case TOLD -> "told to the sites";
        };
    }

    static WordRow as(WordRow row, String state, String reason) {
        return new WordRow(
                row.decision(),
                row.correlator(),
                state,
                row.what(),
                row.level(),
                row.sites(),
                row.needed(),
                row.decidedMicros(),
                row.endsMicros(),
                reason,
                row.hops());
    }
}
