package com.hookprobe.identity.access;

import com.hookprobe.identity.Labelled;
import com.hookprobe.identity.registry.sql.Scope;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

/**
 * One row of the audit, with its one encoding, which is what a node seals into its ledger. (access.md 7.)
 *
 * <p>Encoding, big-endian: "HPAA", version u8 = 1, sequence u64, time in milliseconds since 1970 u64, origin u8 (0 unknown,
 * 1 session, 2 token, 3 local), outcome u8 (0 done, 1 refused, 2 failed), then tenant, actor, action, thing, detail and address, each
 * u16 length and ASCII, then the previous record's hash, 32 bytes (zero for the first).
 *
 * @param sequence from 1, without gaps over all tenants
 * @param previousHash hexadecimal
 */
public record AuditRecord(
        long sequence,
        Instant time,
        Scope tenant,
        String actor,
        Principal.Origin origin,
        String action,
        Outcome outcome,
        String thing,
        String detail,
        String address,
        String previousHash) {
    /** How it ended. */
    public enum Outcome {
        /** Allowed, and written together with the change or before it. */
        DONE,
        /** Not allowed, or not authenticated. */
        REFUSED,
        /** Allowed, but it could not be carried out. */
        FAILED
    }

    /** The previous hash of the first record. */
    public static final String NO_HASH = "0".repeat(64);

    static final int ACTOR_CHARS_MAX = 220;
    static final int ACTION_CHARS_MAX = 64;
    static final int THING_CHARS_MAX = 200;
    static final int DETAIL_CHARS_MAX = 512;
    static final int ADDRESS_CHARS_MAX = 64;

    private static final byte[] MAGIC = "HPAA".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int FIXED_BYTES = 8 + 8;

    static AuditRecord of(AuditEntry entry, long sequence, Instant time, String previousHash) {
        return new AuditRecord(
                sequence,
                Instant.ofEpochMilli(time.toEpochMilli()),
                entry.tenant(),
                entry.actor(),
                entry.origin(),
                entry.action(),
                entry.outcome(),
                entry.thing(),
                entry.detail(),
                entry.address(),
                previousHash);
    }

    /** The one encoding; at most 1,400 bytes. */
    public byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        out.writeBytes(MAGIC);
        out.write(VERSION);
        out.writeBytes(ByteBuffer.allocate(FIXED_BYTES)
                .putLong(sequence)
                .putLong(time.toEpochMilli())
                .array());
        out.write(origin.ordinal());
        out.write(outcome.ordinal());
        for (String text : new String[] {Places.text(tenant), actor, action, thing, detail, address}) {
            byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
            out.write(ascii.length >>> 8);
            out.write(ascii.length);
            out.writeBytes(ascii);
        }
        out.writeBytes(HexFormat.of().parseHex(previousHash));
        return out.toByteArray();
    }

    /** SHA-256(L(AUDIT) || encoding), hexadecimal. It holds the previous hash, so the last one stands for all. */
    public String hash() {
        return HexFormat.of().formatHex(Labelled.sha256(AccessLabels.AUDIT, encode()));
    }
}
