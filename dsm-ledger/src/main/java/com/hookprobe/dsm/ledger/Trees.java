package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Merkle trees on disk, cut into tiles ({@link HashTile}): one tree per epoch, written once, and the growing log of
 * checkpoints. A proof reads a few tiles, however large the tree, and outlives the blocks.
 */
final class Trees {
    /** The log of checkpoints; an epoch's tree has its height as number. */
    static final long LOG = 0;

    private static final byte[] LOG_SIZE = Keys.meta("log-size");

    private final KeyValues values;
    private final MessageDigest digest = Hash32.digest();
    private final Map<ByteBuffer, byte[]> pendingTiles = new HashMap<>();
    private int logSize;
    private int pendingLogSize;

    Trees(KeyValues values) throws StoreException {
        this.values = values;
        this.logSize = Math.toIntExact(StoreFormat.number(values, LOG_SIZE));
        this.pendingLogSize = logSize;
    }

    /** Heights from 1 on whose headers are in the log without a gap. */
    int logSize() {
        return logSize;
    }

    /** The log's size when the batch is written. */
    int pendingLogSize() {
        return pendingLogSize;
    }

    Optional<byte[]> tile(long tree, int level, int index) throws StoreException {
        return Optional.ofNullable(values.get(Column.TILES, Keys.tile(tree, level, index)));
    }

    boolean has(long tree) throws StoreException {
        return tile(tree, 0, 0).isPresent();
    }

    /** A tree of this size whose nodes are read when they are asked for. Throws {@link UncheckedIOException}. */
    MerkleNodes nodes(long tree, int size) {
        return new HashTile.Nodes(size, (level, index) -> {
            try {
                return tile(tree, level, index)
                        .orElseThrow(() -> StoreFormat.damaged(
                                "tile " + level + "/" + index + " of tree " + tree + " is missing"));
            } catch (StoreException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    void addEpoch(long height, HashList leaves, StoreBatch batch) {
        MerkleLevels tree = new MerkleLevels();
        for (int i = 0; i < leaves.size(); i++) {
            tree.append(leaves.bytes(i));
        }
        addEpoch(height, tree, batch);
    }

    void addEpoch(long height, MerkleLevels tree, StoreBatch batch) {
        for (HashTile.Placed tile : HashTile.all(tree)) {
            batch.put(Column.TILES, Keys.tile(height, tile.level(), tile.index()), tile.hashes());
        }
    }

    /** The header of height {@link #pendingLogSize} + 1. */
    void appendLog(CheckpointHeader header, StoreBatch batch) throws StoreException {
        byte[] hash = MerkleNodes.leafHash(digest, header.encode());
        int at = pendingLogSize;
        for (int level = 0; ; level++) {
            byte[] tile = add(level, at / HashTile.WIDTH, at % HashTile.WIDTH, hash, batch);
            if (at % HashTile.WIDTH != HashTile.WIDTH - 1) {
                break;
            }
            hash = HashTile.root(digest, tile, 0, HashTile.HEIGHT);
            at /= HashTile.WIDTH;
        }
        pendingLogSize++;
        batch.put(Column.META, LOG_SIZE, Keys.height(pendingLogSize));
    }

    private byte[] add(int level, int index, int place, byte[] hash, StoreBatch batch) throws StoreException {
        byte[] key = Keys.tile(LOG, level, index);
        byte[] old = pendingTiles.get(ByteBuffer.wrap(key));
        if (old == null) {
            old = tile(LOG, level, index).orElse(new byte[0]);
        }
        byte[] tile = Arrays.copyOf(old, (place + 1) * Hash32.BYTES);
        System.arraycopy(hash, 0, tile, place * Hash32.BYTES, Hash32.BYTES);
        pendingTiles.put(ByteBuffer.wrap(key), tile);
        batch.put(Column.TILES, key, tile);
        return tile;
    }

    void committed() {
        logSize = pendingLogSize;
        pendingTiles.clear();
    }

    void forget() {
        pendingLogSize = logSize;
        pendingTiles.clear();
    }
}
