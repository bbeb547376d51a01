package com.hookprobe.dsm.ledger.kv;

import com.hookprobe.dsm.ledger.StoreException;
import java.nio.ByteBuffer;

/**
 * The end of a segment, by which it is read.
 *
 * @param number of the segment, as in its name
 * @param newest the greatest number of those segments written from a memtable that are in it: a segment hides one with a
 *     lesser one, whatever the numbers of merged segments are
 * @param slots all of them, deletions included
 * @param dataBytes length of the blocks; the filter follows, then the index, then this
 */
record Footer(
        long number,
        long newest,
        long slots,
        long deletions,
        long dataBytes,
        int filterBytes,
        int indexBytes,
        int filterChecksum,
        int indexChecksum) {
    static final int BYTES = Magic.BYTES + 5 * 8 + 4 * 4 + Checksum.BYTES;

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        Magic.SEGMENT.put(out);
        out.putLong(number).putLong(newest).putLong(slots).putLong(deletions).putLong(dataBytes);
        out.putInt(filterBytes).putInt(indexBytes).putInt(filterChecksum).putInt(indexChecksum);
        out.putInt(Checksum.of(out.array(), 0, out.position()));
        return out.array();
    }

    int checksum() {
        return ByteBuffer.wrap(encode()).getInt(BYTES - Checksum.BYTES);
    }

    static Footer decode(byte[] bytes, Disk disk, String file) throws StoreException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Magic.SEGMENT.take(in, disk, file);
        int stored = in.getInt(BYTES - Checksum.BYTES);
        int checksum = Checksum.of(bytes, 0, BYTES - Checksum.BYTES);
        if (stored != checksum) {
            throw Damage.found(disk, file, "a footer of " + Checksum.text(stored), Checksum.text(checksum));
        }
        return new Footer(
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.getInt(),
                in.getInt(),
                in.getInt(),
                in.getInt());
    }

    long fileBytes() {
        return dataBytes + filterBytes + indexBytes + BYTES;
    }

    boolean possible() {
        return slots > 0
                && deletions >= 0
                && deletions <= slots
                && dataBytes > 0
                && filterBytes > 0
                && filterBytes <= BloomFilter.BYTES_MAX
                && indexBytes > 0;
    }
}
