package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.identity.Vault;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.Audit;
import com.hookprobe.identity.access.AuditSink;
import com.hookprobe.identity.registry.sql.Database;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Seals what people do to devices and accounts into the MSSP's ledger (mesh 9): who changes a row of the audits later, or takes some
 * away, contradicts a checkpoint that the validators have signed.
 */
final class AuditRole implements Role {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    /** A block is synced; others on the loop wait meanwhile, and what is left is taken at the next look. */
    private static final int BATCHES_MAX = 8;

    /** How a batch gets into the ledger, durably. */
    @FunctionalInterface
    interface Sealer {
        Microblock seal(EventType type, byte[] payload) throws IOException;
    }

    private final NodeContext node;
    private final RegistryDesk desk;
    private final Audit access;
    private final AuditPosition position;
    private final Sealer sealer;
    private boolean looking;
    private String failed = "";

    private AuditRole(NodeContext node, RegistryDesk desk, Audit access, AuditPosition position, Sealer sealer) {
        this.node = node;
        this.desk = desk;
        this.access = access;
        this.position = position;
        this.sealer = sealer;
    }

    /** @param database the one that the desk's registry is in */
    static AuditRole open(
            NodeContext node, Database database, RegistryDesk desk, BlockStore store, Vault vault, Sealer sealer)
            throws IOException {
        AuditPosition position =
                AuditPosition.open(node.data(), store, node.self().id(), vault);
        return new AuditRole(node, desk, new Access(database, AuditSink.NONE).audit(), position, sealer);
    }

    @Override
    public void start() {
        node.loop().every(LOOK_EVERY, this::look);
    }

    /** Seals what is new. What cannot be read or sealed now is tried again, and said once. */
    void look() {
        if (!looking) {
            looking = true;
            next(AuditBatch.Source.values()[0], BATCHES_MAX);
        }
    }

    private void next(AuditBatch.Source source, int left) {
        long after = position.sealed(source);
        desk.ask(
                registry -> new AuditFeeds(access, registry).next(source, after),
                batch -> take(source, batch, left),
                this::failed);
    }

    private void take(AuditBatch.Source source, Optional<AuditBatch> next, int left) {
        try {
            if (next.isPresent()) {
                seal(source, next.get());
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
            return;
        }
        AuditBatch.Source[] all = AuditBatch.Source.values();
        if (next.isPresent() && left > 1) {
            next(source, left - 1);
        } else if (source.ordinal() + 1 < all.length) {
            next(all[source.ordinal() + 1], BATCHES_MAX);
        } else {
            looking = false;
            failed = "";
        }
    }

    private void failed(Exception why) {
        looking = false;
        String reason = String.valueOf(why.getMessage());
        if (!reason.equals(failed)) {
            failed = reason;
            node.log().event("audit_not_sealed", "error", reason);
        }
    }

    private void seal(AuditBatch.Source source, AuditBatch batch) throws IOException {
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
