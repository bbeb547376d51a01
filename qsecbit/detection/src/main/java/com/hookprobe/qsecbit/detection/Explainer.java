package com.hookprobe.qsecbit.detection;

/** A detector that can tell what it makes of an event: why it was detected, or what is missing. */
public interface Explainer {
    /**
     * The state that the event's source has after {@link Detector#onEvent}: counts against thresholds, in one line for
     * people. Changes nothing that matters to later events.
     *
     * @return empty when the event is none of this detector's business, or it has nothing to say
     */
    default String explain(NetworkEvent event) {
        return "";
    }
}
