package com.hookprobe.identity.access;

import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads and verifies the audit. Safe for use by many threads. */
public final class Audit {
    /** The longest page. */
    public static final int PAGE_MAX = 1_000;

    private static final String SELECT =
            "SELECT sequence, timestamp_ms, tenant_id, actor, origin, action, outcome, thing,"
                    + " detail, address, previous_hash, record_hash FROM access_audit WHERE {tenant}";

    private final AccessStore store;
    private final Gate gate;

    Audit(AccessStore store, Gate gate) {
        this.store = store;
        this.gate = gate;
    }

    /**
     * Reads the records of a tenant, or with the platform of all, in order.
     *
     * @param sequence those after this one; 0 for the first
     * @param limit 1 to {@link #PAGE_MAX}
     */
    public List<AuditRecord> read(Principal who, Scope tenant, long sequence, int limit) throws DatabaseException {
        gate.pass(who, Operation.AUDIT_READ, tenant, "audit of " + Places.text(tenant));
        return page(tenant, sequence, limit).stream().map(Stored::record).toList();
    }

    /** For the node itself: all records after one, to be sealed. */
    public List<AuditRecord> after(long sequence, int limit) throws DatabaseException {
        return page(Scope.platform(), sequence, limit).stream()
                .map(Stored::record)
                .toList();
    }

    /**
     * Reads the whole chain.
     *
     * @return the sequence at which it first is not as it was written; empty when it is whole up to the head
     */
    public Optional<Long> verify() throws DatabaseException {
        String previous = AuditRecord.NO_HASH;
        long last = 0;
        List<Stored> page;
        do {
            page = page(Scope.platform(), last, PAGE_MAX);
            for (Stored stored : page) {
                AuditRecord record = stored.record();
                if (record.sequence() != last + 1
                        || !record.previousHash().equals(previous)
                        || !record.hash().equals(stored.hash())) {
                    return Optional.of(last + 1);
                }
                last = record.sequence();
                previous = stored.hash();
            }
        } while (page.size() == PAGE_MAX);
        long sequence = last;
        String hash = previous;
        // A head that is ahead means rows were taken away; behind it others may have written since.
        return store.read(
                Scope.platform(),
                tx -> tx.number(
                                        Transaction.NO_TENANT
                                                + "SELECT count(*) FROM access_audit_head WHERE sequence > ? OR (sequence = ? AND"
                                                + " record_hash <> ?)",
                                        sequence,
                                        sequence,
                                        hash)
                                == 0
                        ? Optional.empty()
                        : Optional.of(sequence + 1));
    }

    private List<Stored> page(Scope scope, long sequence, int limit) throws DatabaseException {
        if (limit < 1 || limit > PAGE_MAX) {
            throw new IllegalArgumentException("limit: expected 1 to " + PAGE_MAX + ", found " + limit);
        }
        return store.read(
                scope,
                tx -> tx.query(Audit::row, SELECT + " AND sequence > ? ORDER BY sequence LIMIT ?", sequence, limit));
    }

    private static Stored row(ResultSet row) throws SQLException {
        return new Stored(
                new AuditRecord(
                        row.getLong(1),
                        Instant.ofEpochMilli(row.getLong(2)),
                        Places.of(row.getString(3)),
                        row.getString(4),
                        Principal.Origin.valueOf(row.getString(5)),
                        row.getString(6),
                        AuditRecord.Outcome.valueOf(row.getString(7)),
                        row.getString(8),
                        row.getString(9),
                        row.getString(10),
                        row.getString(11)),
                row.getString(12));
    }

    private record Stored(AuditRecord record, String hash) {}
}
