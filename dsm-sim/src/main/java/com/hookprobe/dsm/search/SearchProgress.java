package com.hookprobe.dsm.search;

/** Told about every hundred thousand global states, and at the end of each place of the liar. */
@FunctionalInterface
public interface SearchProgress {
    /** @param open states that were found and not yet looked at */
    void at(int liarLeads, long states, long open);
}
