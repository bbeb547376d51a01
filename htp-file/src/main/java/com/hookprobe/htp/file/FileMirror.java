package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileOutcome;
import com.hookprobe.htp.file.core.FileStat;
import com.hookprobe.htp.file.core.ListEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Makes a local folder hold every file below a remote one, as it is there: what is missing or has another SHA-256 is fetched,
 * each file in one step, and after an interruption from where it stood. Nothing is deleted here. The counterpart of {@code
 * hookprobe file sync}, which sends. One pass at a time; a pass blocks.
 */
public final class FileMirror {
    /** Names that one pass looks at. */
    public static final int ENTRIES_MAX = 10_000;
    /** Bytes that one pass fetches, before the last file. */
    public static final long BYTES_MAX = 64L << 30;

    /** With these nothing more can be had now. */
    private static final Set<FileErrorCode> ENDS_ALL =
            EnumSet.of(FileErrorCode.TIMEOUT, FileErrorCode.TRANSFER_CANCELLED);

    /** These may be of one file that changes all the time, or of one folder; or the session, or the right, is lost. */
    private static final Set<FileErrorCode> MAY_END_ALL =
            EnumSet.of(FileErrorCode.TRANSFER_FAILED, FileErrorCode.PERMISSION_DENIED);

    private static final int IN_A_ROW_MAX = 3;

    /** Is told of each file that is not as it was. */
    public interface Listener {
        /** A file is here, whole. */
        void fetched(String path, FileOutcome.Transferred done);

        /** A file, or a folder, could not be mirrored; the pass goes on. */
        void failed(String path, FileTransferException why);
    }

    /**
     * What a pass came to.
     *
     * @param same files that were here already
     */
    public record Pass(int fetched, int same, int failed) {}

    private record Entry(String remote, Path local) {
        Entry child(String name) throws FileTransferException {
            try {
                return new Entry(remote + "/" + name, local.resolve(name));
            } catch (InvalidPathException unspeakable) {
                throw new FileTransferException(
                        FileErrorCode.INVALID_PATH, "no file here can have that name", unspeakable);
            }
        }
    }

    private final Path local;
    private final int entriesMax;
    private final long bytesMax;
    private final Listener listener;

    /**
     * @param local where it goes; made when it is missing. The path is trusted, links in it are followed; links below it are not
     */
    public FileMirror(Path local, Listener listener) {
        this(local, listener, ENTRIES_MAX, BYTES_MAX);
    }

    FileMirror(Path local, Listener listener, int entriesMax, long bytesMax) {
        this.local = local;
        this.listener = listener;
        this.entriesMax = entriesMax;
        this.bytesMax = bytesMax;
    }

    /**
     * One pass over a remote folder.
     *
     * @param goOn asked before each file: false ends the pass with TRANSFER_CANCELLED
     * @throws FileTransferException when nothing more can be had now: the session is lost, the other side allows nothing, or there
     *     is more than a pass may take
     */
    public Pass pass(HtpFileTransfer from, String remote, BooleanSupplier goOn) throws FileTransferException {
        return new Run(from, goOn).all(new Entry(remote, local));
    }

    private final class Run {
        private final HtpFileTransfer from;
        private final BooleanSupplier goOn;
        private final Deque<Entry> folders = new ArrayDeque<>();
        private int entries;
        private long bytes;
        private int fetched;
        private int same;
        private int failed;
        private int inARow;

        private Run(HtpFileTransfer from, BooleanSupplier goOn) {
            this.from = from;
            this.goOn = goOn;
        }

        private Pass all(Entry root) throws FileTransferException {
            folders.add(root);
            while (!folders.isEmpty()) {
                Entry folder = folders.remove();
                List<ListEntry> names = List.of();
                try {
                    names = from.list(folder.remote());
                } catch (FileTransferException why) {
                    failed(folder.remote(), why, folder == root);
                }
                for (ListEntry name : names) {
                    entry(folder, name);
                }
            }
            return new Pass(fetched, same, failed);
        }

        private void entry(Entry folder, ListEntry listed) throws FileTransferException {
            if (!goOn.getAsBoolean()) {
                throw new FileTransferException(FileErrorCode.TRANSFER_CANCELLED, "told to stop");
            }
            // What has come counts, not what the other side says of it.
            if (++entries > entriesMax || bytes > bytesMax) {
                throw new FileTransferException(
                        FileErrorCode.QUOTA_EXCEEDED,
                        "more than " + entriesMax + " names or " + bytesMax + " bytes to mirror");
            }
            try {
                Entry found = folder.child(listed.name());
                if (listed.stat().directory()) {
                    folders.add(found);
                } else {
                    file(found);
                    inARow = 0;
                }
            } catch (FileTransferException why) {
                failed(folder.remote() + "/" + listed.name(), why, false);
            }
        }

        private void file(Entry found) throws FileTransferException {
            FileStat there = from.stat(found.remote());
            if (here(found.local(), there)) {
                same++;
                return;
            }
            FileOutcome.Transferred done = from.read(found.remote(), found.local());
            bytes += done.size();
            fetched++;
            listener.fetched(found.remote(), done);
        }

        private void failed(String what, FileTransferException why, boolean first) throws FileTransferException {
            boolean mayEndAll = MAY_END_ALL.contains(why.code());
            inARow = mayEndAll ? inARow + 1 : 0;
            if (ENDS_ALL.contains(why.code()) || (mayEndAll && (first || inARow >= IN_A_ROW_MAX))) {
                throw why;
            }
            failed++;
            listener.failed(what, why);
        }
    }

    /** Whether the file is here as it is there; otherwise it may be fetched to this place. */
    private boolean here(Path file, FileStat there) throws FileTransferException {
        try {
            plainFolders(file);
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileTransferException(FileErrorCode.ALREADY_EXISTS, "no plain file is here");
            }
            return LocalFile.same(file, there);
        } catch (FileTransferException known) {
            throw known;
        } catch (IOException failure) {
            throw new FileTransferException(FileErrorCode.IO_ERROR, "looking at what is here", failure);
        }
    }

    /** The other side chooses names: none of them may lead out of the local folder through a link. */
    private void plainFolders(Path file) throws IOException {
        Files.createDirectories(local);
        Path names = local.relativize(file);
        Path at = local;
        for (int i = 0; i < names.getNameCount() - 1; i++) {
            at = at.resolve(names.getName(i));
            if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(at);
            } else if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileTransferException(FileErrorCode.ALREADY_EXISTS, "no folder is here");
            }
        }
    }
}
