package com.hookprobe.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * One slot of a keystore or a backup: the keyset, sealed with a key of the slot's own; big-endian.
 *
 * <pre>
 * size  field
 *    1  id, 1..255
 *    1  kind: 1 passphrase, 2 key file, 3 protector
 *    8  when made, seconds since 1970
 * 1, n  name of the protector, none for kinds 1 and 2
 * 2, p  parameters
 *         kind 1: Argon2id memory in KiB 4, iterations 4, parallelism 4, salt 16
 *         kind 2: salt 16, first 8 bytes of SHA-256(KEY_FILE_ID label || 00 || key file)
 *         kind 3: salt 16, the wrapped slot key
 * 4, k  Tink keyset, sealed with the slot's key; associated data: label || 00 || all before these two
 * </pre>
 */
record KeySlot(Head head, byte[] wrappedKeyset) {
    static final int SLOTS_MAX = 8;
    static final int SALT_BYTES = 16;
    static final int KEY_FILE_ID_BYTES = 8;
    private static final int ID_MAX = 255;
    private static final int NAME_CHARS_MAX = 16;
    private static final int PARAMETERS_BYTES_MAX = SALT_BYTES + KeyProtector.WRAPPED_BYTES_MAX;
    private static final int KEYSET_BYTES_MAX = 64 * 1024;
    static final int BYTES_MAX = 10 + 1 + NAME_CHARS_MAX + 2 + PARAMETERS_BYTES_MAX + 4 + KEYSET_BYTES_MAX;

    /** All of a slot but the sealed keyset. */
    record Head(int id, KeystoreSlot.Kind kind, long createdSeconds, String protector, byte[] parameters) {
        byte[] encode() {
            return new RecordWriter()
                    .u8(id)
                    .u8(kind.code())
                    .u64(createdSeconds)
                    .u8(protector.length())
                    .bytes(Bytes.ascii(protector))
                    .u16(parameters.length)
                    .bytes(parameters)
                    .toBytes();
        }

        byte[] salt() {
            int from = kind == KeystoreSlot.Kind.PASSPHRASE ? 12 : 0;
            return Arrays.copyOfRange(parameters, from, from + SALT_BYTES);
        }

        /** The parameters behind the salt. */
        byte[] rest() {
            return Arrays.copyOfRange(parameters, SALT_BYTES, parameters.length);
        }

        /** Only of a passphrase's slot; {@link #decode} has looked at its range. */
        KdfCost cost() {
            try {
                RecordReader in = new RecordReader("slot", parameters, PARAMETERS_BYTES_MAX);
                return new KdfCost((int) in.u32("memory"), (int) in.u32("iterations"), (int) in.u32("parallelism"));
            } catch (RecordException e) {
                throw new IllegalStateException("a slot without its cost", e);
            }
        }

        private byte[] associatedData() {
            return Bytes.labelled(IdentityLabels.KEYSTORE_KEYSET, encode());
        }
    }

    /** Seals the keyset for a slot. */
    static KeySlot seal(Head head, Secret slotKey, DataKeys keys) {
        return new KeySlot(head, slotKey.use(key -> keys.wrap(key, head.associatedData())));
    }

    DataKeys open(Secret slotKey) throws GeneralSecurityException {
        return slotKey.use(key -> DataKeys.unwrap(wrappedKeyset, key, head.associatedData()));
    }

    KeystoreSlot shown() {
        String detail = switch (head.kind) {
            case PASSPHRASE -> "";
            case KEY_FILE -> HexFormat.of().formatHex(head.rest());
            case PROTECTOR -> head.protector;
        };
        return new KeystoreSlot(head.id, head.kind, detail, head.createdSeconds);
    }

    byte[] encode() {
        return new RecordWriter()
                .bytes(head.encode())
                .u32(wrappedKeyset.length)
                .bytes(wrappedKeyset)
                .toBytes();
    }

    static KeySlot decode(RecordReader in) throws RecordException {
        int id = in.u8("slot id");
        if (id < 1) {
            throw in.malformed("slot id: expected 1.." + ID_MAX + ", found " + id);
        }
        KeystoreSlot.Kind kind = kind(in, in.u8("slot kind"));
        long created = in.u64("slot's time");
        String protector = new String(in.bytes("protector", in.u8("length")), StandardCharsets.ISO_8859_1);
        if (kind == KeystoreSlot.Kind.PROTECTOR ? !isValidProtector(protector) : !protector.isEmpty()) {
            throw in.malformed("slot " + id + ": expected a protector's name for kind 3, none for others");
        }
        byte[] parameters = in.bounded("parameters", in.u16("length"), PARAMETERS_BYTES_MAX);
        checkParameters(in, kind, parameters);
        byte[] keyset = in.bounded("wrapped keyset", in.u32("length"), KEYSET_BYTES_MAX);
        return new KeySlot(new Head(id, kind, created, protector, parameters), keyset);
    }

    static boolean isValidProtector(String name) {
        return name.length() <= NAME_CHARS_MAX && name.matches("[a-z0-9-]+");
    }

    /** 32 bytes by HKDF-SHA256 (RFC 5869) under a label. */
    static Secret derive(byte[] material, byte[] salt, String label) {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        hkdf.init(new HKDFParameters(material, salt, Bytes.labelled(label)));
        byte[] key = new byte[KdfCost.KEY_BYTES];
        hkdf.generateBytes(key, 0, key.length);
        return Secret.moved(key);
    }

    private static KeystoreSlot.Kind kind(RecordReader in, int code) throws RecordException {
        for (KeystoreSlot.Kind kind : KeystoreSlot.Kind.values()) {
            if (kind.code() == code) {
                return kind;
            }
        }
        throw in.malformed("slot kind: expected 1, 2 or 3, found " + code);
    }

    private static void checkParameters(RecordReader in, KeystoreSlot.Kind kind, byte[] parameters)
            throws RecordException {
        boolean fits = switch (kind) {
            case PASSPHRASE -> parameters.length == 12 + SALT_BYTES;
            case KEY_FILE -> parameters.length == SALT_BYTES + KEY_FILE_ID_BYTES;
            case PROTECTOR -> parameters.length > SALT_BYTES;
        };
        if (!fits) {
            throw in.malformed("slot parameters: found another length than a " + kind.text() + "'s slot has");
        }
        if (kind == KeystoreSlot.Kind.PASSPHRASE) {
            RecordReader cost = new RecordReader("slot", parameters, PARAMETERS_BYTES_MAX);
            if (!KdfCost.isValid(cost.u32("memory"), cost.u32("iterations"), cost.u32("parallelism"))) {
                throw in.malformed("Argon2 cost out of range");
            }
        }
    }
}
