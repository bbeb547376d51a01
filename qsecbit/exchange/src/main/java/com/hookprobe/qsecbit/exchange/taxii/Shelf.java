package com.hookprobe.qsecbit.exchange.taxii;

import com.hookprobe.qsecbit.exchange.Uuid5;
import java.util.List;

/** What a collection holds. Safe for several threads. */
interface Shelf {
    /** A name that makes its id. */
    String name();

    String title();

    String description();

    boolean writable();

    /** All rows by the time that they were added, and their part. */
    List<? extends Row> rows();

    default String id() {
        return Uuid5.ofStix("collection", name()).toString();
    }
}
