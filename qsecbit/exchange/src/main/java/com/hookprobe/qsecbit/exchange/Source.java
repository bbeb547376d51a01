package com.hookprobe.qsecbit.exchange;

import java.io.IOException;

/** Something that is asked for indicators now and then. */
public interface Source {
    /** What messages call it. */
    String name();

    /**
     * Asks once, and hands what is new to the node.
     *
     * @throws IOException when the other side does not answer, or with something else; {@link Fetch.Failed} says when to come again
     */
    Pulled pull() throws IOException, InterruptedException;
}
