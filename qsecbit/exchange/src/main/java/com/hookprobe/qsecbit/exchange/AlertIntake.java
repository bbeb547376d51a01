package com.hookprobe.qsecbit.exchange;

import java.util.List;

/** Takes the alerts of others into detection. Called from several threads at once; must not block. */
public interface AlertIntake {
    /** What became of alerts. */
    enum Verdict {
        /** All were taken. */
        TAKEN,
        /** None was: there is no room now, the engine sends them again. */
        FULL
    }

    /** Takes all of them or none. They become detections of this node with the weight that they carry. */
    Verdict offer(List<ForeignAlert> alerts);

    /**
     * A machine takes back decisions that rest on its alerts alone.
     *
     * @return how many were taken back
     */
    int withdraw(String machine, List<Decided> decisions);
}
