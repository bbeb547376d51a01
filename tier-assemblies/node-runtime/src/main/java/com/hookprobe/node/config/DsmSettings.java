package com.hookprobe.node.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The seed's {@code dsm} tree. Much of it says once more what keystore, mesh file and genesis say, and is held against them at the
 * start: a node cannot choose these alone.
 *
 * @param node what the seed's files say of the node itself
 * @param tpm whether the node's keys are this machine's
 * @param validator what a validator asks of others
 * @param consensus the mesh's own numbers, said once more
 * @param storage the ledger's store, and what it is copied to
 * @param gossip the validators' own mesh
 * @param api the ledger over HTTP; not served when it is left out
 */
public record DsmSettings(
        @Nullable Node node,
        @Nullable Tpm tpm,
        @Nullable Validator validator,
        @Nullable Consensus consensus,
        @Nullable Storage storage,
        @Nullable Gossip gossip,
        @Nullable ApiSettings api) {
    /**
     * Checked against keystore and mesh file.
     *
     * @param id the keystore's own id, 64 hexadecimal digits
     * @param role what the mesh file says: edge, validator or both
     */
    public record Node(@Nullable String id, @Nullable String role) {}

    /**
     * The keystore's slot in a TPM 2.0 (identity 6).
     *
     * @param enabled true: the keystore opens by its TPM's slot alone, on this machine, booted as it was; false: never by it; left
     *     out: whichever slot opens
     * @param keyPath what the chip opens: the keystore, as {@code node.keystore} says
     * @param pcrIndices what the slot is sealed to: 0, 1, 2, 3 and 7, there is no other
     */
    public record Tpm(
            @Nullable Boolean enabled,
            @Nullable String keyPath,
            @Nullable List<Integer> pcrIndices) {
        static final List<Integer> PCRS = List.of(0, 1, 2, 3, 7);
    }

    /**
     * What a validator asks of others before it lets them into the set.
     *
     * @param enabled what the mesh file says: true for a sentinel
     * @param certificatePath this node's card, as {@code keys show --card} writes it: the one that the mesh file has
     * @param admissionUptimeDays of history that the verifier has replayed; default 30
     * @param admissionReputation trust, 0 to 1, that the verifier certifies; default 0.8
     */
    public record Validator(
            @Nullable Boolean enabled,
            @Nullable String certificatePath,
            @Nullable Double admissionUptimeDays,
            @Nullable Double admissionReputation) {}

    /**
     * Checked against the mesh's genesis.
     *
     * @param epochDuration seconds of an epoch
     * @param quorumThreshold part of the validators that decides: 0.67
     * @param signatureTimeout seconds to collect signatures
     */
    public record Consensus(
            @Nullable Integer epochDuration,
            @Nullable Double quorumThreshold,
            @Nullable Double signatureTimeout) {}

    /**
     * The ledger's store, and what it is copied to.
     *
     * @param microblocks the store
     * @param checkpoints where checkpoints lie, and how long they prove blocks
     * @param postgresql a copy in PostgreSQL; none when it is left out
     * @param redis what is hot of it in Redis; nothing when it is left out
     */
    public record Storage(
            @Nullable Store microblocks,
            @Nullable Checkpoints checkpoints,
            @Nullable PostgresSettings postgresql,
            @Nullable RedisSettings redis) {
        /** Days that old blocks stay provable, if anything says so. */
        @Nullable Integer provableDays() {
            Integer leaves = microblocks == null ? null : microblocks.leafDays();
            return leaves == null && checkpoints != null ? checkpoints.retentionDays() : leaves;
        }
    }

    /**
     * @param backend rocksdb; segments, where RocksDB has no build; memory for trials
     * @param path folder; default {@code <data>/dsm}
     * @param retentionDays days that blocks of decided checkpoints are kept; 30
     * @param leafDays days that leaf hashes and ranges are kept: so long old blocks stay provable; 365
     * @param payloadDays days that a node keeps the payloads and proofs of its own blocks; 365
     */
    public record Store(
            @Nullable String backend,
            @Nullable String path,
            @Nullable Integer retentionDays,
            @Nullable Integer leafDays,
            @Nullable Integer payloadDays) {}

    /**
     * Checkpoints themselves are kept for ever, in the store of the microblocks.
     *
     * @param backend that of the microblocks, or postgresql for a copy beside, which needs {@code dsm.storage.postgresql}
     * @param table of the copy: dsm_checkpoints
     * @param retentionDays days that they prove blocks: {@code leaf_days} of the microblocks by the seed's name
     */
    public record Checkpoints(
            @Nullable String backend,
            @Nullable String table,
            @Nullable Integer retentionDays) {
        static final String TABLE = "dsm_checkpoints";
    }

    /**
     * The validators' own mesh. Addresses of the others come from the mesh file.
     *
     * @param bind address where this validator listens; that of {@code htp} when it is left out
     * @param port 7946 when it is left out; 0 = any free one
     * @param bootstrapNodes {@code host:port} of validators, all of whom the mesh file names with that address
     */
    public record Gossip(
            @Nullable String bind,
            @Nullable Integer port,
            @Nullable List<String> bootstrapNodes) {}
}
