package com.hookprobe.neuro.verify.core;

import java.util.List;

/** What {@link WorkerCore#next} wants done. */
public sealed interface Step {
    /**
     * Nothing, unless something arrives.
     *
     * @param untilMicros when there will be something; {@link Long#MAX_VALUE} for never
     */
    record Idle(long untilMicros) implements Step {}

    /** Nothing, until more of what was visited is durable. */
    record AwaitDurable() implements Step {}

    /** Read this history; then {@link WorkerCore#loaded} or {@link WorkerCore#refused}, before anything else. */
    record Load(DeviceId device) implements Step {}

    /** Save this history as it is now; then {@link WorkerCore#saved}, before anything else. */
    record Save(DeviceHistory history) implements Step {}

    /**
     * A device was visited.
     *
     * @param ticket rises by one with each visit; once the entries of all tickets up to it are durable, the outcomes may
     *     be told, and {@link WorkerCore#next} is given the ticket
     * @param entries what changed; may be empty
     * @param outcomes at least one
     * @param recordsReplayed records that were evolved
     */
    record Visited(
            DeviceId device,
            long ticket,
            List<JournalEntry> entries,
            List<Answer.Outcome> outcomes,
            long recordsReplayed)
            implements Step {}
}
