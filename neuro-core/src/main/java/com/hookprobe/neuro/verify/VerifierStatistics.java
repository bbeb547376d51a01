package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.verify.core.Reason;
import java.util.Map;

/**
 * What a verifier has done since it was opened.
 *
 * @param visits devices that were visited; one visit answers all that waits
 * @param recordsReplayed records that were evolved, also in vain
 * @param cacheHits verdicts AUTHENTICATED that needed no replay
 * @param commits groups that were written to the journal
 * @param evictions histories that had to leave memory
 * @param requestsWaiting requests that are not answered yet
 * @param recordsWaiting their records
 * @param authenticated verdicts AUTHENTICATED
 * @param missing verdicts that ask to begin again elsewhere
 * @param held verdicts while a grace runs
 * @param quarantined verdicts QUARANTINE by reason, repetitions too
 */
public record VerifierStatistics(
        long visits,
        long recordsReplayed,
        long cacheHits,
        long commits,
        long evictions,
        long requestsWaiting,
        long recordsWaiting,
        long authenticated,
        long missing,
        long held,
        Map<Reason, Long> quarantined) {
    /** Copies the map. */
    public VerifierStatistics {
        quarantined = Map.copyOf(quarantined);
    }
}
