package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;

/**
 * A store's primary data in one file, whatever the store is made of.
 *
 * <pre>
 * "HPDSMSNP" 8 | version u32 (1) | network id 32
 * records: column u8 (place in PrimaryData.COLUMNS, from 1) | key length u16 | key | value length u32 | value
 * 0 u8 | number of records u64 | SHA-256 of all bytes before, 32
 * </pre>
 *
 * Columns rise, keys rise within a column. Not encrypted: payloads in it are sealed as they are in the store, all else is what
 * validators know.
 */
final class SnapshotFile {
    private static final long MAGIC = 0x4850_4453_4D53_4E50L;
    private static final int VERSION = 1;
    private static final int BUFFER = 1 << 16;

    private SnapshotFile() {}

    /** Writes beside the target, syncs, and puts it in its place. Returns the number of records. */
    static long write(KeyValues from, Hash32 networkId, Path file, Progress progress) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        MessageDigest digest = Hash32.digest();
        long[] records = {0};
        try {
            try (OutputStream raw = Files.newOutputStream(part);
                    OutputStream buffered = new BufferedOutputStream(raw, BUFFER);
                    DataOutputStream out = new DataOutputStream(new DigestOutputStream(buffered, digest))) {
                out.writeLong(MAGIC);
                out.writeInt(VERSION);
                out.write(networkId.bytes());
                PrimaryData.copy(
                        from,
                        (column, key, value) -> {
                            record(out, column, key, value);
                            records[0]++;
                        },
                        progress);
                out.writeByte(0);
                out.writeLong(records[0]);
                out.flush();
                buffered.write(digest.digest());
            }
            sync(part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                sync(parent);
            }
        } finally {
            Files.deleteIfExists(part);
        }
        return records[0];
    }

    private static void record(DataOutputStream out, Column column, byte[] key, byte[] value) throws StoreException {
        try {
            out.writeByte(PrimaryData.COLUMNS.indexOf(column) + 1);
            out.writeShort(key.length);
            out.write(key);
            out.writeInt(value.length);
            out.write(value);
        } catch (IOException e) {
            throw new StoreException("cannot write the snapshot (" + e.getMessage() + "): check free space", e);
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The network of a snapshot. */
    static Hash32 network(Path file) throws IOException {
        try (DataInputStream in = open(file, Hash32.digest())) {
            return head(in, file);
        }
    }

    /**
     * Reads a whole file into a sink. The sum at the end tells whether all of it was right, so what was taken before counts
     * only when this returns.
     */
    static long read(Path file, PrimaryData.Sink sink, Progress progress) throws IOException {
        MessageDigest digest = Hash32.digest();
        try (DataInputStream in = open(file, digest)) {
            head(in, file);
            long records = 0;
            Entry last = new Entry(0, new byte[0]);
            for (int kind = in.readUnsignedByte(); kind != 0; kind = in.readUnsignedByte()) {
                last = record(in, kind, last, sink, file);
                records++;
                if (records % 100_000 == 0) {
                    progress.at(PrimaryData.COLUMNS.get(kind - 1).name().toLowerCase(Locale.ROOT), records);
                }
            }
            if (in.readLong() != records) {
                throw damaged(file, "it counts other records than it has");
            }
            byte[] sum = digest.digest();
            byte[] stated = in.readNBytes(Hash32.BYTES);
            if (!MessageDigest.isEqual(sum, stated) || in.read() >= 0) {
                throw damaged(file, "its sum is another one");
            }
            return records;
        } catch (EOFException e) {
            throw damaged(file, "it ends too early");
        }
    }

    private record Entry(int kind, byte[] key) {}

    private static Entry record(DataInputStream in, int kind, Entry last, PrimaryData.Sink sink, Path file)
            throws IOException {
        if (kind > PrimaryData.COLUMNS.size()) {
            throw damaged(file, "it has a record of kind " + kind);
        }
        int keyLength = in.readUnsignedShort();
        byte[] key = in.readNBytes(Math.min(keyLength, PrimaryData.KEY_BYTES_MAX));
        int valueLength = in.readInt();
        if (keyLength > PrimaryData.KEY_BYTES_MAX || valueLength < 0 || valueLength > PrimaryData.VALUE_BYTES_MAX) {
            throw damaged(file, "it has a record of a length that no store has");
        }
        byte[] value = in.readNBytes(valueLength);
        boolean rises = kind > last.kind() || (kind == last.kind() && Arrays.compareUnsigned(last.key(), key) < 0);
        Column column = PrimaryData.COLUMNS.get(kind - 1);
        if (key.length < keyLength || value.length < valueLength || !rises || !PrimaryData.isPrimary(column, key)) {
            throw damaged(file, "its records are not in order or cut short");
        }
        sink.take(column, key, value);
        return new Entry(kind, key);
    }

    private static DataInputStream open(Path file, MessageDigest digest) throws IOException {
        return new DataInputStream(
                new DigestInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER), digest));
    }

    private static Hash32 head(DataInputStream in, Path file) throws IOException {
        try {
            if (in.readLong() != MAGIC) {
                throw new StoreException(file + " is not a snapshot of a block store");
            }
            int version = in.readInt();
            if (version != VERSION) {
                throw new StoreException("expected a snapshot of version " + VERSION + ", found version " + version
                        + " in " + file + ": use the release that wrote it");
            }
            byte[] network = in.readNBytes(Hash32.BYTES);
            if (network.length < Hash32.BYTES) {
                throw damaged(file, "it ends too early");
            }
            return Hash32.of(network);
        } catch (EOFException e) {
            throw damaged(file, "it ends too early");
        }
    }

    private static StoreException damaged(Path file, String what) {
        return new StoreException("the snapshot " + file + " is damaged: " + what + "; use another copy");
    }
}
