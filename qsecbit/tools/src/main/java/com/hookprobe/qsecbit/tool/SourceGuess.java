package com.hookprobe.qsecbit.tool;

import com.hookprobe.qsecbit.detection.capture.CaptureReader;
import com.hookprobe.qsecbit.detection.read.SensorFormat;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Finds out what a file holds by its first bytes, also behind gzip. */
final class SourceGuess {
    private static final int GZIP = 0x1f8b;
    private static final int PART_BYTES = 512;

    private SourceGuess() {}

    static SourceKind of(Path file) throws IOException {
        byte[] head = head(file);
        String packed = packing(head);
        if (!packed.isEmpty()) {
            throw new IOException(file + ": expected a plain file or gzip, found " + packed + ": unpack it first");
        }
        if (CaptureReader.isCapture(head)) {
            return SourceKind.PCAP;
        }
        return switch (SensorFormat.detect(file.toString(), head)) {
            case EVE -> SourceKind.EVE;
            case ZEEK_TSV, ZEEK_JSON -> SourceKind.ZEEK;
            case SNORT -> SourceKind.SNORT;
            case LOG -> SourceKind.LOG;
        };
    }

    private static byte[] head(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(SensorFormat.HEAD_BYTES);
        }
        if (head.length < 2 || ((head[0] & 0xff) << 8 | head[1] & 0xff) != GZIP) {
            return head;
        }
        ByteArrayOutputStream unpacked = new ByteArrayOutputStream();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            byte[] part = new byte[PART_BYTES];
            int bytes = in.read(part);
            while (bytes > 0 && unpacked.size() < SensorFormat.HEAD_BYTES) {
                unpacked.write(part, 0, bytes);
                bytes = in.read(part);
            }
        } catch (ZipException | EOFException e) {
            // What lies before the damage tells the format, too.
            return unpacked.size() == 0 ? head : unpacked.toByteArray();
        }
        return unpacked.toByteArray();
    }

    /** How a file is packed that we do not unpack; empty for any other. */
    private static String packing(byte[] head) {
        for (Packing packing : Packing.values()) {
            if (Arrays.mismatch(head, packing.magic) == packing.magic.length) {
                return packing.name().toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    private enum Packing {
        ZSTD(0x28, 0xb5, 0x2f, 0xfd),
        XZ(0xfd, '7', 'z', 'X', 'Z', 0),
        BZIP2('B', 'Z', 'h'),
        LZ4(0x04, 0x22, 0x4d, 0x18),
        ZIP('P', 'K', 3, 4);

        private final byte[] magic;

        Packing(int... bytes) {
            magic = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                magic[i] = (byte) bytes[i];
            }
        }
    }
}
