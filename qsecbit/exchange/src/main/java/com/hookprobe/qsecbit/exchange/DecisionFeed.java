package com.hookprobe.qsecbit.exchange;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Decisions in force and how they change, in order and without a gap. Safe for several threads. */
public interface DecisionFeed {
    /** What follows a place. */
    sealed interface Page {
        /** Where the one who asks stands afterwards. */
        long upTo();

        /** All that happened behind the place, as far as the page goes; empty when nothing did. */
        record Changes(List<Change> changes, long upTo) implements Page {}

        /**
         * The place is unknown here, or too old: forget everything and begin with this.
         *
         * @param inForce all that is in force after {@code upTo}, by id
         */
        record Reset(List<Decided> inForce, long upTo) implements Page {}
    }

    /**
     * What follows.
     *
     * @param after the number of the last change that is known; 0 of none
     * @param max changes in the page, from 1
     */
    Page read(long after, int max);

    /** All that is in force now, as a page. */
    Page.Reset snapshot();

    /** The changes that are still kept, oldest first. */
    List<Change> kept();

    /** The number of the latest change; 0 before the first. */
    long head();

    /** Completes when the latest change is another one; at once when it is already. Who no longer waits cancels it. */
    CompletableFuture<Long> changed(long after);
}
