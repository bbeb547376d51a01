package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import com.hookprobe.dsm.ledger.kv.KeyValues.Entry;
import java.util.Arrays;
import java.util.Optional;

/** Reads an epoch's tree back from its lowest tiles. */
final class EpochTile {
    private EpochTile() {}

    /** The tree; empty when tiles are missing or do not give the header's root. */
    static Optional<MerkleLevels> tree(KeyValues values, CheckpointHeader header) throws StoreException {
        MerkleLevels tree = new MerkleLevels();
        long size = header.blockCount();
        for (int index = 0; (long) index * HashTile.WIDTH < size; index++) {
            byte[] tile = values.get(Column.TILES, Keys.tile(header.height(), 0, index));
            int wanted = (int) Math.min(HashTile.WIDTH, size - (long) index * HashTile.WIDTH);
            if (tile == null || tile.length != wanted * Hash32.BYTES) {
                return Optional.empty();
            }
            for (int at = 0; at < tile.length; at += Hash32.BYTES) {
                tree.appendHash(Arrays.copyOfRange(tile, at, at + Hash32.BYTES));
            }
        }
        return tree.root(tree.size()).equals(header.merkleRoot()) ? Optional.of(tree) : Optional.empty();
    }

    static void delete(KeyValues values, long height, StoreBatch batch) throws StoreException {
        byte[] low = Keys.tile(height, 0, 0);
        byte[] high = Keys.tile(height, 0xFF, Integer.MAX_VALUE);
        for (Entry tile : values.scan(Column.TILES, low, high, Integer.MAX_VALUE)) {
            batch.delete(Column.TILES, tile.key());
        }
    }
}
