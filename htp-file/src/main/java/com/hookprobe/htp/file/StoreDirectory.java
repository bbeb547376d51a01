package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.CaseFold;
import com.hookprobe.htp.file.core.FileErrorCode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One directory of a store, held open. Everything is done relative to the open handle and never follows a link, so a
 * directory that is swapped for a link in between leads nowhere. Where Java offers only a call by path (make a directory,
 * link, sync), what it did is compared with what the handle shows.
 */
final class StoreDirectory implements Closeable {
    private final SecureDirectoryStream<Path> handle;
    private final Path path;
    private final long device;

    private StoreDirectory(SecureDirectoryStream<Path> handle, Path path, long device) {
        this.handle = handle;
        this.path = path;
        this.device = device;
    }

    /** Opens the root of a store; refuses a platform without directory handles. */
    static StoreDirectory root(Path root) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(root);
        // HTP 5: "Fallback without SecureDirectoryStream: refuse to start as a server"
        if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
            stream.close();
            throw new FileTransferException(
                    FileErrorCode.IO_ERROR, "this platform has no directory handles; a store here would not be safe");
        }
        return opened(secure, root);
    }

    private static StoreDirectory opened(SecureDirectoryStream<Path> handle, Path path) throws IOException {
        try {
            return new StoreDirectory(
                    handle, path, UnixFacts.of(path, keyOf(handle)).device());
        } catch (IOException | RuntimeException failure) {
            handle.close();
            throw failure;
        }
    }

    private static Object keyOf(SecureDirectoryStream<Path> handle) throws IOException {
        Object key = handle.getFileAttributeView(BasicFileAttributeView.class)
                .readAttributes()
                .fileKey();
        return Objects.requireNonNull(key, "file system without file keys");
    }

    /** Where it was found, below the real path of the root. */
    Path path() {
        return path;
    }

    /** A second handle on the same directory; each handle lists its names once. */
    StoreDirectory again() throws IOException {
        return new StoreDirectory(stream(Path.of(".")), path, device);
    }

    /** Opens a directory in this one. */
    StoreDirectory child(String name) throws IOException {
        return child(nameOf(name));
    }

    /** The same for a name as the directory gave it, which may be none that Java can spell. */
    StoreDirectory child(Path name) throws IOException {
        BasicFileAttributes attributes = attributes(name).orElseThrow(StoreDirectory::notFound);
        if (!attributes.isDirectory()) {
            throw new FileTransferException(FileErrorCode.INVALID_PATH, "not a directory");
        }
        StoreDirectory child = opened(stream(name), path.resolve(name));
        // HTP 5: refuse "other file store (mount) than root"
        if (child.device != device) {
            child.close();
            throw new FileTransferException(FileErrorCode.PERMISSION_DENIED, "another file system");
        }
        return child;
    }

    /** Makes a directory in this one and opens it. */
    StoreDirectory makeChild(String name) throws IOException {
        Files.createDirectory(
                resolve(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        sync();
        // By handle from the parent, and the same by path: a parent swapped in between is found out here.
        return child(name);
    }

    private SecureDirectoryStream<Path> stream(Path name) throws IOException {
        return (SecureDirectoryStream<Path>) handle.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    }

    /** What a name is, without following a link; empty when there is nothing. */
    Optional<BasicFileAttributes> attributes(String name) throws IOException {
        return attributes(nameOf(name));
    }

    /** The same for a name as the directory gave it. */
    Optional<BasicFileAttributes> attributes(Path name) throws IOException {
        try {
            return Optional.of(
                    handle.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .readAttributes());
        } catch (NoSuchFileException nothing) {
            return Optional.empty();
        }
    }

    UnixFacts facts(String name, BasicFileAttributes attributes) throws IOException {
        return UnixFacts.of(
                resolve(name), Objects.requireNonNull(attributes.fileKey(), "file system without file keys"));
    }

    /** Which version of a file a name leads to. */
    HashCache.Version version(String name, BasicFileAttributes found) throws IOException {
        FileTime changed = facts(name, found).changed();
        Object fileKey = Objects.requireNonNull(found.fileKey(), "file system without file keys");
        return new HashCache.Version(fileKey, found.size(), found.lastModifiedTime(), changed);
    }

    /** Refuses a name that differs from one here only in letter case or compatibility form. */
    void refuseCollision(String name, int scannedMax) throws IOException {
        String folded = CaseFold.fold(name);
        int scanned = 0;
        try (StoreDirectory fresh = again()) {
            for (Path entry : fresh.handle) {
                String other = entry.getFileName().toString();
                if (++scanned > scannedMax) {
                    throw new FileTransferException(FileErrorCode.QUOTA_EXCEEDED, "directory too large");
                }
                // HTP 5: "Case-fold collision check per directory (NFKC-casefold) -> ALREADY_EXISTS"
                if (!other.equals(name) && CaseFold.fold(other).equals(folded)) {
                    throw new FileTransferException(FileErrorCode.ALREADY_EXISTS, "a name like it exists");
                }
            }
        }
    }

    SecureDirectoryStream<Path> handle() {
        return handle;
    }

    Path resolve(String name) throws IOException {
        return path.resolve(nameOf(name));
    }

    /** A name as this platform spells it; a JVM in a locale without Unicode cannot spell all of them. */
    static Path nameOf(String name) throws FileTransferException {
        try {
            return Path.of(name);
        } catch (InvalidPathException unspeakable) {
            throw new FileTransferException(
                    FileErrorCode.INVALID_PATH, "name cannot be written on this platform", unspeakable);
        }
    }

    /** Makes the names in this directory durable. */
    void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            channel.force(true);
        }
    }

    static FileTransferException notFound() {
        return new FileTransferException(FileErrorCode.NOT_FOUND, "no such file");
    }

    /** Whether two looks at a name saw the same file. */
    static boolean same(BasicFileAttributes left, @Nullable BasicFileAttributes right) {
        return right != null && left.fileKey() != null && left.fileKey().equals(right.fileKey());
    }

    @Override
    public void close() throws IOException {
        handle.close();
    }
}
