package com.hookprobe.qsecbit.correlation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.List;

/**
 * A decision of the highest level has stood against all vetoes for an hour (FEDERATION 7.7).
 *
 * @param key what it was about
 * @param atMicros when, microseconds since the epoch
 * @param owners who were right, in the order of their reports
 * @param outvoted whose vetoes stand against it, in the order of their vetoes
 */
public record Confirmation(TagKey key, long atMicros, List<Bytes32> owners, List<Bytes32> outvoted) {
    /** Copies the lists. */
    public Confirmation {
        owners = List.copyOf(owners);
        outvoted = List.copyOf(outvoted);
    }
}
