package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ExtensionPolicy;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.PathGrammar;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * Deletes from a store: a file, an empty directory, or a tree. A tree is looked through first, and refused as a whole when
 * there is anything in it that a peer could not have deleted by itself: a link, a device, another mount, a name or an
 * extension that is not served, a write under way. Nothing is followed: every name is taken from the handle of its parent.
 */
final class StoreDelete {
    private final ExtensionPolicy extensions;
    private final int treeMax;
    private final StoreUsage usage;
    private final StoreSteps steps;

    StoreDelete(ExtensionPolicy extensions, StoreLimits limits, StoreUsage usage, StoreSteps steps) {
        this.extensions = extensions;
        this.treeMax = limits.treeMax();
        this.usage = usage;
        this.steps = steps;
    }

    void file(StoreDirectory directory, String name, long size) throws IOException {
        steps.before("delete");
        directory.handle().deleteFile(StoreDirectory.nameOf(name));
        usage.removed(directory.path(), size);
    }

    void emptyDirectory(StoreDirectory directory, String name) throws IOException {
        steps.before("delete");
        try {
            directory.handle().deleteDirectory(StoreDirectory.nameOf(name));
        } catch (DirectoryNotEmptyException notEmpty) {
            throw new FileTransferException(FileErrorCode.INVALID_OPERATION, "directory is not empty", notEmpty);
        }
        usage.removed(directory.path(), 0);
    }

    /**
     * Refuses a tree that may not go as a whole; nothing has changed then.
     *
     * @param depth of the directory that holds the name; 0 for the root
     * @param interrupted names of files that the owner deletes before the tree
     */
    void checkTree(StoreDirectory directory, String name, int depth, Set<String> interrupted) throws IOException {
        if (treeMax == 0) {
            throw new FileTransferException(FileErrorCode.PERMISSION_DENIED, "trees are not deleted here");
        }
        int[] left = {treeMax - 1};
        look(directory, name, depth + 1, left, interrupted);
    }

    /** Deletes a tree that was found good. */
    void tree(StoreDirectory directory, String name, int depth) throws IOException {
        remove(directory, name, depth + 1);
    }

    private void look(StoreDirectory parent, String name, int depth, int[] left, Set<String> interrupted)
            throws IOException {
        if (depth > PathGrammar.SEGMENTS_MAX) {
            throw new FileTransferException(FileErrorCode.QUOTA_EXCEEDED, "tree too deep");
        }
        try (StoreDirectory directory = parent.child(name)) {
            for (Path entry : directory.handle()) {
                String child = entry.getFileName().toString();
                if (interrupted.contains(child)) {
                    continue;
                }
                if (left[0]-- <= 0) {
                    throw new FileTransferException(FileErrorCode.QUOTA_EXCEEDED, "tree too large");
                }
                if (TemporaryNames.isTemporary(child) || TemporaryNames.isJournal(child)) {
                    throw new FileTransferException(FileErrorCode.INVALID_OPERATION, "a write in it is under way");
                }
                BasicFileAttributes found =
                        directory.attributes(entry.getFileName()).orElseThrow(StoreDirectory::notFound);
                boolean ours = PathGrammar.checkName(child).isEmpty()
                        && (found.isDirectory() || (found.isRegularFile() && extensions.allows(child)));
                if (!ours) {
                    throw new FileTransferException(FileErrorCode.PERMISSION_DENIED, "tree holds what is not served");
                }
                if (found.isDirectory()) {
                    look(directory, child, depth + 1, left, interrupted);
                }
            }
        }
    }

    private void remove(StoreDirectory parent, String name, int depth) throws IOException {
        if (depth > PathGrammar.SEGMENTS_MAX) {
            throw new FileTransferException(FileErrorCode.QUOTA_EXCEEDED, "tree grew deeper");
        }
        try (StoreDirectory directory = parent.child(name)) {
            for (Path entry : directory.handle()) {
                String child = entry.getFileName().toString();
                BasicFileAttributes found =
                        directory.attributes(entry.getFileName()).orElseThrow(StoreDirectory::notFound);
                if (found.isDirectory()) {
                    remove(directory, child, depth + 1);
                } else if (found.isRegularFile()) {
                    file(directory, child, found.size());
                } else {
                    throw new FileTransferException(FileErrorCode.PERMISSION_DENIED, "tree changed under us");
                }
            }
        }
        emptyDirectory(parent, name);
    }
}
