package com.hookprobe.qsecbit.detection.capture;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads packets from pcap and pcapng, also compressed with gzip, from a file or from a stream that is still written.
 *
 * <p>The packet is not copied: {@link #data()} is the reader's own buffer, and what it holds is valid until the next
 * call of {@link #next()}. A file that is cut, damaged or hostile ends early and is counted; it costs one buffer of 1 MiB
 * whatever it says. Not thread-safe.
 */
public final class CaptureReader implements Closeable {
    /** The longest packet that is delivered: what tcpdump keeps at most. */
    public static final int PACKET_BYTES_MAX = 262_144;

    private static final int MAGIC_BYTES = 4;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;
    private static final int INFLATE_BYTES = 1 << 16;

    private final InputStream in;
    private final CaptureSource source;
    private final CaptureFormat format;
    private int offset;
    private int length;
    private int wireLength;
    private int linkType;
    private long timeMicros;
    private long packets;
    private long overlong;
    private long damaged;
    private long skippedBlocks;
    private long truncated;
    private boolean ended;

    private CaptureReader(InputStream in, String name) throws IOException {
        this.in = in;
        this.source = new CaptureSource(in);
        this.format = format(name);
    }

    /**
     * Opens a file.
     *
     * @throws IOException when it cannot be read, or is neither pcap nor pcapng
     */
    public static CaptureReader open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            return of(in, file.toString());
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /**
     * Reads a stream, which {@link #close()} closes.
     *
     * @param name of the stream, for messages
     * @throws IOException when it cannot be read, or is neither pcap nor pcapng
     */
    public static CaptureReader of(InputStream in, String name) throws IOException {
        PushbackInputStream peeking = new PushbackInputStream(in, 2);
        byte[] first = peeking.readNBytes(2);
        peeking.unread(first);
        boolean gzip = first.length == 2 && (first[0] & 0xff) == GZIP_FIRST && (first[1] & 0xff) == GZIP_SECOND;
        return new CaptureReader(gzip ? new GZIPInputStream(peeking, INFLATE_BYTES) : peeking, name);
    }

    /** True when a file that begins so is pcap or pcapng, not compressed. */
    public static boolean isCapture(byte[] head) {
        if (head.length < MAGIC_BYTES) {
            return false;
        }
        int magic = ByteBuffer.wrap(head).getInt();
        int swapped = Integer.reverseBytes(magic);
        return magic == PcapFormat.MICROS
                || magic == PcapFormat.NANOS
                || swapped == PcapFormat.MICROS
                || swapped == PcapFormat.NANOS
                || magic == PcapngFormat.SECTION;
    }

    private CaptureFormat format(String name) throws IOException {
        int at = source.need(MAGIC_BYTES);
        source.bigEndian = true;
        int magic = at < 0 ? 0 : source.i32(at);
        source.bigEndian = magic == PcapFormat.MICROS || magic == PcapFormat.NANOS;
        int plain = source.bigEndian ? magic : Integer.reverseBytes(magic);
        if (plain == PcapFormat.MICROS || plain == PcapFormat.NANOS) {
            return new PcapFormat(source, plain == PcapFormat.NANOS);
        }
        if (magic == PcapngFormat.SECTION) {
            return new PcapngFormat(source);
        }
        throw new IOException(name + " is no capture: expected the first four bytes of pcap or pcapng, found "
                + (at < 0 ? "fewer than four bytes" : String.format("%08x", magic)));
    }

    /**
     * Goes to the next packet; waits for it when the stream is still written.
     *
     * @return false at the end of the input, or where it is damaged so that no more can be found
     * @throws IOException when the input fails
     */
    public boolean next() throws IOException {
        if (ended) {
            return false;
        }
        try {
            if (format.next(this)) {
                packets++;
                return true;
            }
        } catch (ZipException | EOFException e) {
            // A compressed file that was cut or damaged ends as a plain one does.
            truncated = 1;
        }
        ended = true;
        return false;
    }

    /** The buffer that holds the packet. */
    public byte[] data() {
        return source.bytes;
    }

    /** Where the packet begins in {@link #data()}. */
    public int offset() {
        return offset;
    }

    /** How many bytes were captured, 0 to {@link #PACKET_BYTES_MAX}. */
    public int length() {
        return length;
    }

    /** How long the packet was on the wire, at least {@link #length()}. */
    public int wireLength() {
        return wireLength;
    }

    /** One of {@link LinkType}, or another number that is not decoded. */
    public int linkType() {
        return linkType;
    }

    /** When it was captured, microseconds since the epoch. */
    public long timeMicros() {
        return timeMicros;
    }

    /** The counters so far. */
    public CaptureCounters counters() {
        return new CaptureCounters(packets, overlong, damaged, skippedBlocks, truncated);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    void packet(int at, int captured, long wire, int link, long micros) {
        offset = at;
        length = captured;
        wireLength = (int) Math.min(Integer.MAX_VALUE, Math.max(captured, wire));
        linkType = link;
        timeMicros = micros;
    }

    void overlong() {
        overlong++;
    }

    void damaged() {
        damaged++;
    }

    void skippedBlock() {
        skippedBlocks++;
    }

    void endInside(boolean inside) {
        truncated = inside ? 1 : truncated;
    }
}
