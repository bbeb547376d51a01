package com.hookprobe.qsecbit.detection.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * How far a file has been read: everything before the offset has been delivered, nothing behind it.
 *
 * @param fileKey the identity of the file on its file system (device and inode)
 * @param offset in bytes
 * @param array true when the file is a JSON array
 * @param headBytes how many bytes from the start of the file the checksum covers
 * @param headCrc CRC-32C of these bytes: an inode that was reused, or a file that was cut and written anew, has others
 */
public record ReadCheckpoint(String fileKey, long offset, boolean array, int headBytes, long headCrc) {
    private static final String VERSION = "read-checkpoint-1";
    private static final int TEXT_BYTES_MAX = 4096;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a negative number
     */
    public ReadCheckpoint {
        if (offset < 0 || headBytes < 0 || headCrc < 0) {
            throw new IllegalArgumentException("a negative number in a checkpoint");
        }
    }

    /** Writes the checkpoint so that a crash leaves the old one or the new one. */
    public void save(Path file) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        byte[] text = (VERSION + "\n" + offset + "\n" + array + "\n" + headBytes + "\n" + headCrc + "\n" + fileKey
                        + "\n")
                .getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(text);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Reads a saved checkpoint; empty when there is none.
     *
     * @throws IOException when it cannot be read or is not a checkpoint
     */
    public static Optional<ReadCheckpoint> load(Path file) throws IOException {
        String text;
        try {
            if (Files.size(file) > TEXT_BYTES_MAX) {
                throw new IOException("not a checkpoint: " + file);
            }
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        String[] lines = text.split("\n", -1);
        if (lines.length != 7 || !lines[0].equals(VERSION) || !(lines[2].equals("true") || lines[2].equals("false"))) {
            throw new IOException("not a checkpoint: " + file);
        }
        try {
            return Optional.of(new ReadCheckpoint(
                    lines[5],
                    Long.parseLong(lines[1]),
                    Boolean.parseBoolean(lines[2]),
                    Integer.parseInt(lines[3]),
                    Long.parseLong(lines[4])));
        } catch (IllegalArgumentException e) {
            throw new IOException("not a checkpoint: " + file, e);
        }
    }
}
