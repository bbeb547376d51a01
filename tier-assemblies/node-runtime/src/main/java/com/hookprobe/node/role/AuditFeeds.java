package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.access.Audit;
import com.hookprobe.identity.access.AuditRecord;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.DeviceStatus;
import com.hookprobe.identity.registry.RegistryEntry;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.sql.DatabaseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The next rows of both audits, encoded. */
record AuditFeeds(Audit access, DeviceRegistry devices) {
    private static final int ABSENT = 0xffff;

    /**
     * The rows after one; empty when there are none.
     *
     * @throws IOException when the database cannot be read, or lacks a row
     */
    Optional<AuditBatch> next(AuditBatch.Source source, long after) throws IOException {
        try {
            return switch (source) {
                case ACCESS -> {
                    List<AuditRecord> rows = access.after(after, AuditBatch.ROWS_MAX);
                    yield batch(
                            source,
                            after,
                            rows.stream().map(AuditRecord::sequence).toList(),
                            rows.stream().map(AuditRecord::encode).toList());
                }
                case DEVICES -> {
                    List<RegistryEntry.Change> rows = devices.changesSince(after, AuditBatch.ROWS_MAX);
                    yield batch(
                            source,
                            after,
                            rows.stream().map(RegistryEntry.Change::sequence).toList(),
                            rows.stream().map(AuditFeeds::encode).toList());
                }
            };
        } catch (DatabaseException | RegistryException e) {
            throw new IOException("audit " + source + ": " + e.getMessage(), e);
        }
    }

    private static Optional<AuditBatch> batch(
            AuditBatch.Source source, long after, List<Long> sequences, List<byte[]> rows) throws IOException {
        for (int i = 0; i < sequences.size(); i++) {
            if (sequences.get(i) != after + 1 + i) {
                throw new IOException("audit " + source + ": expected row " + (after + 1 + i) + ", found "
                        + sequences.get(i) + "; restore the database from a backup and look for who removed it");
            }
        }
        return rows.isEmpty() ? Optional.empty() : Optional.of(new AuditBatch(source, after + 1, rows));
    }

    /** identity 10.3, without label and hash before: the chain can be computed again from what is sealed. */
    static byte[] encode(RegistryEntry.Change change) {
        WireWriter out =
                new WireWriter(256).u64(change.sequence()).u64(change.at().getEpochSecond());
        text(out, change.tenant().value());
        text(out, change.device().map(NodeId::hex).orElse(null));
        text(out, change.action());
        text(out, change.from().map(DeviceStatus::name).orElse(null));
        text(out, change.to().map(DeviceStatus::name).orElse(null));
        text(out, change.by());
        text(out, change.detail());
        return out.toBytes();
    }

    private static void text(WireWriter out, @Nullable String value) {
        if (value == null) {
            out.u16(ABSENT);
            return;
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.u16(bytes.length).bytes(bytes);
    }
}
