package com.hookprobe.neuro.verify.core;

import com.hookprobe.neuro.IntegrityBaseline;
import java.util.Optional;

/** How a device stands with its verifier. NEURO 9.23. */
public sealed interface Standing {
    /** Nothing is held against the device. */
    record Ok() implements Standing {}

    /**
     * Its files changed at {@code sinceMicros} of the verifier's clock, and nobody has announced it yet.
     *
     * @param evidence of reason INTEGRITY_CHANGED
     */
    record Held(Evidence evidence, long sinceMicros) implements Standing {
        /** Checks the reason. */
        public Held {
            if (evidence.reason() != Reason.INTEGRITY_CHANGED) {
                throw new IllegalArgumentException("a hold for " + evidence.reason() + ", expected INTEGRITY_CHANGED");
            }
        }
    }

    /** In quarantine. */
    record Quarantined(Evidence evidence) implements Standing {}

    /** Nothing is held against the device. */
    static Standing ok() {
        return new Ok();
    }

    /** The evidence of a hold or quarantine that has ended in {@code now}; empty when none has. */
    default Optional<Evidence> liftedBy(Standing now) {
        if (!now.equals(ok())) {
            return Optional.empty();
        }
        if (this instanceof Held held) {
            return Optional.of(held.evidence());
        }
        return this instanceof Quarantined quarantined ? Optional.of(quarantined.evidence()) : Optional.empty();
    }

    /**
     * The standing before an upload is looked at: holds and quarantines for changed files end when the baseline allows
     * the very record that was found, and a hold becomes a quarantine when its time is over.
     */
    default Standing reviewed(IntegrityBaseline baseline, long nowMicros, long graceMicros) {
        if (this instanceof Held held) {
            if (held.evidence().allowedBy(baseline)) {
                return ok();
            }
            return nowMicros - held.sinceMicros() >= graceMicros ? new Quarantined(held.evidence()) : this;
        }
        boolean lifted = this instanceof Quarantined quarantined
                && quarantined.evidence().reason() == Reason.INTEGRITY_CHANGED
                && quarantined.evidence().allowedBy(baseline);
        return lifted ? ok() : this;
    }
}
