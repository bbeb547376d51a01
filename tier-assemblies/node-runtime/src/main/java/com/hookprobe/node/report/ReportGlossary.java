package com.hookprobe.node.report;

import java.util.List;

/** Words that a report cannot do without: a word and its meaning in turn. */
final class ReportGlossary {
    static final List<String> ALL = List.of(
            "Danger score (Qsecbit)",
            "One number, 0 to 1, for how endangered a site is at a moment. Five things go into it: unusual behaviour, attacks that were seen,"
                    + " how long ago, drift of the device's own state, and unusual load.",
            "Mesh",
            "All HookProbe devices that work together, of many owners. They warn each other, and do not tell each other what goes on inside.",
            "Known before they came (herd immunity)",
            "When enough independent members report an attacker, all others block it before it reaches them.",
            "Integrity (resonance)",
            "A device shows all the time, in numbers that only its unchanged software can make, that it is still itself.",
            "Trust",
            "0 to 1: how long and how well a device has kept its integrity and the rules. What it says weighs as much.",
            "Suspended, revoked",
            "Taken out for a while, or for ever: nobody listens to such a device.",
            "Ledger, block, checkpoint",
            "A diary that several independent keepers sign together. What is in it cannot be changed or taken out later without all seeing it."
                    + " A block is an entry; a checkpoint seals all entries of a span of time.",
            "Hash",
            "A short fingerprint of data. If one letter changes, so does the fingerprint.");

    private ReportGlossary() {}
}
