package com.hookprobe.qsecbit.federation.tool.mesh;

import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * How a mesh in virtual time behaves.
 *
 * @param correlator how the correlator counts
 * @param upMicros how long a site's message takes to the correlator, 1 to 86,400,000,000
 * @param downMicros how long the correlator's message takes to a site, the same range
 * @param seed of keys and nonces
 */
public record MeshSettings(CorrelatorConfig correlator, long upMicros, long downMicros, long seed) {
    private static final long DELAY_MAX_MICROS = 86_400_000_000L;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public MeshSettings {
        if (upMicros < 1 || upMicros > DELAY_MAX_MICROS || downMicros < 1 || downMicros > DELAY_MAX_MICROS) {
            throw new IllegalArgumentException("a way takes 1 us to a day, got " + upMicros + " and " + downMicros);
        }
    }

    /**
     * Where k owners block, and reports and blocks hold as long as there can be any: a week. That suits what nothing honest looks
     * like: visitors of decoys, and alerts that are not a site's own.
     */
    public static MeshSettings weekLong(int owners, long upMicros, long downMicros, long seed) {
        CorrelatorConfig standard = CorrelatorConfig.standard();
        List<Integer> ttls = new ArrayList<>(standard.ttlSeconds());
        ttls.set(DecisionLevel.BLOCK.ordinal(), DecisionLevel.TTL_SECONDS_MAX);
        ttls.set(DecisionLevel.BLOCK_LONG.ordinal(), DecisionLevel.TTL_SECONDS_MAX);
        CorrelatorConfig config = new CorrelatorConfig(
                owners,
                standard.youngDays(),
                standard.severityMin(),
                ReportFacts.VALID_MINUTES_MAX,
                standard.entriesMax(),
                standard.entriesPerOwnerMax(),
                ttls);
        return new MeshSettings(config, upMicros, downMicros, seed);
    }

    /** Where k owners block, for an hour each time, and reports count for a day: the times of the specification's table. */
    public static MeshSettings standard(int owners, long upMicros, long downMicros, long seed) {
        return new MeshSettings(CorrelatorConfig.standard().withBlockOwners(owners), upMicros, downMicros, seed);
    }

    /** How long a block holds, seconds. */
    public int blockSeconds() {
        return correlator.ttlSeconds(DecisionLevel.BLOCK);
    }
}
