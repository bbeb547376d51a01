package com.hookprobe.node.witness;

import com.hookprobe.dsm.ledger.MalformedException;
import java.util.function.Supplier;

/** What a record's constructor refuses is the sender's fault when the fields came in a message. */
final class Canonical {
    private Canonical() {}

    static <T> T of(Supplier<T> build) throws MalformedException {
        try {
            return build.get();
        } catch (IllegalArgumentException e) {
            throw new MalformedException(String.valueOf(e.getMessage()));
        }
    }
}
