package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.MalformedException;
import java.util.function.Supplier;

/** Shared checks of record constructors. */
final class Checks {
    private Checks() {}

    static void that(boolean holds, String what, long actual) {
        if (!holds) {
            throw new IllegalArgumentException("bad " + what + ": " + actual);
        }
    }

    static byte[] sized(byte[] value, int bytes, String what) {
        // Each field of each message comes by here: the text is made for those that are refused only.
        if (value.length != bytes) {
            that(false, what + " bytes (expected " + bytes + ")", value.length);
        }
        return value.clone();
    }

    /** Builds a record from decoded fields; the constructor's refusal becomes the sender's fault. */
    static <T> T canonical(Supplier<T> build) throws MalformedException {
        try {
            return build.get();
        } catch (IllegalArgumentException e) {
            throw new MalformedException(String.valueOf(e.getMessage()));
        }
    }
}
