package com.hookprobe.identity;

import com.hookprobe.identity.KeystoreException.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The keystore's file, version 2; big-endian.
 *
 * <pre>
 * offset  size  field
 *      0     4  magic "HPKS"
 *      4     1  version = 2
 *      5     1  number of slots, 1..8, sorted by id; then the slots, see {@link KeySlot}
 *      .     2  number of secrets, sorted by name; each:
 *                 1  length of the name, name in ASCII
 *                 4  length of the sealed secret, sealed secret; associated data: label || 00 || name
 *      .     2  length c of the closing seal
 *      .     c  seal over nothing; associated data: label || 00 || SHA-256(everything before these two fields)
 *      .    32  SHA-256 of everything before
 * </pre>
 *
 * <p>The closing seal makes an attacker's removing, adding or exchanging of slots and records visible. The plain hash at the
 * end is the same in every version; it only tells damage from a wrong passphrase.
 */
record KeystoreFormat(SlotTable slots, SortedMap<String, byte[]> sealed, byte[] closing) {
    static final int VERSION = 2;
    static final int HEADER_BYTES = 6;
    static final int SECRET_BYTES_MAX = 64 * 1024;
    static final int SECRETS_MAX = 256;
    static final int NAME_CHARS_MAX = 64;
    static final int SEALED_BYTES_MAX = SECRET_BYTES_MAX + 64;
    static final int CLOSING_BYTES_MAX = 256;
    static final int FILE_BYTES_MAX = HEADER_BYTES
            + KeySlot.SLOTS_MAX * KeySlot.BYTES_MAX
            + SECRETS_MAX * (5 + NAME_CHARS_MAX + SEALED_BYTES_MAX)
            + 4
            + CLOSING_BYTES_MAX
            + Bytes.SHA256_BYTES;

    private static final byte[] MAGIC = Bytes.ascii("HPKS");

    KeystoreFormat {
        sealed = Collections.unmodifiableSortedMap(new TreeMap<>(sealed));
    }

    /** What the closing seal covers. */
    byte[] body() {
        RecordWriter out = new RecordWriter().bytes(MAGIC).u8(VERSION);
        slots.encode(out);
        out.u16(sealed.size());
        for (Map.Entry<String, byte[]> entry : sealed.entrySet()) {
            out.u8(entry.getKey().length()).bytes(Bytes.ascii(entry.getKey()));
            out.u32(entry.getValue().length).bytes(entry.getValue());
        }
        return out.toBytes();
    }

    KeystoreFormat closedWith(byte[] seal) {
        return new KeystoreFormat(slots, sealed, seal);
    }

    byte[] encode() {
        byte[] all = new RecordWriter()
                .bytes(body())
                .u16(closing.length)
                .bytes(closing)
                .toBytes();
        return Bytes.concat(all, Bytes.sha256(all));
    }

    static KeystoreFormat decode(byte[] file) throws KeystoreException {
        int hashed = file.length - Bytes.SHA256_BYTES;
        // identity 7.8: "the hash at the end MUST be checked before anything else is believed"
        if (hashed < HEADER_BYTES || !endsWithHash(file, hashed)) {
            throw damaged("its closing hash does not fit its content");
        }
        try {
            return parse(new RecordReader("keystore", Arrays.copyOf(file, hashed), FILE_BYTES_MAX));
        } catch (RecordException e) {
            if (e.kind() == RecordException.Kind.VERSION) {
                throw new KeystoreException(
                        Kind.VERSION,
                        e.getMessage() + ", or open it with the program that wrote it (version 1, before the first"
                                + " release, is not read: make the node's keys anew)",
                        e);
            }
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    static boolean isValidName(String name) {
        return name.length() <= NAME_CHARS_MAX && name.matches("[a-z0-9][a-z0-9._-]*");
    }

    static KeystoreException damaged(String found) {
        return new KeystoreException(
                Kind.DAMAGED,
                "keystore: expected the file as it was written, found it changed (" + found
                        + "); restore it from a backup, or enrol the node anew");
    }

    private static boolean endsWithHash(byte[] file, int hashed) {
        byte[] expected = Bytes.sha256(Arrays.copyOf(file, hashed));
        return MessageDigest.isEqual(expected, Arrays.copyOfRange(file, hashed, file.length));
    }

    private static KeystoreFormat parse(RecordReader in) throws RecordException {
        in.header(MAGIC, VERSION);
        SlotTable slots = SlotTable.decode(in);
        SortedMap<String, byte[]> sealed = secrets(in);
        byte[] closing = in.bounded("closing seal", in.u16("length"), CLOSING_BYTES_MAX);
        in.end();
        return new KeystoreFormat(slots, sealed, closing);
    }

    private static SortedMap<String, byte[]> secrets(RecordReader in) throws RecordException {
        int count = in.u16("number of secrets");
        if (count > SECRETS_MAX) {
            throw in.malformed("number of secrets: expected at most " + SECRETS_MAX + ", found " + count);
        }
        SortedMap<String, byte[]> sealed = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String name = name(in, sealed);
            sealed.put(name, in.bounded("sealed secret", in.u32("length"), SEALED_BYTES_MAX));
        }
        return sealed;
    }

    /** A name that follows those read before. */
    static String name(RecordReader in, SortedMap<String, ?> before) throws RecordException {
        String name = new String(in.bytes("name", in.u8("length")), StandardCharsets.ISO_8859_1);
        if (!isValidName(name) || (!before.isEmpty() && before.lastKey().compareTo(name) >= 0)) {
            throw in.malformed("name: expected valid names in ascending order");
        }
        return name;
    }
}
