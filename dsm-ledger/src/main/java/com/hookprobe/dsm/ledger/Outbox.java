package com.hookprobe.dsm.ledger;

import java.util.List;

/**
 * What changed in a block store, in order: the feed of projections such as PostgreSQL and Redis. An entry is written in the
 * same atomic batch as the change that it tells of, so that none is missing and none is too much.
 *
 * <p>A reader keeps the generation and the sequence of the last entry that it has applied, in the same transaction as what
 * it made of it. Then it has applied each entry once, whenever it or the store was stopped. A reader whose generation is
 * another one, or whose next entry has been {@linkplain #trim trimmed}, copies the ledger anew: it notes {@link #last},
 * copies what {@link BlockStore} holds, and goes on behind what it noted. All changes can be applied twice without harm.
 *
 * <p>Safe for use by several threads.
 */
public interface Outbox {
    /** One change. */
    sealed interface Change {
        /** These blocks were stored. They may be gone again when a reader comes late. */
        record Stored(List<Hash32> blocks) implements Change {
            public Stored {
                blocks = List.copyOf(blocks);
            }
        }

        /** The checkpoint of this height was decided, or its body came later. */
        record Decided(long height) implements Change {}

        /** The store keeps no blocks of this height and below any more; their hashes stay provable. */
        record BodiesPruned(long height) implements Change {}

        /** The store keeps no leaf hashes of this height and below any more. */
        record LeavesPruned(long height) implements Change {}
    }

    /**
     * A change and its place.
     *
     * @param sequence from 1, without gaps within one generation
     */
    record Entry(long sequence, Change change) {}

    /** Names this sequence of entries: a random number, another one whenever the outbox was switched on anew. */
    long generation();

    /** Sequence of the newest entry, 0 when there never was one. */
    long last();

    /**
     * Entries behind a sequence, in order; at most {@code max}. Empty at the end.
     *
     * @throws IllegalArgumentException when the entry {@code sequence + 1} was trimmed, or {@code sequence} is above
     *     {@link #last}: copy the ledger anew
     */
    List<Entry> after(long sequence, int max) throws StoreException;

    /** True when {@link #after} can be asked for this position. */
    boolean holds(long generation, long sequence);

    /** Forgets the entries up to this sequence: every reader has applied them. */
    void trim(long sequence) throws StoreException;
}
