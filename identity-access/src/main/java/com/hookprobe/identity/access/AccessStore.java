package com.hookprobe.identity.access;

import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.Transaction;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes and their audit rows as one transaction. Writers take turns over all processes ({@link Database}): what a change has read
 * still holds when it writes. The head of the audit is moved by a trigger.
 */
final class AccessStore {
    /** Where a change writes down what it did. */
    interface Recorder {
        void record(AuditEntry entry) throws DatabaseException;
    }

    /** A change; it may run more than once, of which one counts. */
    interface Change<T> {
        T run(Transaction tx, Recorder audit) throws DatabaseException;
    }

    /** Reading. */
    interface Reading<T> {
        T run(Transaction tx) throws DatabaseException;
    }

    /** A small write. */
    interface Touch {
        void run(Transaction tx) throws DatabaseException;
    }

    private final Database database;
    private final Clock clock;
    private final AuditSink sink;
    private final Object order = new Object();

    AccessStore(Database database, Clock clock, AuditSink sink) {
        this.database = database;
        this.clock = clock;
        this.sink = sink;
    }

    Instant now() {
        return clock.instant();
    }

    long nowSeconds() {
        return clock.instant().getEpochSecond();
    }

    <T> T read(Scope scope, Reading<T> work) throws DatabaseException {
        return database.read(scope, work::run);
    }

    /** Writes when something was last used; nothing that an audit would tell. */
    void touch(Scope scope, Touch work) throws DatabaseException {
        database.write(scope, tx -> {
            work.run(tx);
            return work;
        });
    }

    /** Changes and records in one transaction; afterwards tells the sink. */
    <T> T change(Scope scope, Change<T> work) throws DatabaseException {
        List<AuditRecord> written = new ArrayList<>();
        // Without the lock two threads could tell the sink in another order than they wrote in.
        synchronized (order) {
            T result = database.write(scope, tx -> {
                written.clear();
                return work.run(tx, entry -> written.add(append(tx, entry)));
            });
            written.forEach(sink::accept);
            return result;
        }
    }

    /** Records alone, in the scope of the audit that it belongs to. */
    void record(AuditEntry entry) throws DatabaseException {
        change(entry.tenant(), (tx, audit) -> {
            audit.record(entry);
            return entry;
        });
    }

    private AuditRecord append(Transaction tx, AuditEntry entry) throws DatabaseException {
        Head head = tx.query(
                        row -> new Head(row.getLong(1), row.getString(2)),
                        Transaction.NO_TENANT + "SELECT sequence, record_hash FROM access_audit_head WHERE id = 1")
                .get(0);
        AuditRecord record = AuditRecord.of(entry, head.sequence() + 1, clock.instant(), head.hash());
        String hash = record.hash();
        tx.update(
                "INSERT INTO access_audit(sequence, timestamp_ms, tenant_id, actor, origin, action, outcome, thing, detail,"
                        + " address, previous_hash, record_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                record.sequence(),
                record.time().toEpochMilli(),
                Places.text(record.tenant()),
                record.actor(),
                record.origin().name(),
                record.action(),
                record.outcome().name(),
                record.thing(),
                record.detail(),
                record.address(),
                record.previousHash(),
                hash);
        return record;
    }

    private record Head(long sequence, String hash) {}
}
