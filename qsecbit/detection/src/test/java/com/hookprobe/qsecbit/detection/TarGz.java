package com.hookprobe.qsecbit.detection;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Reads the files of a compressed tar one after the other. */
public final class TarGz {
    private static final int BLOCK = 512;

    private TarGz() {}

    /** Takes a file. */
    @FunctionalInterface
    public interface Sink {
        /** @param name the path inside the archive, without "./" */
        void file(String name, byte[] content) throws IOException;
    }

    /** Calls back for each regular file: a header of 512 bytes with name and octal size, then the content, padded. */
    public static void read(Path tarGz, Sink sink) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(new GZIPInputStream(Files.newInputStream(tarGz))))) {
            byte[] header = new byte[BLOCK];
            while (true) {
                try {
                    in.readFully(header);
                } catch (EOFException e) {
                    return;
                }
                String name = text(header, 0, 100).replaceFirst("^\\./", "");
                if (name.isEmpty()) {
                    return;
                }
                int size = Integer.parseInt(text(header, 124, 12).trim(), 8);
                byte[] content = in.readNBytes(size);
                in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
                if (header[156] == '0' || header[156] == 0) {
                    sink.file(name, content);
                }
            }
        }
    }

    private static String text(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.US_ASCII);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
