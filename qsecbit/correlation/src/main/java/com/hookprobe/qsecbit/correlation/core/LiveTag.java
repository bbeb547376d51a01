package com.hookprobe.qsecbit.correlation.core;

import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.List;
import java.util.Optional;

/**
 * What a shard knows about a tag for whoever has to show on what decisions rest (CORRELATION 2.7).
 *
 * @param key the tag
 * @param inForce the decision that the sites hold, by the shard's time: after a pause it may have ended since
 * @param reports every report that the next decision can name and all that the one in force names, in the order of their names
 */
public record LiveTag(TagKey key, Optional<InForce> inForce, List<SignedReport> reports) {
    /** Copies the list. */
    public LiveTag {
        reports = List.copyOf(reports);
    }

    /**
     * A decision in force, with the end that it has had since it was last renewed. Signed anew with this time it is, to a witness,
     * the claim that it knows.
     *
     * @param draft what was decided; its {@code id()} is that of the signed decision
     * @param decidedMicros when, microseconds since the epoch
     */
    public record InForce(DecisionDraft draft, long decidedMicros) {
        private static final long MICROS_PER_SECOND = 1_000_000;

        /** When it ends, microseconds since the epoch. */
        public long endsMicros() {
            return decidedMicros + draft.ttlSeconds() * MICROS_PER_SECOND;
        }
    }
}
