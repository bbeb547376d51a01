package com.hookprobe.node.witness;

import com.hookprobe.dsm.ledger.MalformedException;

/** Why a witness does not sign; the code is the position plus one. */
public enum WitnessRefusal {
    /** It was not drawn for this tag in this epoch. */
    NOT_DRAWN,
    /** The epoch is not that of its own clock, nor the one before or after. */
    EPOCH,
    /** The claim has ended, or ends later than its level allows. */
    EXPIRY,
    /** A report was not presented as named, or not signed by its reporter. */
    REPORT,
    /** A reporter is no site of the mesh. */
    REPORTER,
    /** A reporter has no valid resonance certificate here, or one with too little trust. */
    CERTIFICATE,
    /** The reports do not reach the level. */
    LEVEL,
    /** A report's evidence is no alert that this reporter has sealed in the ledger. */
    EVIDENCE,
    /** This witness has signed another claim for the same decision. */
    CONFLICT,
    /** More claims wait than this witness can hold. */
    BUSY;

    /** True when it says something about the site that reported: the others tell of the correlator, or of the moment. */
    boolean blamesReporter() {
        return this == EVIDENCE;
    }

    int code() {
        return ordinal() + 1;
    }

    static WitnessRefusal ofCode(int code) throws MalformedException {
        if (code < 1 || code > values().length) {
            throw new MalformedException("refusal: expected 1.." + values().length + ", found " + code);
        }
        return values()[code - 1];
    }
}
