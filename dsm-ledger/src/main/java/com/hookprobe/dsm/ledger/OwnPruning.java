package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a source lets go of its own: first blocks whose proof it holds (the proof's bundle has the block in it), later payloads
 * and proofs. It goes by the blocks' times, which are the source's own clock.
 *
 * <p>The time entry of a block that is only in its proof any more has the value 1.
 */
final class OwnPruning {
    private final Tables tables;
    private final KeyValues values;

    OwnPruning(Tables tables) {
        this.tables = tables;
        this.values = tables.values;
    }

    /** Lets go of blocks before this time; the number of them. */
    long pruneBlocks(long beforeMicros, int max) throws StoreException {
        StoreBatch batch = tables.batch();
        long deleted = 0;
        for (EventType type : EventType.values()) {
            for (byte[] key : times(type, beforeMicros, false, Integer.MAX_VALUE)) {
                Hash32 hash = TimeKey.decode(key).hash();
                Optional<InclusionBundle> proof = deleted < max ? proof(hash) : Optional.empty();
                if (proof.isPresent() && !isHead(proof.get().block(), hash)) {
                    Microblock block = proof.get().block();
                    batch.delete(Column.BLOCKS, hash.bytes());
                    deleteBranch(block, hash, batch);
                    batch.put(Column.TIMES, key, TimeIndex.IN_PROOF);
                    deleted++;
                }
            }
        }
        tables.commit(batch, false);
        return deleted;
    }

    /** Other branches of the number stay: they have no proof that holds them. */
    private static void deleteBranch(Microblock block, Hash32 hash, StoreBatch batch) throws StoreException {
        byte[] key = Keys.number(block.source(), block.incarnation(), block.seq());
        byte[] rest = NumberRow.without(batch.row(key), hash.bytes());
        if (rest.length == 0) {
            batch.delete(Column.NUMBERS, key);
        } else {
            batch.putRow(key, rest);
        }
    }

    /** Lets go of payloads and proofs before this time; the number of them. */
    long prunePayloads(long beforeMicros, int max) throws StoreException {
        StoreBatch batch = tables.batch();
        long deleted = 0;
        for (EventType type : EventType.values()) {
            for (byte[] key : times(type, beforeMicros, true, max)) {
                Hash32 hash = TimeKey.decode(key).hash();
                Optional<InclusionBundle> proof = proof(hash);
                if (proof.isPresent() && deleted < max) {
                    batch.delete(
                            Column.PAYLOADS, proof.get().block().payloadHash().bytes());
                    batch.delete(Column.PROOFS, hash.bytes());
                    batch.delete(Column.TIMES, key);
                    deleted++;
                }
            }
        }
        tables.commit(batch, false);
        return deleted;
    }

    /** Keys of blocks that are held, or of those that are only in their proofs. */
    private List<byte[]> times(EventType type, long before, boolean inProof, int max) throws StoreException {
        List<byte[]> keys = new ArrayList<>();
        if (before > 0) {
            byte[] low = Keys.time(type, 0, Hash32.ZERO);
            byte[] high = Keys.time(type, before - 1, Hash32.of(Keys.highest(Hash32.BYTES)));
            values.scan(Column.TIMES, low, high, (key, value) -> {
                if (value.length > 0 == inProof) {
                    keys.add(key);
                }
                return keys.size() < max;
            });
        }
        return keys;
    }

    private Optional<InclusionBundle> proof(Hash32 hash) throws StoreException {
        return ProofTable.get(values, hash);
    }

    /** The end of the chain stays: the next block names it. */
    private boolean isHead(Microblock block, Hash32 hash) throws StoreException {
        return tables.heads
                .get(block.source(), block.incarnation())
                .map(head -> head.head().equals(hash))
                .orElse(false);
    }
}
