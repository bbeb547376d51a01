package com.hookprobe.dsm.ledger;

import java.io.UncheckedIOException;

/** The log of checkpoints at one size: roots and proofs for it and every smaller size. One thread, short use. */
public final class LogProofs {
    @FunctionalInterface
    private interface Work<T> {
        T run();
    }

    private final MerkleNodes nodes;
    private final Object monitor;

    LogProofs(MerkleNodes nodes, Object monitor) {
        this.nodes = nodes;
        this.monitor = monitor;
    }

    /** Number of headers. */
    public int size() {
        return nodes.size();
    }

    /** Root over the headers 1..size. */
    public Hash32 root(int size) throws StoreException {
        return read(() -> nodes.root(size));
    }

    /** Proof that the header of a height, 1..size, is in the log of a size. */
    public InclusionProof inclusion(int height, int size) throws StoreException {
        return read(() -> nodes.inclusion(height - 1, size));
    }

    /** Proof that the log of {@code oldSize} headers, at least 1, is a prefix of the log of {@code newSize}. */
    public ConsistencyProof consistency(int oldSize, int newSize) throws StoreException {
        return read(() -> nodes.consistency(oldSize, newSize));
    }

    private <T> T read(Work<T> work) throws StoreException {
        synchronized (monitor) {
            try {
                return work.run();
            } catch (UncheckedIOException e) {
                throw e.getCause() instanceof StoreException cause ? cause : new StoreException("reading failed", e);
            }
        }
    }
}
