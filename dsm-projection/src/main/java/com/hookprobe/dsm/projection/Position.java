package com.hookprobe.dsm.projection;

/**
 * How much of the ledger a target holds. It is written in the same transaction as what it tells of.
 *
 * @param generation the outbox's generation
 * @param sequence the last entry that is applied; while copying, the entry behind which reading will go on
 * @param height the highest checkpoint that is applied, 0 for none: a block of a higher one is marked when that one comes
 * @param state whether what the position says is there, or being copied
 */
record Position(long generation, long sequence, long height, State state) {
    enum State {
        /** Nothing was ever written. */
        NONE,
        /** A copy was begun and has not ended; what is there is of no use. */
        COPYING,
        /** All entries up to the sequence are applied. */
        LIVE
    }

    static final Position NONE = new Position(0, 0, 0, State.NONE);

    static Position copying(long generation, long sequence) {
        return new Position(generation, sequence, 0, State.COPYING);
    }

    boolean live() {
        return state == State.LIVE;
    }

    Position behind(long nextSequence, long nextHeight) {
        return new Position(generation, nextSequence, nextHeight, state);
    }

    Position finished(long copiedHeight) {
        return new Position(generation, sequence, copiedHeight, State.LIVE);
    }
}
