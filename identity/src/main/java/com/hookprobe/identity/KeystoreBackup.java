package com.hookprobe.identity;

import com.hookprobe.identity.KeystoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All secrets of a node's keystore in one file, sealed by a passphrase or key file of its own; big-endian. (identity.md,
 * section 8.)
 *
 * <pre>
 * offset  size  field
 *      0     4  magic "HPBK"
 *      4     1  version = 1
 *      5     8  when it was made, seconds since 1970
 *     13     8  generation: counts a node's backups from 1
 *     21    32  node id
 *     53     .  one slot, see {@link KeySlot}
 *      .  4, s  sealed: number of secrets u16, each: name 1, n; secret 4, m; associated data: label || 00 || all before these two
 *      .    32  SHA-256 of everything before
 * </pre>
 *
 * <p>A restored keystore is marked, see {@link RestoredMark}: the node may have gone on since the backup.
 */
public final class KeystoreBackup {
    private static final byte[] MAGIC = Bytes.ascii("HPBK");
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 53;
    private static final int PLAIN_BYTES_MAX =
            2 + KeystoreFormat.SECRETS_MAX * (5 + KeystoreFormat.NAME_CHARS_MAX + KeystoreFormat.SECRET_BYTES_MAX);
    private static final int SEALED_BYTES_MAX = PLAIN_BYTES_MAX + 64;
    private static final int FILE_BYTES_MAX =
            HEADER_BYTES + KeySlot.BYTES_MAX + 4 + SEALED_BYTES_MAX + Bytes.SHA256_BYTES;
    private static final String GENERATION = "backup.generation";

    /**
     * What a backup says of itself without being opened; opening shows whether it was changed.
     *
     * @param createdSeconds by the clock of the machine that made it, seconds since 1970
     * @param generation counts a node's backups from 1; the higher is the newer
     */
    public record Info(long createdSeconds, long generation, NodeId nodeId) {}

    private record Parsed(Info info, KeySlot slot, byte[] head, byte[] sealed) {}

    private KeystoreBackup() {}

