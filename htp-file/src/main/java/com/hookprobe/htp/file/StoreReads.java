package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FilePath;
import com.hookprobe.htp.file.core.FileStat;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** Opens files of a directory store for reading, and knows the hashes of those that were read whole. */
final class StoreReads {
    /** Opens the directory that a path is in. The caller closes it. */
    @FunctionalInterface
    interface Parents {
        StoreDirectory of(FilePath path) throws IOException;
    }

    private final Parents parents;
    private final InstantSource clock;
    private final HashCache hashes = new HashCache();

    StoreReads(Parents parents, InstantSource clock) {
        this.parents = parents;
        this.clock = clock;
    }

    DirectoryStoredFile open(FilePath path) throws IOException {
        try (StoreDirectory directory = parents.of(path)) {
            String name = path.name();
            BasicFileAttributes before = directory.attributes(name).orElseThrow(StoreDirectory::notFound);
            DirectoryFileStore.refuseUnlessRegular(before);
            FileChannel channel = (FileChannel) directory
                    .handle()
                    .newByteChannel(
                            StoreDirectory.nameOf(name), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            try {
                return opened(directory, path, before, channel);
            } catch (IOException | RuntimeException failure) {
                channel.close();
                throw failure;
            }
        }
    }

    private DirectoryStoredFile opened(
            StoreDirectory directory, FilePath path, BasicFileAttributes before, FileChannel channel)
            throws IOException {
        BasicFileAttributes now = directory.attributes(path.name()).orElseThrow(StoreDirectory::notFound);
        if (!StoreDirectory.same(now, before)) {
            throw new FileTransferException(FileErrorCode.TRANSFER_FAILED, "file replaced while opening");
        }
        HashCache.Version version = directory.version(path.name(), now);
        FileStat stat = StoreListing.statOf(now).with(hashes.get(version));
        // Asked now and not when it has been read: who reads slowly must not make a young file look at rest.
        boolean atRest = version.atRest(clock.instant());
        return new DirectoryStoredFile(channel, stat, version, () -> versionNow(path), sha256 -> {
            if (atRest) {
                hashes.put(version, sha256);
            }
        });
    }

    private Optional<HashCache.Version> versionNow(FilePath path) throws IOException {
        try (StoreDirectory directory = parents.of(path)) {
            Optional<BasicFileAttributes> found = directory.attributes(path.name());
            return found.isEmpty() ? Optional.empty() : Optional.of(directory.version(path.name(), found.get()));
        } catch (FileTransferException gone) {
            return Optional.empty();
        }
    }
}
