package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.PathGrammar;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * A download to a path of the user's own choice: a private temporary file beside it, then one atomic move. The path is
 * trusted, so links in it are followed as usual; only the temporary file itself is made strictly new.
 */
final class PathTarget implements PendingFile {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_BYTES = 16;

    private final Path target;
    private final Path temporary;
    private final long size;
    private final FileChannel channel;
    private boolean moved;

    PathTarget(Path target, long size) throws IOException {
        this.target = target.toAbsolutePath();
        this.size = size;
        Path directory = this.target.resolveSibling(".").normalize();
        if (Files.getFileStore(directory).getUsableSpace() < size + size / 20) {
            throw new FileTransferException(FileErrorCode.QUOTA_EXCEEDED, "no space on this side");
        }
        byte[] unique = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(unique);
        this.temporary = this.target.resolveSibling(
                PathGrammar.RESERVED_PREFIX + HexFormat.of().formatHex(unique));
        this.channel = FileChannel.open(
                temporary,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                ownerOnly(directory));
    }

    private static FileAttribute<?>[] ownerOnly(Path directory) throws IOException {
        boolean posix = Files.getFileStore(directory).supportsFileAttributeView("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void write(long offset, byte[] data) throws IOException {
        ByteBuffer from = ByteBuffer.wrap(data);
        while (from.hasRemaining()) {
            channel.write(from, offset + from.position());
        }
    }

    @Override
    public void read(long offset, byte[] into, int length) throws IOException {
        DirectoryPendingFile.readFully(channel, offset, into, length);
    }

    @Override
    public void commit() throws IOException {
        channel.force(true);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        moved = true;
        Path directory = target.resolveSibling(".").normalize();
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            if (!moved) {
                Files.deleteIfExists(temporary);
            }
        }
    }
}