    /**
     * Writes a backup of a node's keystore. Counts its generation up in the keystore first.
     *
     * @param out mode 0600; there must be no file
     * @param lock what is to open the backup
     * @throws KeystoreException EXISTS, MISSING when the keystore holds no node; CHANGED or STORAGE
     */
    public static Info write(Keystore keystore, Path out, Unlock lock) throws KeystoreException {
        if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
            throw new KeystoreException(
                    Kind.EXISTS, "backup: expected no file at " + out + ", found one; choose another place");
        }
        NodeId nodeId;
        try (NodeIdentity node = NodeIdentity.load(keystore)) {
            nodeId = node.nodeId();
        }
        long generation = generationOf(keystore) + 1;
        keystore.put(GENERATION, new RecordWriter().u64(generation).toBytes());
        Info info = new Info(Math.max(0, System.currentTimeMillis() / 1000), generation, nodeId);
        DataKeys keys = DataKeys.generate();
        byte[] head = new RecordWriter()
                .bytes(MAGIC)
                .u8(VERSION)
                .u64(info.createdSeconds())
                .u64(generation)
                .bytes(nodeId.bytes())
                .bytes(lock.make(1, info.createdSeconds(), null, keys).encode())
                .toBytes();
        byte[] sealed;
        try (Secret plain = plain(keystore)) {
            sealed = plain.use(bytes -> keys.seal(bytes, associatedData(head)));
        }
        byte[] all =
                new RecordWriter().bytes(head).u32(sealed.length).bytes(sealed).toBytes();
        try {
            new AtomicFile(out, step -> {}).replace(Bytes.concat(all, Bytes.sha256(all)));
        } catch (IOException e) {
            throw new KeystoreException(Kind.STORAGE, "backup: could not write " + out + " (" + e + ")", e);
        }
        return info;
    }

    /**
     * Reads what a backup says of itself.
     *
     * @throws KeystoreException MISSING, DAMAGED, VERSION or STORAGE
     */
    public static Info info(Path backup) throws KeystoreException {
        return parse(backup).info;
    }

    /**
     * Makes a keystore of a backup, marked as restored.
     *
     * @param unlocks one of them opens the backup
     * @param keystore where it is made; there must be no file
     * @param first what is to open the keystore; other slots are added later
     * @return what was restored; the keystore is closed
     * @throws KeystoreException WRONG_PASSPHRASE, WRONG_KEY, MISSING, DAMAGED, VERSION, EXISTS or STORAGE
     */
    public static Info restore(Path backup, List<Unlock> unlocks, Path keystore, Unlock first)
            throws KeystoreException {
        Parsed parsed = parse(backup);
        DataKeys keys = new SlotTable(List.of(parsed.slot)).open(unlocks);
        SortedMap<String, Secret> secrets = new TreeMap<>();
        try (Secret plain = opened(parsed, keys)) {
            plain.use(bytes -> read(bytes, secrets));
            secrets.put(
                    RestoredMark.RECORD,
                    Secret.moved(RestoredMark.now(parsed.info).encode()));
            Keystore.create(keystore, first, secrets, step -> {}).close();
            return parsed.info;
        } catch (RecordException e) {
            throw damaged(String.valueOf(e.getMessage()));
        } finally {
            secrets.values().forEach(Secret::close);
        }
    }

    /** The generation of the newest backup of this keystore; 0 when there was none. */
    public static long generationOf(Keystore keystore) throws KeystoreException {
        byte[] record = keystore.getRecord(GENERATION).orElse(new byte[8]);
        try {
            RecordReader in = new RecordReader("backup generation", record, 8);
            long generation = in.u64("generation");
            in.end();
            return generation;
        } catch (RecordException e) {
            throw KeystoreFormat.damaged(String.valueOf(e.getMessage()));
        }
    }

    private static Secret plain(Keystore keystore) throws KeystoreException {
        RecordWriter out = new RecordWriter().u16(keystore.names().size());
        for (String name : keystore.names()) {
            try (Secret secret = keystore.get(name).orElseThrow(() -> Keystore.missing(name))) {
                secret.use(bytes -> out.u8(name.length())
                        .bytes(Bytes.ascii(name))
                        .u32(bytes.length)
                        .bytes(bytes));
            }
        }
        return Secret.moved(out.toBytes());
    }

    /** Puts them where they are closed also after a failure; returns how many. */
    private static int read(byte[] plain, SortedMap<String, Secret> secrets) throws RecordException {
        RecordReader in = new RecordReader("backup", plain, PLAIN_BYTES_MAX);
        int count = in.u16("number of secrets");
        if (count > KeystoreFormat.SECRETS_MAX) {
            throw in.malformed("number of secrets: expected at most " + KeystoreFormat.SECRETS_MAX);
        }
        for (int i = 0; i < count; i++) {
            String name = KeystoreFormat.name(in, secrets);
            secrets.put(name, Secret.moved(in.bounded("secret", in.u32("length"), KeystoreFormat.SECRET_BYTES_MAX)));
        }
        in.end();
        return count;
    }

    private static Secret opened(Parsed parsed, DataKeys keys) throws KeystoreException {
        try {
            return Secret.moved(keys.open(parsed.sealed, associatedData(parsed.head)));
        } catch (GeneralSecurityException e) {
            throw damaged("its seal does not open");
        }
    }

    private static Parsed parse(Path backup) throws KeystoreException {
        byte[] file = bytes(backup);
        int hashed = file.length - Bytes.SHA256_BYTES;
        if (hashed < HEADER_BYTES
                || !MessageDigest.isEqual(
                        Bytes.sha256(Arrays.copyOf(file, hashed)), Arrays.copyOfRange(file, hashed, file.length))) {
            throw damaged("its closing hash does not fit its content, or it is no backup");
        }
        try {
            RecordReader in = new RecordReader("keystore backup", Arrays.copyOf(file, hashed), FILE_BYTES_MAX);
            in.header(MAGIC, VERSION);
            long created = in.u64("time");
            long generation = in.u64("generation");
            NodeId nodeId = NodeId.of(in.bytes("node id", NodeId.BYTES));
            KeySlot slot = KeySlot.decode(in);
            byte[] head = Arrays.copyOf(file, in.position());
            byte[] sealed = in.bounded("sealed secrets", in.u32("length"), SEALED_BYTES_MAX);
            in.end();
            return new Parsed(new Info(created, generation, nodeId), slot, head, sealed);
        } catch (RecordException e) {
            if (e.kind() == RecordException.Kind.VERSION) {
                throw new KeystoreException(Kind.VERSION, String.valueOf(e.getMessage()), e);
            }
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    private static byte[] bytes(Path backup) throws KeystoreException {
        if (!Files.exists(backup)) {
            throw new KeystoreException(Kind.MISSING, "backup: expected a file at " + backup + ", found none");
        }
        try (InputStream in = Files.newInputStream(backup)) {
            byte[] file = in.readNBytes(FILE_BYTES_MAX + 1);
            if (file.length > FILE_BYTES_MAX) {
                throw damaged("it is longer than " + FILE_BYTES_MAX + " bytes");
            }
            return file;
        } catch (IOException e) {
            throw new KeystoreException(Kind.STORAGE, "backup: could not read " + backup + " (" + e + ")", e);
        }
    }

    private static byte[] associatedData(byte[] head) {
        return Bytes.labelled(IdentityLabels.KEYSTORE_BACKUP, head);
    }

    private static KeystoreException damaged(String found) {
        return new KeystoreException(
                Kind.DAMAGED,
                "backup: expected the file as it was written, found it changed (" + found + "); use another copy");
    }
}
