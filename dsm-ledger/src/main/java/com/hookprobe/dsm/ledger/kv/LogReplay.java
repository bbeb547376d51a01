package com.hookprobe.dsm.ledger.kv;

import com.hookprobe.dsm.ledger.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log back after a start. A torn tail is left out; damage before it is refused.
 *
 * <p>A power cut may leave a hole in what was not forced yet: zeros where a sector was not written, and good records behind
 * it. Such a hole is part of the tail when no record behind it says that its place was durable.
 */
final class LogReplay {
    private static final int SECTOR_BYTES = 512;
    private static final int WINDOW_BYTES = 64 << 10;

    private final Disk disk;
    private final Disk.File file;
    private final String name;
    private final long number;
    private final long salt;
    private final long size;
    private final @Nullable Losses losses;
    private long sealed = Log.HEADER_BYTES;
    private long end = Log.HEADER_BYTES;

    LogReplay(Disk disk, Disk.File file, long number) throws IOException {
        this(disk, file, number, null);
    }

    /** Where losses are to be told, damage is not refused: what is behind it counts. */
    LogReplay(Disk disk, Disk.File file, long number, @Nullable Losses losses) throws IOException {
        this.losses = losses;
        this.disk = disk;
        this.file = file;
        this.name = Names.log(number);
        this.number = number;
        this.size = file.size();
        this.salt = salt();
    }

    private long salt() throws IOException {
        if (size < Log.HEADER_BYTES) {
            throw Damage.found(disk, name, "a header of " + Log.HEADER_BYTES + " bytes", size + " bytes");
        }
        ByteBuffer header = ByteBuffer.wrap(read(0, Log.HEADER_BYTES));
        Magic.LOG.take(header, disk, name);
        long found = header.getLong();
        long random = header.getLong();
        int checksum = Checksum.of(header.array(), 0, header.position());
        int stored = header.getInt();
        if (stored != checksum) {
            throw Damage.found(disk, name, "a header of " + Checksum.text(stored), Checksum.text(checksum));
        }
        if (found != number) {
            throw Damage.found(disk, name, "the log of number " + number, "that of " + found);
        }
        return random;
    }

    /** Applies all whole batches. */
    void run(Memtable memtable) throws IOException {
        while (end < size) {
            RecordHead head = end + RecordHead.BYTES <= size
                    ? RecordHead.decode(read(end, RecordHead.BYTES), 0, salt, end)
                    : null;
            byte[] body = head == null ? null : body(head);
            if (head != null && body != null) {
                apply(body, memtable);
                end = head.end();
                sealed = head.length() == 0 ? end : sealed;
            } else if (!passOver()) {
                return;
            }
        }
    }

    /** Goes to the first good record behind a damaged one; false when all that is left is a torn tail. */
    private boolean passOver() throws IOException {
        long good = behindDamage();
        if (losses == null && good >= 0) {
            throw Damage.found(
                    disk, name, "a good record at byte " + end, "a bad one, with good ones from byte " + good);
        }
        if (losses != null) {
            losses.add(
                    name,
                    end,
                    (good >= 0 ? good : size) - end,
                    good >= 0 ? "damaged batches" : "the last batches are torn by a power cut, or damaged");
        }
        end = good >= 0 ? good : end;
        return good >= 0;
    }

    /** True when the file ends behind the last whole batch. */
    boolean whole() {
        return end == size;
    }

    /** The log, to add to; it must be whole. */
    Log log() {
        return new Log(file, number, salt, sealed, end);
    }

    private byte @Nullable [] body(RecordHead head) throws IOException {
        if (head.end() > size) {
            return null;
        }
        byte[] body = read(head.position() + RecordHead.BYTES, head.length());
        boolean good = head.bodyChecksum() == Checksum.of(salt, head.position(), body, 0, body.length);
        return good ? body : null;
    }

    private void apply(byte[] body, Memtable memtable) throws StoreException {
        ByteBuffer in = ByteBuffer.wrap(body);
        while (in.hasRemaining()) {
            Slot slot = Slot.decode(in);
            if (slot == null) {
                throw Damage.found(disk, name, "a batch at byte " + end, "bytes that are none");
            }
            memtable.put(slot);
        }
    }

    /** Position of the first good head behind a damaged record; -1 when the record begins a torn tail. */
    private long behindDamage() throws IOException {
        long first = -1;
        for (long from = end + 1; from + RecordHead.BYTES <= size; from += WINDOW_BYTES - RecordHead.BYTES + 1) {
            byte[] window = read(from, (int) Math.min(WINDOW_BYTES, size - from));
            for (int at = 0; at + RecordHead.BYTES <= window.length; at++) {
                RecordHead later = RecordHead.decode(window, at, salt, from + at);
                if (later == null) {
                    continue;
                }
                boolean nearest = first < 0;
                first = nearest ? later.position() : first;
                if (later.forced() > end || (nearest && !hole(first))) {
                    return first;
                }
            }
        }
        return -1;
    }

    /** True when a whole sector between the bad record and the next good one was never written. */
    private boolean hole(long good) throws IOException {
        for (long sector = end / SECTOR_BYTES * SECTOR_BYTES; sector + SECTOR_BYTES <= good; sector += SECTOR_BYTES) {
            long from = Math.max(end, sector);
            if (zeros(read(from, (int) (sector + SECTOR_BYTES - from)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean zeros(byte[] bytes) {
        for (byte each : bytes) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    private byte[] read(long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.read(position, bytes);
        return bytes;
    }
}
