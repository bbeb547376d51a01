package com.hookprobe.qsecbit.tool;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Finds out what a file holds by its first bytes, also behind gzip. */
final class SourceGuess {
    private static final int HEAD_BYTES = 4096;
    private static final int GZIP = 0x1f8b;

    private SourceGuess() {}

    static SourceKind of(Path file) throws IOException {
        byte[] head = head(file);
        if (isCapture(head)) {
            return SourceKind.PCAP;
        }
        String text = new String(head, StandardCharsets.ISO_8859_1).stripLeading();
        if (text.startsWith("#separator") || text.startsWith("#fields")) {
            return SourceKind.ZEEK;
        }
        if (text.startsWith("[") && text.contains("{")) {
            return text.contains("\"event_type\"") ? SourceKind.EVE : SourceKind.SNORT;
        }
        if (!text.startsWith("{")) {
            return SourceKind.LOG;
        }
        String line = text.lines().findFirst().orElse("");
        if (line.contains("\"event_type\"")) {
            return SourceKind.EVE;
        }
        return line.contains("\"ts\":") ? SourceKind.ZEEK : SourceKind.SNORT;
    }

    private static byte[] head(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD_BYTES);
        }
        if (head.length < 2 || ((head[0] & 0xff) << 8 | head[1] & 0xff) != GZIP) {
            return head;
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readNBytes(HEAD_BYTES);
        } catch (ZipException | EOFException e) {
            return head;
        }
    }

    private static boolean isCapture(byte[] head) {
        if (head.length < Integer.BYTES) {
            return false;
        }
        int magic = ByteBuffer.wrap(head).getInt();
        return magic == 0xa1b2c3d4
                || magic == 0xd4c3b2a1
                || magic == 0xa1b23c4d
                || magic == 0x4d3cb2a1
                || magic == 0x0a0d0d0a;
    }
}
