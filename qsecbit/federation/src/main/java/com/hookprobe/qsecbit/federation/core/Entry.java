package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.SealedValue;
import com.hookprobe.qsecbit.federation.TagKey;
import org.jspecify.annotations.Nullable;

/**
 * One statement of one node about one tag that is held.
 *
 * @param seenMinutes the statement's own time, minutes since the epoch
 * @param untilMicros when it counts no more
 * @param serial the order of arrival
 * @param strong full weight and a severity of HIGH or above
 * @param sealed the sealed value of a report
 */
record Entry(
        Kind kind,
        TagKey key,
        Bytes32 id,
        Bytes32 node,
        Bytes32 owner,
        int weight,
        boolean strong,
        int attackType,
        long seenMinutes,
        long untilMicros,
        long arrivedMicros,
        long serial,
        @Nullable SealedValue sealed) {
    enum Kind {
        REPORT,
        VETO,
        RETRACTION
    }

    /** A node says one thing of each kind about a tag; this is its place. */
    record Place(Kind kind, Bytes32 node) {}

    Place place() {
        return new Place(kind, node);
    }

    /** A later statement replaces an earlier one by its own time, not by its arrival: any order leads to the same. */
    boolean isNewerThan(Entry other) {
        int order = Long.compare(seenMinutes, other.seenMinutes);
        return order != 0 ? order > 0 : id.compareTo(other.id) > 0;
    }
}
