package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroException.Kind;
import com.hookprobe.neuro.dream.DreamInspection.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A segment as a file: a good header, and slots whose content is not looked at here. */
final class SegmentFile implements AutoCloseable {
    /** More than any writer makes: each record with a head of its own. */
    private static final int SLOTS_MAX = 1 << 22;

    private final Path path;
    private final FileChannel channel;
    private final SegmentHeader header;

    /** Of a header that was read from the file. */
    SegmentFile(Path path, FileChannel channel, SegmentHeader header) {
        this.path = path;
        this.channel = channel;
        this.header = header;
    }

    static SegmentFile openToRead(Path path) throws IOException, NeuroException, DamageException {
        return open(path, StandardOpenOption.READ);
    }

    static SegmentFile openToWrite(Path path) throws IOException, NeuroException, DamageException {
        return open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static SegmentFile open(Path path, OpenOption... options)
            throws IOException, NeuroException, DamageException {
        FileChannel channel = FileChannel.open(path, options);
        try {
            return new SegmentFile(path, channel, header(path, channel));
        } catch (IOException | NeuroException | DamageException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static SegmentHeader header(Path path, FileChannel channel)
            throws IOException, NeuroException, DamageException {
        byte[] bytes = read(channel, 0, (int) Math.min(channel.size(), SegmentHeader.BYTES));
        if (SegmentHeader.ofFirstFormat(bytes)) {
            throw new NeuroException(
                    Kind.LOG_VERSION,
                    path.getFileName()
                            + " is a dream log of the first format (HPDREAM1), expected HPDREAM2; that format"
                            + " was never released and is not converted: move its directory away and enrol the device"
                            + " anew");
        }
        try {
            SegmentHeader header = SegmentHeader.decode(bytes);
            String name = Directory.name(header.start().count());
            if (!path.getFileName().toString().equals(name)) {
                throw new BadBytes("the count of the file's name", "the header of " + name);
            }
            if (channel.size() > positionOf(SLOTS_MAX)) {
                throw new BadBytes("at most " + SLOTS_MAX + " slots", channel.size() + " bytes");
            }
            return header;
        } catch (BadBytes e) {
            throw new DamageException(damage(path, 0, e));
        }
    }

    Path path() {
        return path;
    }

    SegmentHeader header() {
        return header;
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Slots that are whole by their length. */
    int slotsWhole() throws IOException {
        return (int) ((channel.size() - SegmentHeader.BYTES) / Slots.BYTES);
    }

    /** The bytes of {@code n} slots. */
    byte[] read(int slot, int n) throws IOException {
        return read(channel, positionOf(slot), n * Slots.BYTES);
    }

    void write(byte[] bytes, int from, int slot) throws IOException {
        writeFully(channel, ByteBuffer.wrap(bytes, from, Slots.BYTES), positionOf(slot));
    }

    void cut(int slots) throws IOException {
        channel.truncate(positionOf(slots));
    }

    void sync() throws IOException {
        channel.force(false);
    }

    /** With the new length, which is all that a cut changes. */
    void syncLength() throws IOException {
        channel.force(true);
    }

    DamageException damaged(int slot, BadBytes why) {
        return new DamageException(damage(path, positionOf(slot), why));
    }

    static long positionOf(int slot) {
        return SegmentHeader.BYTES + (long) slot * Slots.BYTES;
    }

    static void writeFully(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    private static Damage damage(Path path, long position, BadBytes why) {
        return new Damage(path.getFileName().toString(), position, why.expected(), why.found());
    }

    private static byte[] read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new IOException("the file ended at " + (position + bytes.position()) + " while it was read");
            }
        }
        return bytes.array();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
