package com.hookprobe.dsm.sim;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** A {@link SimDisk} as java.nio sees it, so that the production vote log and proposal store run on it unchanged. */
final class SimFileSystem extends FileSystem {
    final SimDisk disk;
    private final SimFiles provider = new SimFiles();

    SimFileSystem(SimDisk disk) {
        this.disk = disk;
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public Path getPath(String first, String... more) {
        return new SimPath(this, more.length == 0 ? first : first + "/" + String.join("/", more));
    }

    /** The star is all of a pattern's language that is needed here. */
    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        String glob = syntaxAndPattern.substring("glob:".length());
        Pattern pattern = Pattern.compile(Pattern.quote(glob).replace("*", "\\E.*\\Q"));
        return path -> pattern.matcher(path.toString()).matches();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(getPath("/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        // Nothing is held outside the heap.
    }
}
