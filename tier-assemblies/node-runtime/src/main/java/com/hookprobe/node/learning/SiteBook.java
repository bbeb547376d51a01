package com.hookprobe.node.learning;

import com.hookprobe.qsecbit.federation.MalformedException;
import java.io.IOException;
import java.util.Optional;

/** A site's state and its file: what is here is on the disk. Not thread-safe. */
final class SiteBook {
    private final Shelf shelf;
    private SiteState state;

    private SiteBook(Shelf shelf, SiteState state) {
        this.shelf = shelf;
        this.state = state;
    }

    /** @throws IOException also when what is stored is damaged: a site that has forgotten what it sent must not send */
    static SiteBook open(Shelf shelf, long nowMicros) throws IOException {
        Optional<byte[]> stored = shelf.read();
        if (stored.isEmpty()) {
            SiteBook fresh = new SiteBook(shelf, SiteState.begun(nowMicros));
            fresh.save(fresh.state);
            return fresh;
        }
        try {
            return new SiteBook(shelf, SiteState.decode(stored.get()));
        } catch (MalformedException e) {
            throw new IOException("what a site knows of its learning is damaged: " + e.getMessage(), e);
        }
    }

    SiteState state() {
        return state;
    }

    void save(SiteState next) throws IOException {
        shelf.write(next.encode());
        state = next;
    }
}
