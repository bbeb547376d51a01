package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.Relation;

/** Asks what a site itself knows about a value. */
@FunctionalInterface
public interface RelationLookup {
    /**
     * The relation by what had happened before a time: what begins after the first report may be the attacker's making.
     *
     * @param asOfMicros microseconds since the epoch
     */
    Relation relation(IndicatorValue value, long asOfMicros);
}
