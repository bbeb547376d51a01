package com.hookprobe.dsm.ledger;

/**
 * The log of all checkpoints: a growing RFC 6962 tree whose leaf i is the header bytes of height i + 1 (DSM 2.5). About
 * 64 bytes of memory per header: 7 MB per year of five-minute epochs. Not thread-safe.
 */
public final class CheckpointLog {
    private final MerkleLevels levels = new MerkleLevels();

    /** Appends the next header; throws {@link IllegalArgumentException} when its height is not {@code size() + 1}. */
    public void append(CheckpointHeader header) {
        if (header.height() != levels.size() + 1L) {
            throw new IllegalArgumentException(
                    "the log has " + levels.size() + " headers, the next is not height " + header.height());
        }
        levels.append(header.encode());
    }

    /** Number of headers: the height of the last one. */
    public int size() {
        return levels.size();
    }

    /** The {@code log_root} that the next header must carry. */
    public Hash32 root() {
        return levels.root(levels.size());
    }

    /** Root over the headers 1..size. */
    public Hash32 root(int size) {
        return levels.root(size);
    }

    /** Proof that the header of a height, 1..size, is in the log of a size. */
    public InclusionProof inclusionProof(int height, int size) {
        return levels.inclusion(height - 1, size);
    }

    /** Proof that the log of {@code oldSize} headers is a prefix of the log of {@code newSize}. */
    public ConsistencyProof consistencyProof(int oldSize, int newSize) {
        return levels.consistency(oldSize, newSize);
    }
}
