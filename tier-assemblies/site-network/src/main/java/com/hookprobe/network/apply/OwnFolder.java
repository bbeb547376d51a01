package com.hookprobe.network.apply;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * A folder of which everything was written by this process's user. What is read there is carried out, mostly by root, and the folder lies in
 * one of the node's user, who can put another in its place: so what was opened is judged, not what the path named before.
 */
final class OwnFolder {
    private static final int FILE_MAX = 64 << 20;

    private OwnFolder() {}

    /** @throws IOException when it is another user's, or others may write there */
    static void require(Path folder) throws IOException {
        open(folder).close();
    }

    /**
     * A file of the folder.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     * @throws IOException when folder or file is another user's, or others may write it
     */
    static byte[] read(Path folder, String name) throws IOException {
        Path file = Path.of(name);
        try (SecureDirectoryStream<Path> opened = open(folder);
                SeekableByteChannel channel =
                        opened.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            // In a folder in which only we write, it is the one that was opened.
            owned(
                    folder.resolve(file),
                    opened.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS));
            byte[] bytes = Channels.newInputStream(channel).readNBytes(FILE_MAX + 1);
            if (bytes.length > FILE_MAX) {
                throw new IOException(folder.resolve(file) + ": expected at most " + FILE_MAX + " bytes");
            }
            return bytes;
        }
    }

    private static SecureDirectoryStream<Path> open(Path folder) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(folder);
        try {
            if (stream instanceof SecureDirectoryStream<Path> opened) {
                owned(folder, opened.getFileAttributeView(PosixFileAttributeView.class));
                return opened;
            }
            throw new IOException(folder + ": expected a file system that opens files within a folder; found none");
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    private static void owned(Path path, PosixFileAttributeView view) throws IOException {
        PosixFileAttributes found = view.readAttributes();
        String self = Files.getOwner(Path.of("/proc/self")).getName();
        boolean open = found.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || found.permissions().contains(PosixFilePermission.OTHERS_WRITE);
        if (!found.owner().getName().equals(self) || open) {
            throw new IOException(
                    path + ": expected what " + self + " alone can write, since all that it says is carried out as "
                            + self + "; found "
                            + (open
                                    ? "others may write it"
                                    : "it is of " + found.owner().getName())
                            + "; if nobody has tampered with it, run this as its owner, else move it away and start the machine anew");
        }
    }
}
