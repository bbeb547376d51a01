package com.hookprobe.identity.registry;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.RegistryException.Kind;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.identity.registry.sql.Transaction;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One writing transaction with its moment, and the rows that it adds to the audit chain. */
final class Journal {
    static final String HEAD = Transaction.NO_TENANT + "SELECT sequence, hash FROM device_audit_head";

    private static final String APPEND = "INSERT INTO device_audit(sequence, timestamp, tenant_id, device_id, action,"
            + " status_before, status_after, changed_by, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final Transaction transaction;
    private final long seconds;
    private @Nullable RegistryHead head;

    Journal(Transaction transaction, long seconds) {
        this.transaction = transaction;
        this.seconds = seconds;
    }

    Transaction sql() {
        return transaction;
    }

    /** When this transaction is; seconds since 1970. */
    long seconds() {
        return seconds;
    }

    /** The head after this transaction; empty when nothing was added. */
    Optional<RegistryHead> head() {
        return Optional.ofNullable(head);
    }

    /** Adds a row about a device whose state changes from {@code before}; compare-and-set of its state version. */
    void record(RegisteredDevice before, DeviceStatus after, String action, String by, String detail)
            throws RegistryException, DatabaseException {
        int changed = transaction.update(
                "UPDATE device_enrolments SET state_version = state_version + 1"
                        + " WHERE device_id = ? AND state_version = ? AND {tenant}",
                before.id().hex(),
                before.stateVersion());
        if (changed != 1) {
            throw new RegistryException(
                    Kind.CONFLICT,
                    "registry: expected " + before.id().shortHex() + " at version " + before.stateVersion()
                            + ", found that it has changed since; look at it again");
        }
        append(before.tenant(), before.id(), action, before.status(), after, by, detail);
    }

    void append(
            TenantId tenant,
            @Nullable NodeId device,
            String action,
            @Nullable DeviceStatus before,
            @Nullable DeviceStatus after,
            String by,
            String detail)
            throws DatabaseException {
        RegistryHead last = head == null ? head(transaction) : head;
        AuditRow row = new AuditRow(
                last.sequence() + 1,
                seconds,
                tenant.value(),
                device == null ? null : device.hex(),
                action,
                before == null ? null : before.name(),
                after == null ? null : after.name(),
                by,
                detail);
        byte[] hash = row.hash(last.hash());
        transaction.update(
                APPEND,
                row.sequence(),
                row.timestamp(),
                row.tenant(),
                row.device(),
                row.action(),
                row.before(),
                row.after(),
                row.by(),
                row.detail(),
                hash);
        head = new RegistryHead(row.sequence(), HexFormat.of().formatHex(hash));
    }

    static RegistryHead head(Transaction transaction) throws DatabaseException {
        List<RegistryHead> heads = transaction.query(
                row -> new RegistryHead(row.getLong(1), HexFormat.of().formatHex(row.getBytes(2))), HEAD);
        if (heads.size() != 1) {
            throw new IllegalStateException("expected one row in device_audit_head, found " + heads.size());
        }
        return heads.get(0);
    }
}
