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
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

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
    private static final String VERSION = "read-checkpoint-2";
    /** Without a checksum; still read. */
    private static final String FIRST_VERSION = "read-checkpoint-1";

    private static final int TEXT_BYTES_MAX = 4096;

    /** A file that is no checkpoint. */
    public static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1;

        private DamagedException(Path file, @Nullable Throwable cause) {
            super("not a checkpoint: " + file, cause);
        }
    }

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
        String facts =
                VERSION + "\n" + offset + "\n" + array + "\n" + headBytes + "\n" + headCrc + "\n" + fileKey + "\n";
        byte[] text = (facts + crc(facts) + "\n").getBytes(StandardCharsets.UTF_8);
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
     * @throws DamagedException when it is not a checkpoint
     * @throws IOException when it cannot be read
     */
    public static Optional<ReadCheckpoint> load(Path file) throws IOException {
        String text;
        try {
            if (Files.size(file) > TEXT_BYTES_MAX) {
                throw new DamagedException(file, null);
            }
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        int old = text.startsWith(FIRST_VERSION + "\n") ? 1 : 0;
        String[] lines = text.split("\n", -1);
        if (lines.length != 8 - old || !(lines[2].equals("true") || lines[2].equals("false"))) {
            throw new DamagedException(file, null);
        }
        String facts = String.join("\n", List.of(lines).subList(0, 6)) + "\n";
        if (old == 0 && !(lines[0].equals(VERSION) && lines[6].equals(Long.toString(crc(facts))))) {
            throw new DamagedException(file, null);
        }
        try {
            return Optional.of(new ReadCheckpoint(
                    lines[5],
                    Long.parseLong(lines[1]),
                    Boolean.parseBoolean(lines[2]),
                    Integer.parseInt(lines[3]),
                    Long.parseLong(lines[4])));
        } catch (IllegalArgumentException e) {
            throw new DamagedException(file, e);
        }
    }

    private static long crc(String facts) {
        CRC32C crc = new CRC32C();
        crc.update(facts.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
