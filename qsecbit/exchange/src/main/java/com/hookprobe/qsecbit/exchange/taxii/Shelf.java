package com.hookprobe.qsecbit.exchange.taxii;

import com.hookprobe.http.Problem;
import com.hookprobe.qsecbit.exchange.Uuid5;
import java.util.List;

/** What a collection holds. Safe for several threads. */
interface Shelf {
    /** A name that makes its id. */
    String name();

    String title();

    String description();

    boolean writable();

    /**
     * All rows by the time that they were added, and their part.
     *
     * @throws Problem 500 when they cannot be told for certain
     */
    List<? extends Row> rows() throws Problem;

    default String id() {
        return Uuid5.ofStix("collection", name()).toString();
    }
}
