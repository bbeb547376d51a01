package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * What the journal beside a temporary file says: whose transfer it is, and which chunks are safe on the disk.
 *
 * <pre>
 * 0 magic 8 | 8 size u64 | 16 chunk_size u32 | 20 total_chunks u32 | 24 created_millis u64
 * 32 node 32 | 64 path_hash 32 | 96 sha256 32 | 128 crc u32 | 132 zero u32
 * then records: index u32 | check of the chunk u64 | crc u32 over the header's crc and this record
 * </pre>
 *
 * <p>Records are only appended, so a crash can at worst tear the last one: reading ends at the first record that is not
 * sound. A chunk may have several records; the last one counts. CRC and check find torn and rotten writes, not
 * attacks: each chunk is checked again before it is believed, and the whole file is hashed before it is put in its place.
 * So a check need not be a SHA-256, which would cost a receiver as much as hashing the file.
 */
public final class Journal {
    /** Bytes of the header. */
    public static final int HEADER_BYTES = 136;
    /** Bytes of a record. */
    public static final int RECORD_BYTES = 16;
    /** Longest journal; each chunk may be there four times, because one found rotten is written again. */
    public static final int BYTES_MAX = HEADER_BYTES + 4 * ChunkPlan.CHUNKS_MAX * RECORD_BYTES;

    private static final byte[] MAGIC = {'H', 'T', 'P', 'J', 'R', 'N', 'L', '2'};
    private static final int CRC_AT = 128;

    private final ResumeKey key;
    private final long createdMillis;
    private final int headerCrc;
    private final BitSet chunks = new BitSet();
    private final long[] checks;
    private int soundBytes = HEADER_BYTES;

    private Journal(ResumeKey key, long createdMillis, int headerCrc, int totalChunks) {
        this.key = key;
        this.createdMillis = createdMillis;
        this.headerCrc = headerCrc;
        this.checks = new long[totalChunks];
    }

    /** The header of a new journal. {@code createdMillis} is wall clock, 0 or more. */
    public static byte[] header(ResumeKey key, long createdMillis) {
        ChunkPlan plan = ChunkPlan.of(key.size());
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES);
        out.put(MAGIC).putLong(plan.size()).putInt(plan.chunkSize()).putInt(plan.totalChunks());
        out.putLong(createdMillis).put(key.nodeBytes());
        out.put(key.pathHash().toBytes()).put(key.sha256().toBytes());
        return out.putInt(crc(out.array(), 0, CRC_AT)).array();
    }

    /** A record of a chunk of the journal that starts with that header. */
    public static byte[] record(byte[] header, int index, long check) {
        ByteBuffer out = ByteBuffer.allocate(RECORD_BYTES).putInt(index).putLong(check);
        return out.putInt(recordCrc(ByteBuffer.wrap(header).getInt(CRC_AT), out.array(), 0))
                .array();
    }

    /** Reads a journal, or the start of one; empty when the header is not sound. Never throws on any bytes. */
    public static Optional<Journal> parse(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes.length > BYTES_MAX) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte[] magic = new byte[MAGIC.length];
        in.get(magic);
        long size = in.getLong();
        int chunkSize = in.getInt();
        int totalChunks = in.getInt();
        long createdMillis = in.getLong();
        byte[] node = new byte[ResumeKey.NODE_BYTES];
        in.get(node);
        FileHash pathHash = hash(in);
        FileHash sha256 = hash(in);
        boolean sound = Arrays.equals(magic, MAGIC)
                && in.getInt() == crc(bytes, 0, CRC_AT)
                && in.getInt() == 0
                && size >= 0
                && size <= ChunkPlan.SIZE_MAX
                && createdMillis >= 0
                && sha256.known();
        if (!sound) {
            return Optional.empty();
        }
        ChunkPlan plan = ChunkPlan.of(size);
        if (plan.chunkSize() != chunkSize || plan.totalChunks() != totalChunks) {
            return Optional.empty();
        }
        ResumeKey key = ResumeKey.of(node, pathHash, sha256, size);
        Journal journal = new Journal(key, createdMillis, ByteBuffer.wrap(bytes).getInt(CRC_AT), totalChunks);
        journal.records(in);
        return Optional.of(journal);
    }

    private void records(ByteBuffer in) {
        while (in.remaining() >= RECORD_BYTES) {
            int crc = recordCrc(headerCrc, in.array(), in.position());
            int index = in.getInt();
            long check = in.getLong();
            if (in.getInt() != crc || index < 0 || index >= checks.length) {
                return;
            }
            chunks.set(index);
            checks[index] = check;
            soundBytes += RECORD_BYTES;
        }
    }

    /** Whose transfer this is. */
    public ResumeKey key() {
        return key;
    }

    /** When the transfer began: wall clock, milliseconds since 1970. */
    public long createdMillis() {
        return createdMillis;
    }

    /** Chunks with a record; a copy. */
    public BitSet chunks() {
        return (BitSet) chunks.clone();
    }

    /** What the check of a chunk with a record should be: see {@link #check(ChunkBytes)}. */
    public long check(int index) {
        if (!chunks.get(index)) {
            throw new IllegalArgumentException("no record of chunk " + index);
        }
        return checks[index];
    }

    /** Bytes up to the end of the last sound record: where to append. */
    public int soundBytes() {
        return soundBytes;
    }

    /** The check of a chunk: its CRC-32, then its CRC-32C. */
    public static long check(ChunkBytes chunk) {
        CRC32C castagnoli = new CRC32C();
        castagnoli.update(chunk.buffer());
        CRC32 first = new CRC32();
        first.update(chunk.buffer());
        return first.getValue() << 32 | castagnoli.getValue();
    }

    private static FileHash hash(ByteBuffer in) {
        byte[] bytes = new byte[FileHash.LENGTH];
        in.get(bytes);
        return FileHash.of(bytes);
    }

    private static int recordCrc(int headerCrc, byte[] bytes, int from) {
        CRC32 crc = new CRC32();
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(headerCrc).flip());
        crc.update(bytes, from, RECORD_BYTES - Integer.BYTES);
        return (int) crc.getValue();
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
