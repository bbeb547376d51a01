package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroException.Kind;

/** A segment is damaged, with the place. */
final class DamageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient DreamInspection.Damage damage;

    DamageException(DreamInspection.Damage damage) {
        super(damage.toString(), null, false, false);
        this.damage = damage;
    }

    DreamInspection.Damage damage() {
        return damage;
    }

    /** What the users of a log are told. */
    NeuroException reported() {
        return new NeuroException(
                Kind.LOG_CORRUPT, "the dream log is damaged: " + damage + "; it is not repaired by itself");
    }
}
