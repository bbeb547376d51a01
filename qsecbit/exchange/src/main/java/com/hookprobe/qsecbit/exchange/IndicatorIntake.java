package com.hookprobe.qsecbit.exchange;

import java.util.List;

/** Takes what others say of attackers. Called from several threads at once. */
public interface IndicatorIntake {
    /** What became of it. */
    enum Verdict {
        /** All was taken. */
        TAKEN,
        /** Nothing was: there is no room now, and it comes again. */
        FULL
    }

    /** Takes all or nothing. */
    Verdict offer(List<Intelligence> intelligence);
}
