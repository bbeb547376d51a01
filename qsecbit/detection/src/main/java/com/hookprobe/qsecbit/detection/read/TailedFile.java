package com.hookprobe.qsecbit.detection.read;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** One open file that may still be written to, and the splitter that cuts its bytes into records. */
final class TailedFile implements Closeable {
    private static final int HEAD_BYTES_MAX = 256;

    private final FileChannel channel;
    private final String key;
    private final RecordParser parser;
    private RecordSplitter splitter;
    private long readBytes;
    private int headBytes;
    private long headCrc;
    private long overlongBefore;

    private TailedFile(
            FileChannel channel,
            String key,
            RecordParser parser,
            RecordSplitter splitter,
            int headBytes,
            long headCrc) {
        this.channel = channel;
        this.parser = parser;
        this.key = key;
        this.splitter = splitter;
        this.readBytes = splitter.consumedBytes();
        this.headBytes = headBytes;
        this.headCrc = headCrc;
    }

    static TailedFile fromStart(Path path, RecordParser parser) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        parser.begin(new byte[0]);
        return new TailedFile(channel, keyOf(path), parser, new RecordSplitter(parser.arrays()), 0, crc(channel, 0));
    }

    /** The file at a checkpoint, or at its start when the file is not the one that was read, or was cut since. */
    static TailedFile resumed(Path path, RecordParser parser, ReadCheckpoint from) throws IOException {
        TailedFile fresh = fromStart(path, parser);
        if (!fresh.matches(from)) {
            return fresh;
        }
        parser.begin(bytes(fresh.channel, (int) Math.min(RecordParser.HEAD_BYTES_MAX, from.offset())));
        RecordSplitter splitter = RecordSplitter.resumed(parser.arrays(), from.offset(), from.array());
        return new TailedFile(fresh.channel, fresh.key, parser, splitter, from.headBytes(), from.headCrc());
    }

    /** The identity of a file: device and inode where the file system has them. */
    static String keyOf(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? "none" : key.toString();
    }

    boolean matches(ReadCheckpoint checkpoint) throws IOException {
        return key.equals(checkpoint.fileKey())
                && channel.size() >= checkpoint.offset()
                && channel.size() >= checkpoint.headBytes()
                && crc(channel, checkpoint.headBytes()) == checkpoint.headCrc();
    }

    String key() {
        return key;
    }

    /** Reads on; the number of bytes, 0 at the end of what is there. */
    int read(ByteBuffer buffer, RecordSplitter.Sink sink) throws IOException {
        buffer.clear();
        int bytes = channel.read(buffer, readBytes);
        if (bytes <= 0) {
            return 0;
        }
        growHead();
        readBytes += bytes;
        splitter.feed(buffer.array(), bytes, sink);
        return bytes;
    }

    /** True when the bytes that were read are no longer there: the file was cut, or cut and written anew. */
    boolean wasCut() throws IOException {
        return channel.size() < readBytes || crc(channel, headBytes) != headCrc;
    }

    void restart() throws IOException {
        overlongBefore += splitter.overlong();
        splitter = new RecordSplitter(parser.arrays());
        parser.begin(new byte[0]);
        readBytes = 0;
        headBytes = 0;
        headCrc = crc(channel, 0);
    }

    void finish(RecordSplitter.Sink sink) {
        splitter.finish(sink);
    }

    long overlong() {
        return overlongBefore + splitter.overlong();
    }

    ReadCheckpoint checkpoint() {
        return new ReadCheckpoint(key, splitter.consumedBytes(), splitter.isArray(), headBytes, headCrc);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void growHead() throws IOException {
        if (headBytes < HEAD_BYTES_MAX) {
            headBytes = (int) Math.min(HEAD_BYTES_MAX, channel.size());
            headCrc = crc(channel, headBytes);
        }
    }

    private static byte[] bytes(FileChannel channel, int count) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(count);
        while (head.hasRemaining() && channel.read(head, head.position()) > 0) {
            // A short read is read on.
        }
        return Arrays.copyOf(head.array(), head.position());
    }

    private static long crc(FileChannel channel, int bytes) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(bytes(channel, bytes));
        return crc.getValue();
    }
}
