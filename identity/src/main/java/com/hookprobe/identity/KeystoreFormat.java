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
 * The keystore's file, version 1; big-endian.
 *
 * <pre>
 * offset  size  field
 *      0     4  magic "HPKS"
 *      4     1  version = 1
 *      5     4  Argon2id memory, KiB
 *      9     4  Argon2id iterations
 *     13     4  Argon2id parallelism
 *     17    16  salt
 *     33     4  length k of the wrapped keyset
 *     37     k  Tink keyset, sealed with the passphrase's key; associated data: label || 00 || bytes 0..32
 *      .     2  number of secrets, sorted by name; each:
 *                 1  length of the name, name in ASCII
 *                 4  length of the sealed secret, sealed secret; associated data: label || 00 || name
 *      .     2  length c of the closing seal
 *      .     c  seal over nothing; associated data: label || 00 || SHA-256(everything before these two fields)
 *      .    32  SHA-256 of everything before
 * </pre>
 *
 * <p>The closing seal makes an attacker's removing, adding or exchanging of records visible. The plain hash at the end is
 * the same in every version; it only tells damage from a wrong passphrase.
 */
record KeystoreFormat(
        KdfCost cost, byte[] salt, byte[] wrappedKeyset, SortedMap<String, byte[]> sealed, byte[] closing) {
    static final int VERSION = 1;
    static final int HEADER_BYTES = 33;
    static final int SECRET_BYTES_MAX = 64 * 1024;
    static final int SECRETS_MAX = 256;
    static final int NAME_CHARS_MAX = 64;
    static final int SEALED_BYTES_MAX = SECRET_BYTES_MAX + 64;
    static final int KEYSET_BYTES_MAX = 64 * 1024;
    static final int CLOSING_BYTES_MAX = 256;
    static final int FILE_BYTES_MAX = 37
            + KEYSET_BYTES_MAX
            + SECRETS_MAX * (5 + NAME_CHARS_MAX + SEALED_BYTES_MAX)
            + 4
            + CLOSING_BYTES_MAX
            + Bytes.SHA256_BYTES;

    private static final byte[] MAGIC = Bytes.ascii("HPKS");

    KeystoreFormat {
        sealed = Collections.unmodifiableSortedMap(new TreeMap<>(sealed));
    }

    static byte[] header(KdfCost cost, byte[] salt) {
        return new RecordWriter()
                .bytes(MAGIC)
                .u8(VERSION)
                .u32(cost.memoryKiB())
                .u32(cost.iterations())
                .u32(cost.parallelism())
                .bytes(salt)
                .toBytes();
    }

    /** What the closing seal covers. */
    byte[] body() {
        RecordWriter out = new RecordWriter()
                .bytes(header(cost, salt))
                .u32(wrappedKeyset.length)
                .bytes(wrappedKeyset)
                .u16(sealed.size());
        for (Map.Entry<String, byte[]> entry : sealed.entrySet()) {
            out.u8(entry.getKey().length()).bytes(Bytes.ascii(entry.getKey()));
            out.u32(entry.getValue().length).bytes(entry.getValue());
        }
        return out.toBytes();
    }

    KeystoreFormat closedWith(byte[] seal) {
        return new KeystoreFormat(cost, salt, wrappedKeyset, sealed, seal);
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
        // identity 7.6: "the hash at the end MUST be checked before anything else is believed"
        if (hashed < HEADER_BYTES || !endsWithHash(file, hashed)) {
            throw damaged("its closing hash does not fit its content");
        }
        try {
            return parse(new RecordReader("keystore", Arrays.copyOf(file, hashed), FILE_BYTES_MAX));
        } catch (RecordException e) {
            if (e.kind() == RecordException.Kind.VERSION) {
                throw new KeystoreException(
                        Kind.VERSION, e.getMessage() + ", or open it with the program that wrote it", e);
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
        long memoryKiB = in.u32("Argon2 memory");
        long iterations = in.u32("Argon2 iterations");
        long parallelism = in.u32("Argon2 parallelism");
        if (!KdfCost.isValid(memoryKiB, iterations, parallelism)) {
            throw in.malformed("Argon2 cost out of range");
        }
        KdfCost cost = new KdfCost((int) memoryKiB, (int) iterations, (int) parallelism);
        byte[] salt = in.bytes("salt", KdfCost.SALT_BYTES);
        byte[] keyset = bounded(in, "wrapped keyset", in.u32("length"), KEYSET_BYTES_MAX);
        SortedMap<String, byte[]> sealed = secrets(in);
        byte[] closing = bounded(in, "closing seal", in.u16("length"), CLOSING_BYTES_MAX);
        in.end();
        return new KeystoreFormat(cost, salt, keyset, sealed, closing);
    }

    private static SortedMap<String, byte[]> secrets(RecordReader in) throws RecordException {
        int count = in.u16("number of secrets");
        if (count > SECRETS_MAX) {
            throw in.malformed("number of secrets: expected at most " + SECRETS_MAX + ", found " + count);
        }
        SortedMap<String, byte[]> sealed = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String name = new String(in.bytes("name", in.u8("length")), StandardCharsets.ISO_8859_1);
            if (!isValidName(name) || (!sealed.isEmpty() && sealed.lastKey().compareTo(name) >= 0)) {
                throw in.malformed("name: expected valid names in ascending order");
            }
            sealed.put(name, bounded(in, "sealed secret", in.u32("length"), SEALED_BYTES_MAX));
        }
        return sealed;
    }

    private static byte[] bounded(RecordReader in, String field, long length, int lengthMax) throws RecordException {
        if (length > lengthMax) {
            throw in.malformed(field + ": expected at most " + lengthMax + " bytes, found " + length);
        }
        return in.bytes(field, (int) length);
    }
}
