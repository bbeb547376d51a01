package com.hookprobe.node.learning;

import com.hookprobe.qsecbit.federation.MalformedException;
import java.io.IOException;
import java.util.Optional;

/** An aggregator's state and its file: what is here is on the disk. Not thread-safe. */
final class AggregatorBook {
    private final Shelf shelf;
    private AggregatorState state;

    private AggregatorBook(Shelf shelf, AggregatorState state) {
        this.shelf = shelf;
        this.state = state;
    }

    static AggregatorBook open(Shelf shelf) throws IOException {
        Optional<byte[]> stored = shelf.read();
        try {
            return new AggregatorBook(
                    shelf, stored.isPresent() ? AggregatorState.decode(stored.get()) : AggregatorState.NEW);
        } catch (MalformedException e) {
            throw new IOException("what an aggregator knows of its models is damaged: " + e.getMessage(), e);
        }
    }

    AggregatorState state() {
        return state;
    }

    void save(AggregatorState next) throws IOException {
        shelf.write(next.encode());
        state = next;
    }
}
