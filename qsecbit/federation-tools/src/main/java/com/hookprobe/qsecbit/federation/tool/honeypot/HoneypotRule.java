package com.hookprobe.qsecbit.federation.tool.honeypot;

import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * A rule of a sharing group.
 *
 * @param owners k, how many owners block
 * @param ttlSeconds how long a block holds, at most a week
 * @param validMinutes how long a report counts, at most a week
 */
record HoneypotRule(int owners, int ttlSeconds, int validMinutes) {
    private static final int DAY_MINUTES = 1440;
    private static final int WEEK_MINUTES = 7 * DAY_MINUTES;
    private static final int SECONDS_PER_MINUTE = 60;

    /** The table's own times: a block for an hour, a report for a day. */
    static HoneypotRule standard(int owners) {
        return new HoneypotRule(owners, 3600, DAY_MINUTES);
    }

    /** For decoys: nobody has business with one, so nothing is lost by a block that holds as long as there can be one. */
    static HoneypotRule decoys(int owners) {
        return new HoneypotRule(owners, WEEK_MINUTES * SECONDS_PER_MINUTE, WEEK_MINUTES);
    }

    CorrelatorConfig config() {
        CorrelatorConfig standard = CorrelatorConfig.standard();
        List<Integer> ttls = new ArrayList<>(standard.ttlSeconds());
        int longSeconds = Math.max(ttlSeconds, standard.ttlSeconds(DecisionLevel.BLOCK_LONG));
        ttls.set(DecisionLevel.BLOCK.ordinal(), ttlSeconds);
        ttls.set(DecisionLevel.BLOCK_LONG.ordinal(), longSeconds);
        return new CorrelatorConfig(
                owners,
                standard.youngDays(),
                standard.severityMin(),
                validMinutes,
                standard.entriesMax(),
                standard.entriesPerOwnerMax(),
                ttls);
    }
}
