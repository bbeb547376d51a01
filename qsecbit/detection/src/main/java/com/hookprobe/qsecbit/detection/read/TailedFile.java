package com.hookprobe.qsecbit.detection.read;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** One open file that may still be written to, and the splitter that cuts its bytes into records. */
final class TailedFile implements Closeable {
    private static final int HEAD_BYTES_MAX = 256;

    private final FileSource source;
    private final String key;
    private final RecordParser parser;
    private RecordSplitter splitter;
    private long readBytes;
    private int headBytes;
    private long headCrc;
    private long overlongBefore;

    private TailedFile(
            FileSource source, String key, RecordParser parser, RecordSplitter splitter, int headBytes, long headCrc) {
        this.source = source;
        this.parser = parser;
        this.key = key;
        this.splitter = splitter;
        this.readBytes = splitter.consumedBytes();
        this.headBytes = headBytes;
        this.headCrc = headCrc;
    }

    static TailedFile fromStart(Path path, RecordParser parser) throws IOException {
        FileSource source = FileSource.open(path);
        parser.begin(new byte[0]);
        return new TailedFile(source, keyOf(path), parser, new RecordSplitter(parser.arrays()), 0, source.headCrc(0));
    }

    /** The file at a checkpoint, or at its start when the file is not the one that was read, or was cut since. */
    static TailedFile resumed(Path path, RecordParser parser, ReadCheckpoint from) throws IOException {
        TailedFile fresh = fromStart(path, parser);
        if (!matches(fresh.source, fresh.key, from)) {
            return fresh;
        }
        parser.begin(fresh.source.head((int) Math.min(RecordParser.HEAD_BYTES_MAX, from.offset())));
        RecordSplitter splitter = RecordSplitter.resumed(parser.arrays(), from.offset(), from.array());
        return new TailedFile(fresh.source, fresh.key, parser, splitter, from.headBytes(), from.headCrc());
    }

    /**
     * True when a file is the one that a checkpoint names, or a compressed copy of it. The identity alone is not enough:
     * the file system gives that of a deleted file to the next one.
     */
    static boolean isOf(Path path, ReadCheckpoint from) throws IOException {
        try (FileSource source = FileSource.open(path)) {
            return matches(source, keyOf(path), from);
        } catch (AccessDeniedException e) {
            // What we may not read is not what we have read.
            return false;
        }
    }

    /** The identity of a file: device and inode where the file system has them. */
    static String keyOf(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? "none" : key.toString();
    }

    private static boolean matches(FileSource source, String key, ReadCheckpoint checkpoint) throws IOException {
        return (key.equals(checkpoint.fileKey()) || (source.isCopy() && checkpoint.headBytes() > 0))
                && source.headCrc(checkpoint.headBytes()) == checkpoint.headCrc()
                && source.holds(checkpoint.headBytes())
                && source.holds(checkpoint.offset());
    }

    String key() {
        return key;
    }

    /** Reads on; the number of bytes, 0 at the end of what is there. */
    int read(ByteBuffer buffer, RecordSplitter.Sink sink) throws IOException {
        buffer.clear();
        int bytes = source.read(buffer, readBytes);
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
        return source.wasCut(readBytes, headBytes, headCrc);
    }

    void restart() throws IOException {
        overlongBefore += splitter.overlong();
        splitter = new RecordSplitter(parser.arrays());
        parser.begin(new byte[0]);
        readBytes = 0;
        headBytes = 0;
        headCrc = source.headCrc(0);
    }

    /** The file has ended for good. What stands before a damage is no whole record. */
    void finish(RecordSplitter.Sink sink) {
        if (!source.isDamaged()) {
            splitter.finish(sink);
        }
    }

    long overlong() {
        return overlongBefore + splitter.overlong();
    }

    boolean isDamaged() {
        return source.isDamaged();
    }

    ReadCheckpoint checkpoint() {
        return new ReadCheckpoint(key, splitter.consumedBytes(), splitter.isArray(), headBytes, headCrc);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    private void growHead() throws IOException {
        if (headBytes < HEAD_BYTES_MAX) {
            headBytes = source.head(HEAD_BYTES_MAX).length;
            headCrc = source.headCrc(headBytes);
        }
    }
}
