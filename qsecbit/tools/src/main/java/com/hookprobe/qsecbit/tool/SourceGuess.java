package com.hookprobe.qsecbit.tool;

import com.hookprobe.qsecbit.detection.capture.CaptureReader;
import com.hookprobe.qsecbit.detection.read.SensorFormat;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Finds out what a file holds by its first bytes, also behind gzip. */
final class SourceGuess {
    private static final int GZIP = 0x1f8b;

    private SourceGuess() {}

    static SourceKind of(Path file) throws IOException {
        byte[] head = head(file);
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
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readNBytes(SensorFormat.HEAD_BYTES);
        } catch (ZipException | EOFException e) {
            return head;
        }
    }
}
