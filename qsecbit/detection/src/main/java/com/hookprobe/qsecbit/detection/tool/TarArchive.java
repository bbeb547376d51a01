package com.hookprobe.qsecbit.detection.tool;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Unpacks the plain files of a gzipped tar (POSIX ustar): a header of 512 bytes with name, octal size and type, then the
 * content, padded to 512. Links and devices are left out, and so is a name that leads out of the folder.
 */
final class TarArchive {
    private static final int BLOCK = 512;
    private static final int NAME_CHARS = 100;
    private static final int PREFIX_AT = 345;
    private static final int PREFIX_CHARS = 155;
    private static final long BYTES_MAX = 4L << 30;

    private TarArchive() {}

    /**
     * Unpacks an archive.
     *
     * @throws IOException when it is no such archive, is cut off, or holds more than 4 GiB
     */
    static void unpack(Path tarGz, Path folder) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(new GZIPInputStream(Files.newInputStream(tarGz))))) {
            byte[] header = new byte[BLOCK];
            long total = 0;
            while (readHeader(in, header)) {
                long size = octal(header, 124, 12);
                total += size;
                if (size < 0 || total > BYTES_MAX) {
                    throw new IOException("expected at most " + BYTES_MAX + " bytes in " + tarGz + ", found more");
                }
                Path file = root.resolve(name(header)).normalize();
                boolean plain = header[156] == '0' || header[156] == 0;
                if (plain && file.startsWith(root) && !file.equals(root)) {
                    copy(in, size, file);
                } else {
                    in.skipNBytes(size);
                }
                in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
            }
        }
    }

    private static boolean readHeader(DataInputStream in, byte[] header) throws IOException {
        try {
            in.readFully(header);
        } catch (EOFException e) {
            // Some writers leave out the two empty blocks at the end.
            return false;
        }
        return header[0] != 0;
    }

    private static void copy(DataInputStream in, long size, Path file) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        byte[] buffer = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(file)) {
            long left = size;
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new EOFException("the archive ends within " + file);
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }

    private static String name(byte[] header) {
        String prefix = text(header, PREFIX_AT, PREFIX_CHARS);
        String name = text(header, 0, NAME_CHARS);
        boolean ustar = text(header, 257, 5).equals("ustar");
        return ustar && !prefix.isEmpty() ? prefix + "/" + name : name;
    }

    private static long octal(byte[] header, int from, int length) throws IOException {
        try {
            return Long.parseLong(text(header, from, length).strip(), 8);
        } catch (NumberFormatException e) {
            throw new IOException("expected a tar header, found something else", e);
        }
    }

    private static String text(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
