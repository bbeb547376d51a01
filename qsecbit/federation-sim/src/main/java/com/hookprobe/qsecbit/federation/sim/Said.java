package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.TagKey;

/**
 * A report or veto that came to the correlator, as the oracle remembers it.
 *
 * @param weight in thousandths, 0 when it must count nothing
 */
record Said(
        Member by,
        TagKey key,
        Bytes32 id,
        int weight,
        boolean grave,
        long arrivedMicros,
        long seenMinutes,
        long untilMicros) {
    /** In the place of an earlier one of the same node, whose arrival it keeps. */
    Said arrivedAt(long micros) {
        return new Said(by, key, id, weight, grave, micros, seenMinutes, untilMicros);
    }
}
