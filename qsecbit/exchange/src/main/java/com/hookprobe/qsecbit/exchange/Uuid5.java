package com.hookprobe.qsecbit.exchange;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** UUIDs from names (RFC 9562, 5.5): the same thing has the same id wherever and whenever it is exported. */
public final class Uuid5 {
    /** The namespace of this project; drawn once. */
    private static final UUID NAMESPACE = UUID.fromString("6f1c2a54-9b0e-4a56-8d37-2f5f0c6f7b19");

    private static final int BYTES = 16;

    private Uuid5() {}

    /** The id of a decision by its name. */
    public static UUID ofDecision(String name) {
        return of(ExchangeLabels.DECISION_UUID, name);
    }

    /** The id of a STIX object by its type and a name. */
    public static UUID ofStix(String type, String name) {
        return of(ExchangeLabels.STIX_UUID, type + '\n' + name);
    }

    /** The id of an event or attribute of a feed. */
    public static UUID ofMisp(String type, String name) {
        return of(ExchangeLabels.MISP_UUID, type + '\n' + name);
    }

    private static UUID of(String label, String name) {
        MessageDigest sha1 = sha1();
        sha1.update(ByteBuffer.allocate(BYTES)
                .putLong(NAMESPACE.getMostSignificantBits())
                .putLong(NAMESPACE.getLeastSignificantBits())
                .array());
        sha1.update(label.getBytes(StandardCharsets.UTF_8));
        sha1.update((byte) '\n');
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
        long high = (hash.getLong() & ~0xf000L) | 0x5000L;
        long low = (hash.getLong() & ~(3L << 62)) | (1L << 63);
        return new UUID(high, low);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
