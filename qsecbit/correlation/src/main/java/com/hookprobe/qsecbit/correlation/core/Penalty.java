package com.hookprobe.qsecbit.correlation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.List;

/**
 * These owners reported what so many others know as good: lower their trust.
 *
 * @param key what it was about
 * @param atMicros when, microseconds since the epoch
 * @param owners in the order of their reports
 */
public record Penalty(TagKey key, long atMicros, List<Bytes32> owners) {
    /** Copies the list. */
    public Penalty {
        owners = List.copyOf(owners);
    }
}
