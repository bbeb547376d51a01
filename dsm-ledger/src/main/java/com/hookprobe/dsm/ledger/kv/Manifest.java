package com.hookprobe.dsm.ledger.kv;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The one file that says which others count. It is replaced whole.
 *
 * @param next a number greater than that of every file that counts
 * @param log number of the log
 * @param segments from newest to oldest
 */
record Manifest(long next, long log, List<Entry> segments) {
    /**
     * A segment that counts.
     *
     * @param bytes length of its file
     * @param footerChecksum at the end of its file; tells it from another one of the same number
     */
    record Entry(long number, long bytes, int footerChecksum) {
        static final int BYTES = 8 + 8 + Checksum.BYTES;
    }

    private static final int HEAD_BYTES = Magic.BYTES + 8 + 8 + 4;
    private static final int SEGMENTS_MAX = 1 << 16;

    Manifest {
        segments = List.copyOf(segments);
    }

    static Manifest read(Disk disk) throws IOException {
        byte[] bytes;
        try (Disk.File file = disk.open(Names.MANIFEST)) {
            long size = file.size();
            long least = HEAD_BYTES + Checksum.BYTES;
            if (size < least || size > least + (long) SEGMENTS_MAX * Entry.BYTES) {
                throw Damage.found(disk, Names.MANIFEST, "at least " + least + " bytes", size + " bytes");
            }
            bytes = new byte[(int) size];
            file.read(0, bytes);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Magic.MANIFEST.take(in, disk, Names.MANIFEST);
        int stored = in.getInt(bytes.length - Checksum.BYTES);
        int checksum = Checksum.of(bytes, 0, bytes.length - Checksum.BYTES);
        if (stored != checksum) {
            throw Damage.found(disk, Names.MANIFEST, Checksum.text(stored), Checksum.text(checksum));
        }
        long next = in.getLong();
        long log = in.getLong();
        int count = in.getInt();
        if (in.remaining() != (long) count * Entry.BYTES + Checksum.BYTES) {
            throw Damage.found(disk, Names.MANIFEST, count + " segments", in.remaining() + " bytes of them");
        }
        List<Entry> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            segments.add(new Entry(in.getLong(), in.getLong(), in.getInt()));
        }
        return new Manifest(next, log, segments);
    }

    /** Replaces the one on disk. */
    void write(Disk disk) throws IOException {
        if (segments.size() > SEGMENTS_MAX) {
            throw new IllegalStateException("more than " + SEGMENTS_MAX + " segments");
        }
        ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + segments.size() * Entry.BYTES + Checksum.BYTES);
        Magic.MANIFEST.put(out);
        out.putLong(next).putLong(log).putInt(segments.size());
        for (Entry entry : segments) {
            out.putLong(entry.number()).putLong(entry.bytes()).putInt(entry.footerChecksum());
        }
        out.putInt(Checksum.of(out.array(), 0, out.position()));
        String temporary = Names.temporary(Names.MANIFEST);
        try (Disk.File file = disk.create(temporary)) {
            file.append(out.array(), out.capacity());
            file.force();
        }
        disk.rename(temporary, Names.MANIFEST);
        disk.force();
    }
}
