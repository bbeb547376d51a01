package com.hookprobe.neuro.verify.core;

import java.util.Optional;

/** Why a device is in quarantine. The codes are part of the stored form: NEURO 9.24. */
public enum Reason {
    /** A record shows watched files other than the baseline allows. */
    INTEGRITY_CHANGED(1),
    /** The records are not a history: one is missing, changed, repeated or out of order. */
    CHAIN_INVALID(2),
    /** The records are a history, but the weights that follow are not those that were claimed. */
    WEIGHTS_DIVERGED(3),
    /** Two histories of one device that ran at the same time. */
    CLONE(4),
    /** A second history that began after the verifier had seen further records: an old state came back. */
    ROLLBACK(5);

    private final int code;

    Reason(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Optional<Reason> ofCode(int code) {
        for (Reason reason : values()) {
            if (reason.code == code) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
