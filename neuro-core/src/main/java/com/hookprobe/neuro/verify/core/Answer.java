package com.hookprobe.neuro.verify.core;

import java.util.Optional;

/** The answer to a {@link Request}. */
public sealed interface Answer {
    /** To {@link Request.Judge}. */
    record Judged(Verdict verdict) implements Answer {}

    /** To {@link Request.Judge}, when nobody has said which files the device may have. NEURO 9 forbids to judge then. */
    record NoBaseline() implements Answer {}

    /** To {@link Request.Reinstate}: whether anything was held against the device. */
    record Reinstated(boolean changed) implements Answer {}

    /** To {@link Request.ReadKeys}; empty while the device is held or in quarantine. */
    record Keys(Optional<ResonanceKeys> keys) implements Answer {}

    /** To {@link Request.Prove}; empty while the device is in quarantine, or when its history ends elsewhere. */
    record Proof(Optional<byte[]> posf) implements Answer {}

    /**
     * An answer for whoever waits.
     *
     * @param promise the number that came with the request
     */
    record Outcome(long promise, Answer answer) {}
}
