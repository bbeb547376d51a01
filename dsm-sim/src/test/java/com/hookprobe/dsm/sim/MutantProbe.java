package com.hookprobe.dsm.sim;

import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Runs seeds until one fails; loaded by {@link com.hookprobe.testsupport.MutantLoader}, so it speaks in strings. */
public final class MutantProbe {
    private MutantProbe() {}

    /** What the first failing seed says; empty when none fails. */
    public static String firstFailure(String faults, long first, long seeds) {
        Set<Fault> set = EnumSet.noneOf(Fault.class);
        for (String label : faults.split(",", -1)) {
            set.add(Fault.of(label).orElseThrow());
        }
        Options options = new Options(Optional.of(set), OptionalInt.of(4), false);
        for (long seed = first; seed < first + seeds; seed++) {
            RunReport report = RunReport.of(seed, options, Tracer.NONE);
            if (!report.passed()) {
                return report.blame();
            }
        }
        return "";
    }
}
