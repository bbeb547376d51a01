package com.hookprobe.dsm.sim;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/** A path of a {@link SimFileSystem}: absolute, or one name. */
final class SimPath implements Path {
    private final SimFileSystem files;
    private final String path;

    SimPath(SimFileSystem files, String path) {
        this.files = files;
        this.path = path;
    }

    @Override
    public FileSystem getFileSystem() {
        return files;
    }

    @Override
    public boolean isAbsolute() {
        return path.startsWith("/");
    }

    @Override
    public @Nullable Path getRoot() {
        return isAbsolute() ? new SimPath(files, "/") : null;
    }

    @Override
    public @Nullable Path getFileName() {
        return path.equals("/") ? null : new SimPath(files, path.substring(path.lastIndexOf('/') + 1));
    }

    @Override
    public @Nullable Path getParent() {
        return !isAbsolute() || path.equals("/") ? null : new SimPath(files, SimDisk.parent(path));
    }

    @Override
    public Path resolve(Path other) {
        if (other.isAbsolute()) {
            return other;
        }
        return new SimPath(files, path.equals("/") ? "/" + other : path + "/" + other);
    }

    @Override
    public Path toAbsolutePath() {
        return isAbsolute() ? this : new SimPath(files, "/" + path);
    }

    @Override
    public Path toRealPath(LinkOption... options) {
        return toAbsolutePath();
    }

    @Override
    public Path normalize() {
        return this;
    }

    @Override
    public int compareTo(Path other) {
        return path.compareTo(other.toString());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SimPath that && files == that.files && path.equals(that.path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    @Override
    public String toString() {
        return path;
    }

    @Override
    public int getNameCount() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path getName(int index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path subpath(int from, int to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean startsWith(Path other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean endsWith(Path other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path relativize(Path other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public URI toUri() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchKey register(WatchService service, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException();
    }
}
