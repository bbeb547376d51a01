package com.hookprobe.identity.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@link RollbackGuard} in a small file: one line {@code hookprobe-registry-head-1 SEQUENCE HASH}. Written beside, synced and
 * renamed, so that a crash leaves the old or the new one; many processes may share it.
 */
public final class FileRollbackGuard implements RollbackGuard {
    private static final Pattern LINE = Pattern.compile("hookprobe-registry-head-1 (\\d{1,18}) ([0-9a-f]{64})\n");
    private static final int BYTES_MAX = 256;

    /** Within this process; the lock file serves between processes only (the JDK refuses it twice in one process). */
    private static final Object IN_PROCESS = new Object();

    private final Path path;

    /** A guard in a file, which need not exist; its folder must. */
    public FileRollbackGuard(Path path) {
        this.path = path.toAbsolutePath();
    }

    @Override
    public Optional<RegistryHead> remembered() throws IOException {
        byte[] content;
        try {
            if (Files.size(path) > BYTES_MAX) {
                throw damaged();
            }
            content = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Matcher line = LINE.matcher(new String(content, StandardCharsets.US_ASCII));
        if (!line.matches()) {
            throw damaged();
        }
        return Optional.of(new RegistryHead(Long.parseLong(line.group(1)), line.group(2)));
    }

    @Override
    public void remember(RegistryHead head) throws IOException {
        synchronized (IN_PROCESS) {
            try (FileChannel channel = FileChannel.open(
                            sibling(".lock"),
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            ownerOnly());
                    FileLock lock = channel.lock()) {
                if (!lock.isValid()) {
                    throw new IOException("lock lost: " + path);
                }
                Optional<RegistryHead> before = remembered();
                if (before.isEmpty() || before.get().sequence() < head.sequence()) {
                    replace("hookprobe-registry-head-1 " + head.sequence() + " " + head.hashHex() + "\n");
                }
            }
        }
    }

    private void replace(String line) throws IOException {
        Path temporary = sibling(".new");
        // Left by a crash, or planted: never written through.
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly())) {
            ByteBuffer left = StandardCharsets.US_ASCII.encode(line);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private IOException damaged() {
        return new IOException("expected one line of a registry's head in " + path
                + ", found something else; if you are sure that the registry is the newest, delete the file");
    }

    private Path sibling(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
