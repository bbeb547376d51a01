package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FilePath;
import com.hookprobe.htp.file.core.Journal;
import com.hookprobe.htp.file.core.ResumeKey;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The temporary file and the journal of a download, beside its target. Their names follow from peer, remote path and
 * target, so that a later process finds them. The temporary file is locked while a download uses it: a second download to
 * the same target takes a random name and keeps no journal.
 */
final class PartialDownload {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<OpenOption> MAKE = Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> REOPEN =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final LocalDisk disk;
    private final byte[] peer;
    private final FilePath remote;
    private final Path target;
    private final Path directory;
    private final Path temporary;
    private final Path journal;

    PartialDownload(byte[] peer, FilePath remote, Path target, LocalDisk disk) {
        this.disk = disk;
        this.peer = peer;
        this.remote = remote;
        this.target = target.toAbsolutePath();
        this.directory = this.target.resolveSibling(".").normalize();
        MessageDigest digest = Digests.sha256();
        digest.update(peer);
        digest.update(remote.toBytes());
        // No path of the grammar holds a zero byte, so the two parts cannot run into each other.
        digest.update((byte) 0);
        Path name = Objects.requireNonNull(this.target.getFileName(), "a target has a name");
        digest.update(name.toString().getBytes(StandardCharsets.UTF_8));
        String unique = TemporaryNames.part(digest.digest());
        this.temporary = this.target.resolveSibling(unique);
        this.journal = this.target.resolveSibling(TemporaryNames.journalOf(unique));
    }

    /** What an earlier try left, if it can be gone on with. */
    Optional<PathTarget> resume() throws IOException {
        Optional<FileChannel> data = lock(temporary);
        if (data.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<PathTarget> found = resume(data.get());
            if (found.isEmpty()) {
                data.get().close();
            }
            return found;
        } catch (IOException | RuntimeException failure) {
            data.get().close();
            throw failure;
        }
    }

    private Optional<PathTarget> resume(FileChannel data) throws IOException {
        FileChannel notes;
        try {
            notes = FileChannel.open(journal, REOPEN);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
        try {
            Journal found = ChunkJournal.load(notes);
            if (found == null
                    || SuspendedWrites.expired(found.createdMillis(), disk.nowMillis())
                    || !found.key().equals(key(found.key().sha256(), found.key().size()))) {
                notes.close();
                return Optional.empty();
            }
            ChunkJournal goesOn =
                    ChunkJournal.resumed(found, notes, data, disk.steps(), System::nanoTime, disk.syncing());
            return Optional.of(
                    new PathTarget(target, temporary, found.key().size(), data, goesOn, journal, disk.steps()));
        } catch (IOException | RuntimeException failure) {
            notes.close();
            throw failure;
        }
    }

    /** A new download; what an earlier one left goes. */
    PathTarget start(WriteSpec spec) throws IOException {
        long size = spec.size();
        if (Files.getFileStore(directory).getUsableSpace() < size + size / 20) {
            throw new FileTransferException(
                    FileErrorCode.QUOTA_EXCEEDED, "no space on this side: needs " + (size + size / 20) + " bytes");
        }
        if (size < ChunkJournal.CHECKPOINT_BYTES || !free()) {
            Path random = target.resolveSibling(TemporaryNames.randomPart(RANDOM));
            disk.steps().before("open-temporary");
            FileChannel data = FileChannel.open(random, MAKE, ownerOnly());
            return new PathTarget(target, random, size, data, null, journal, disk.steps());
        }
        disk.steps().before("delete-old-part");
        Files.deleteIfExists(journal);
        Files.deleteIfExists(temporary);
        disk.steps().before("open-temporary");
        FileChannel data = FileChannel.open(temporary, MAKE, ownerOnly());
        if (!locked(data)) {
            data.close();
            throw new FileTransferException(FileErrorCode.TRANSFER_FAILED, "another download took the same target");
        }
        FileAttribute<?>[] ownerOnly = ownerOnly();
        ChunkJournal notes = ChunkJournal.fresh(
                key(spec.version(), size),
                disk.nowMillis(),
                data,
                () -> FileChannel.open(journal, MAKE, ownerOnly),
                disk.steps(),
                System::nanoTime,
                disk.syncing());
        return new PathTarget(target, temporary, size, data, notes, journal, disk.steps());
    }

    private ResumeKey key(FileHash sha256, long size) {
        FileHash pathHash = FileHash.of(Digests.sha256().digest(remote.toBytes()));
        return ResumeKey.of(peer, pathHash, sha256, size);
    }

    private boolean free() throws IOException {
        if (!Files.exists(temporary, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        Optional<FileChannel> ours = lock(temporary);
        if (ours.isEmpty()) {
            return false;
        }
        ours.get().close();
        return true;
    }

    /** Opens and locks a plain file; empty when there is none, or another download has it. */
    static Optional<FileChannel> lock(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(file, REOPEN);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
        if (locked(channel)) {
            return Optional.of(channel);
        }
        channel.close();
        return Optional.empty();
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    private FileAttribute<?>[] ownerOnly() throws IOException {
        boolean posix = Files.getFileStore(directory).supportsFileAttributeView("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
