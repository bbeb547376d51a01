package com.hookprobe.dsm.sim;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The calls of java.nio.file on a {@link SimDisk}. What the production code does not call is not supported. */
final class SimFiles extends FileSystemProvider {
    private static SimDisk disk(Path path) {
        return ((SimFileSystem) path.getFileSystem()).disk;
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        SimDisk disk = disk(path);
        String name = path.toString();
        if (disk.isFolder(name)) {
            return SimFileChannel.folder(disk, name);
        }
        SimDisk.Inode file = options.contains(StandardOpenOption.CREATE) ? disk.create(name) : disk.file(name);
        if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            disk.hazards.step();
            file.bytes = new byte[0];
        }
        return SimFileChannel.file(disk, file);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        disk(folder).hazards.read();
        List<Path> found = new ArrayList<>();
        for (String name : disk(folder).names(folder.toString())) {
            Path path = folder.getFileSystem().getPath(name);
            if (filter.accept(path)) {
                found.add(path);
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return found.iterator();
            }

            @Override
            public void close() {
                // A list in memory.
            }
        };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        if (disk(folder).exists(folder.toString())) {
            throw new FileAlreadyExistsException(folder.toString());
        }
        disk(folder).makeFolder(folder.toString());
    }

    @Override
    public void delete(Path path) throws IOException {
        disk(path).delete(path.toString());
    }

    @Override
    public void move(Path from, Path to, CopyOption... options) throws IOException {
        disk(from).move(from.toString(), to.toString());
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        if (!disk(path).exists(path.toString())) {
            throw new NoSuchFileException(path.toString());
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        checkAccess(path);
        return (A) new SimAttributes(disk(path).isFolder(path.toString()));
    }

    @Override
    public boolean isSameFile(Path one, Path other) {
        return one.equals(other);
    }

    @Override
    public boolean isHidden(Path path) {
        return false;
    }

    @Override
    public String getScheme() {
        return "sim";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void copy(Path from, Path to, CopyOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        throw new UnsupportedOperationException();
    }
}
