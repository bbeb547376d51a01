package com.hookprobe.identity.registry;

import com.hookprobe.identity.Labelled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code device_audit} as it is hashed.
 *
 * <p>hash = SHA-256(label || 00 || hash before, 32 || sequence u64 || timestamp i64 || seven texts), each text a length u16 and
 * UTF-8, absent a length of ffff; in the order of the components. The hash before the first row is 32 zero bytes.
 */
record AuditRow(
        long sequence,
        long timestamp,
        String tenant,
        @Nullable String device,
        String action,
        @Nullable String before,
        @Nullable String after,
        String by,
        String detail) {
    private static final int ABSENT = 0xffff;

    byte[] hash(byte[] previous) {
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        row.writeBytes(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(sequence)
                .putLong(timestamp)
                .array());
        text(row, tenant);
        text(row, device);
        text(row, action);
        text(row, before);
        text(row, after);
        text(row, by);
        text(row, detail);
        return Labelled.sha256(RegistryLabels.AUDIT_ROW, previous, row.toByteArray());
    }

    private static void text(ByteArrayOutputStream row, @Nullable String value) {
        byte[] bytes = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= ABSENT) {
            throw new IllegalArgumentException("audit text: expected less than 65535 bytes, found " + bytes.length);
        }
        int length = value == null ? ABSENT : bytes.length;
        row.write(length >> 8);
        row.write(length);
        row.writeBytes(bytes);
    }
}
