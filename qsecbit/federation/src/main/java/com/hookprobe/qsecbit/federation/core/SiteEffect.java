package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.TagKey;

/** What a site has to do about a message of the correlator, in this order. */
public sealed interface SiteEffect {
    /**
     * Enforce.
     *
     * @param measure RATE_LIMIT or BLOCK
     * @param value what it is about
     * @param attackType the kind of attack
     * @param ttlMicros how long from now
     * @param decision the name of the decision
     */
    record Apply(Measure measure, IndicatorValue value, int attackType, long ttlMicros, Bytes32 decision)
            implements SiteEffect {}

    /**
     * Lower the local thresholds for this value, and enforce nothing.
     *
     * @param value what it is about
     * @param attackType the kind of attack
     * @param ttlMicros how long from now
     * @param decision the name of the decision
     */
    record Watch(IndicatorValue value, int attackType, long ttlMicros, Bytes32 decision) implements SiteEffect {}

    /**
     * Lift what the mesh set about this value, and nothing that this site or a person set.
     *
     * @param key the tag whose decision is over
     * @param value what it is about
     * @param decision the name of the last decision about it
     */
    record Lift(TagKey key, IndicatorValue value, Bytes32 decision) implements SiteEffect {}

    /**
     * Sign a veto about this tag and send it to the correlator.
     *
     * @param key what it is about
     */
    record SendVeto(TagKey key) implements SiteEffect {}

    /**
     * Ask a person: the mesh is sure, and this site has good relations with the value.
     *
     * @param value what it is about
     * @param decision the name of the decision
     */
    record AskOperator(IndicatorValue value, Bytes32 decision) implements SiteEffect {}

    /**
     * Do nothing.
     *
     * @param reason why, for counters
     */
    record Refused(RefusalReason reason) implements SiteEffect {}
}
