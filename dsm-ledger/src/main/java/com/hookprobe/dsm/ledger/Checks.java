package com.hookprobe.dsm.ledger;

import java.util.List;
import java.util.function.Supplier;

/** Shared checks of record constructors. */
final class Checks {
    private Checks() {}

    static void that(boolean holds, String what, long actual) {
        if (!holds) {
            throw bad(what, actual);
        }
    }

    /** For checks that pass by the thousand, whose text is not made before it is needed. */
    static IllegalArgumentException bad(String what, long actual) {
        return new IllegalArgumentException("bad " + what + ": " + actual);
    }

    /**
     * Builds a record from decoded fields. The record's own constructor is the only place that knows which values are
     * allowed; here its refusal becomes the sender's fault.
     */
    static <T> T canonical(Supplier<T> build) throws MalformedException {
        try {
            return build.get();
        } catch (IllegalArgumentException e) {
            throw new MalformedException(String.valueOf(e.getMessage()));
        }
    }

    /** True when each element is greater than the one before. */
    static <T extends Comparable<? super T>> boolean strictlyRising(List<T> items) {
        for (int i = 1; i < items.size(); i++) {
            if (items.get(i - 1).compareTo(items.get(i)) >= 0) {
                return false;
            }
        }
        return true;
    }
}
