package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of one audit, without a gap, as the payload of a microblock (mesh 9): "HPAS" | version u8 = 1 | audit u8 | sequence of the
 * first row u64 | count u32 (1 to 256) | for each row length u32 and its encoding.
 *
 * @param first from 1
 */
record AuditBatch(Source source, long first, List<byte[]> rows) {
    static final int ROWS_MAX = 256;
    static final int ROW_BYTES_MAX = 16_384;

    private static final byte[] MAGIC = "HPAS".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;

    /** Which audit; the code is the position plus one. */
    enum Source {
        /** {@code access_audit}; rows as in access.md 7.2. */
        ACCESS,
        /** {@code device_audit}; rows as they are hashed, identity.md 10.3. */
        DEVICES
    }

    AuditBatch {
        rows = List.copyOf(rows);
        if (first < 1 || rows.isEmpty() || rows.size() > ROWS_MAX) {
            throw new IllegalArgumentException(
                    "batch: expected 1 to " + ROWS_MAX + " rows from 1 on, found " + rows.size() + " from " + first);
        }
    }

    /** The sequence of the last row. */
    long last() {
        return first + rows.size() - 1;
    }

    /** True for a payload that says that it is one. */
    static boolean isOne(byte[] payload) {
        return payload.length >= MAGIC.length && Arrays.equals(payload, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    byte[] encode() {
        WireWriter out = new WireWriter(1_024)
                .bytes(MAGIC)
                .u8(VERSION)
                .u8(source.ordinal() + 1)
                .u64(first)
                .u32(rows.size());
        rows.forEach(row -> out.u32(row.length).bytes(row));
        return out.toBytes();
    }

    static AuditBatch decode(byte[] payload) throws MalformedException {
        WireReader in = new WireReader(payload);
        if (!Arrays.equals(in.bytes(MAGIC.length), MAGIC)) {
            throw new MalformedException("audit batch: expected HPAS, found something else");
        }
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedException("audit batch: expected version " + VERSION + ", found " + version);
        }
        int source = in.u8();
        if (source < 1 || source > Source.values().length) {
            throw new MalformedException("audit batch: expected an audit 1 or 2, found " + source);
        }
        long first = in.u64();
        int count = in.count(ROWS_MAX, Integer.BYTES);
        if (first < 1 || count < 1 || first > Long.MAX_VALUE - count) {
            throw new MalformedException("audit batch: expected rows from 1 on, found " + count + " from " + first);
        }
        List<byte[]> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(in.sized(ROW_BYTES_MAX));
        }
        in.end();
        return new AuditBatch(Source.values()[source - 1], first, rows);
    }
}
