package com.hookprobe.dsm.projection;

/**
 * A place that the ledger is projected into. Used by one thread, save for {@link #close}.
 *
 * <p>Whatever throws leaves the target at the position before or at the one after, never between, and nobody can say which:
 * the caller opens it again and asks.
 */
interface Projection extends AutoCloseable {
    /** What a copy anew takes along. */
    enum Scope {
        /** Every block and checkpoint of the ledger. */
        ALL,
        /** Pending blocks, the newest ones and the newest checkpoints. */
        HOT
    }

    /** For people: "postgresql", "redis". */
    String name();

    Scope scope();

    /** Largest number of rows of one step. */
    int rowsMax();

    /** Connects where needed, keeps other writers out, and says where the target is. */
    Position open() throws ProjectionException;

    /** Applies a step, in one transaction with its position. */
    void apply(Step step) throws ProjectionException;

    /** Empties the target and sets the position, so that a crash from here on begins the copy again. */
    void beginCopy(Position copying) throws ProjectionException;

    /** Drops the connection after a failure. */
    void reset();

    /** Goes, so that another writer may come at once. */
    void leave();

    /** Ends what {@link #apply} or {@link #open} may be waiting for, from another thread. */
    @Override
    void close();
}
