package com.hookprobe.notify.core;

import java.time.Duration;
import java.util.Optional;

/** What came of one try to send a message. Reasons are for people, hold no secret and no address, and are one line. */
public sealed interface Outcome {
    /**
     * The receiver has it.
     *
     * @param note what is nevertheless worth knowing; empty when nothing is
     */
    record Delivered(String note) implements Outcome {}

    /**
     * It may come to better another time.
     *
     * @param after what the receiver asks for, at least
     */
    record Retry(String reason, Optional<Duration> after) implements Outcome {}

    /** It never will. */
    record Refused(String reason) implements Outcome {}
}
