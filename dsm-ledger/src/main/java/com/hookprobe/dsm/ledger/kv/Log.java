package com.hookprobe.dsm.ledger.kv;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The write-ahead log: batches that are not in a segment yet, one record each. */
final class Log implements Closeable {
    static final int HEADER_BYTES = Magic.BYTES + 8 + 8 + Checksum.BYTES;

    private final Disk.File file;
    private final long number;
    private final long salt;
    private long end;
    private long forced;
    /** Where the last seal ends, or where the first record begins. */
    private long sealed;

    /**
     * Of a file whose records end where it ends, and of which nothing is known to be durable but the header.
     *
     * @param sealed where the last seal ends
     */
    Log(Disk.File file, long number, long salt, long sealed, long end) {
        this.file = file;
        this.number = number;
        this.salt = salt;
        this.end = end;
        this.forced = HEADER_BYTES;
        this.sealed = sealed;
    }

    /** Makes an empty log, durable but for its name. */
    static Log create(Disk disk, long number, long salt) throws IOException {
        Disk.File file = disk.create(Names.log(number));
        try {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            Magic.LOG.put(header);
            header.putLong(number).putLong(salt);
            header.putInt(Checksum.of(header.array(), 0, header.position()));
            file.append(header.array(), HEADER_BYTES);
            file.force();
            return new Log(file, number, salt, HEADER_BYTES, HEADER_BYTES);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    long number() {
        return number;
    }

    long length() {
        return end;
    }

    /** Adds a batch of at most {@link Limits#BATCH_BYTES_MAX} bytes as one record. */
    void append(List<Slot> batch) throws IOException {
        int length = 0;
        for (Slot slot : batch) {
            length += slot.encodedBytes();
        }
        byte[] record = new byte[RecordHead.BYTES + length];
        ByteBuffer body = ByteBuffer.wrap(record, RecordHead.BYTES, length);
        for (Slot slot : batch) {
            slot.encode(body);
        }
        int checksum = Checksum.of(salt, end, record, RecordHead.BYTES, length);
        new RecordHead(end, length, forced, checksum).encode(record, salt);
        file.append(record, record.length);
        end += record.length;
    }

    void force() throws IOException {
        if (forced < end) {
            file.force();
            forced = end;
        }
    }

    /**
     * Makes everything durable and adds an empty record that says so: from then on damage to any batch is told from a write
     * that a power cut stopped.
     */
    void seal() throws IOException {
        force();
        if (sealed < end) {
            append(List.of());
            force();
            sealed = end;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
