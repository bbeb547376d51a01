package com.hookprobe.qsecbit.correlation;

import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A file of the log: {@code inputs-POSITION.log}, the position of its first input in 16 hexadecimal digits. Head, 30 bytes,
 * big-endian: magic u64, shards u16, position u64, salt u64, CRC-32C u32; then batches.
 *
 * @param batches what could be read
 * @param end where the last of them ends; what lies behind it is a torn tail
 */
record Segment(String name, long position, long salt, List<Batch> batches, long end) {
    private static final long MAGIC = 0x4850434f52494e31L;
    private static final String PREFIX = "inputs-";
    private static final String SUFFIX = ".log";
    static final int HEAD_BYTES = 30;

    static String name(long position) {
        return PREFIX + String.format("%016x", position) + SUFFIX;
    }

    static boolean isName(String name) {
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }

    static byte[] head(Sharding sharding, long position, long salt) {
        ByteBuffer to = ByteBuffer.allocate(HEAD_BYTES);
        to.putLong(MAGIC).putShort((short) sharding.shards()).putLong(position).putLong(salt);
        return to.putInt(check(to.array())).array();
    }

    /** The position behind its last input. */
    long next() {
        if (batches.isEmpty()) {
            return position;
        }
        Batch last = batches.get(batches.size() - 1);
        return last.position() + last.inputs().size();
    }

    /**
     * Reads a segment.
     *
     * @return empty when it is the last and nothing but its head was begun: its making was interrupted
     * @throws CorrelationException when it is damaged, which no crash does
     */
    static Optional<Segment> read(Disk disk, String name, Sharding sharding, boolean last) throws IOException {
        byte[] bytes;
        try (Disk.File file = disk.open(name)) {
            bytes = file.readAll();
        }
        if (bytes.length < HEAD_BYTES || ByteBuffer.wrap(bytes).getInt(HEAD_BYTES - 4) != check(bytes)) {
            if (last && bytes.length <= HEAD_BYTES) {
                return Optional.empty();
            }
            throw damaged(disk, name, 0, "its head");
        }
        ByteBuffer head = ByteBuffer.wrap(bytes);
        long magic = head.getLong();
        int shards = head.getShort() & 0xffff;
        long position = head.getLong();
        long salt = head.getLong();
        if (magic != MAGIC || !name.equals(name(position))) {
            throw damaged(disk, name, 0, "its name");
        }
        if (shards != sharding.shards()) {
            throw new CorrelationException("the log in " + disk + " has " + shards + " shards, expected "
                    + sharding.shards() + ": open it with " + shards + ", or begin with an empty folder");
        }
        return Optional.of(batches(disk, name, bytes, position, salt, last));
    }

    private static Segment batches(Disk disk, String name, byte[] bytes, long position, long salt, boolean last)
            throws CorrelationException {
        List<Batch> batches = new ArrayList<>();
        long next = position;
        int at = HEAD_BYTES;
        while (at < bytes.length) {
            Optional<Batch> batch = Batch.read(salt, bytes, at);
            if (batch.isEmpty() || batch.get().position() != next) {
                break;
            }
            batches.add(batch.get());
            next += batch.get().inputs().size();
            at += batch.get().bytes();
        }
        // A batch is written when the one before is durable: behind the torn one there is never another.
        for (int behind = at; behind < bytes.length; behind++) {
            if (!last || Batch.read(salt, bytes, behind).isPresent()) {
                throw damaged(disk, name, at, "input " + next);
            }
        }
        return new Segment(name, position, salt, batches, at);
    }

    private static CorrelationException damaged(Disk disk, String name, int at, String what) {
        return new CorrelationException("the log is damaged: expected " + what + " at byte " + at + " of " + name
                + " in "
                + disk + ", found something else; put the folder back from a backup, or empty it: then the correlator"
                + " begins anew and counts what members report from now on");
    }

    private static int check(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, HEAD_BYTES - Integer.BYTES);
        return (int) crc.getValue();
    }
}
