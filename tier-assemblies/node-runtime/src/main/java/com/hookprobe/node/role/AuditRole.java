package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.identity.Vault;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.AuditSink;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.DatabaseException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Seals what people do to devices and accounts into the MSSP's ledger (mesh 9): who changes a row of the audits later, or takes some
 * away, contradicts a checkpoint that the validators have signed.
 */
final class AuditRole implements Role {
    /** The registry's file in the data folder, which holds the accounts too. */
    static final String REGISTRY = "registry.db";

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    /** A block is synced; others on the loop wait meanwhile, and what is left is taken at the next look. */
    private static final int BATCHES_MAX = 8;

    /** How a batch gets into the ledger, durably. */
    @FunctionalInterface
    interface Sealer {
        Microblock seal(EventType type, byte[] payload) throws IOException;
    }

    private final NodeContext node;
    private final Database database;
    private final AuditFeeds feeds;
    private final AuditPosition position;
    private final Sealer sealer;
    private String failed = "";

    private AuditRole(NodeContext node, Database database, AuditFeeds feeds, AuditPosition position, Sealer sealer) {
        this.node = node;
        this.database = database;
        this.feeds = feeds;
        this.position = position;
        this.sealer = sealer;
    }

    static AuditRole open(NodeContext node, BlockStore store, Vault vault, LedgerRole ledger)
            throws IOException, DatabaseException, RegistryException {
        return open(node, store, vault, (type, payload) -> ledger.seal(type, payload));
    }

    static AuditRole open(NodeContext node, BlockStore store, Vault vault, Sealer sealer)
            throws IOException, DatabaseException, RegistryException {
        AuditPosition position =
                AuditPosition.open(node.data(), store, node.self().id(), vault);
        Database database = Database.sqlite(node.data().resolve(REGISTRY));
        try {
            AuditFeeds feeds = new AuditFeeds(
                    new Access(database, AuditSink.NONE).audit(),
                    DeviceRegistry.open(database, RegistryOptions.DEFAULT));
            return new AuditRole(node, database, feeds, position, sealer);
        } catch (RegistryException e) {
            database.close();
            throw e;
        }
    }

    @Override
    public void start() {
        node.loop().every(LOOK_EVERY, this::look);
    }

    /** Seals what is new. What cannot be read or sealed now is tried again, and said once. */
    void look() {
        try {
            for (AuditBatch.Source source : AuditBatch.Source.values()) {
                seal(source);
            }
            failed = "";
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(failed)) {
                failed = reason;
                node.log().event("audit_not_sealed", "error", reason);
            }
        }
    }

    private void seal(AuditBatch.Source source) throws IOException {
        for (int i = 0; i < BATCHES_MAX; i++) {
            Optional<AuditBatch> next = feeds.next(source, position.sealed(source));
            if (next.isEmpty()) {
                return;
            }
            AuditBatch batch = next.get();
            Microblock block = sealer.seal(EventType.POLICY_UPDATE, batch.encode());
            position.advance(batch, block);
            position.remember();
            node.log()
                    .event(
                            "audit_sealed",
                            "audit",
                            source.toString(),
                            "first",
                            batch.first(),
                            "last",
                            batch.last(),
                            "block",
                            block.seq());
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
