package com.hookprobe.dsm.ledger;

/** Told from time to time how far long work is; called on the working thread. */
@FunctionalInterface
public interface Progress {
    /** Nobody wants to know. */
    Progress NONE = (what, done) -> {};

    /**
     * @param what the part of the work
     * @param done items of it so far
     */
    void at(String what, long done);
}
