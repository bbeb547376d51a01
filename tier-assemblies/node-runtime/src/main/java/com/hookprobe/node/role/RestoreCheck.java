package com.hookprobe.node.role;

import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.RestoredMark;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.keys.FolderTie;
import com.hookprobe.node.keys.NodeKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/**
 * Does nothing run that could sign again what was signed before? A node whose keystore was restored, or whose keystore and data
 * folder are not of one time, does not start until an operator says what became of it: {@code hookprobe keys confirm}.
 */
final class RestoreCheck {
    private static final String CONFIRM = "; nothing is signed until you say what became of the data folder: see"
            + " 'hookprobe keys confirm --help' and docs/operating.md";

    private RestoreCheck() {}

    /** Refuses, or ties keystore and folder for this run. */
    static void pass(NodeKeys keys, Path data) throws ConfigException, KeystoreException, IOException {
        Optional<RestoredMark> mark = keys.restored();
        if (mark.isPresent()) {
            throw new ConfigException("the keystore was restored at "
                    + Instant.ofEpochSecond(mark.get().restoredSeconds()) + " from backup "
                    + mark.get().generation() + " of "
                    + Instant.ofEpochSecond(mark.get().backupSeconds())
                    + ", and the node may have signed since" + CONFIRM);
        }
        FolderTie tie = new FolderTie(keys, data);
        String found = switch (tie.state()) {
            case NEW, SAME -> "";
            case FOLDER_LOST ->
                "the node has run before, and its data folder " + data + " is not the one that it ran with:"
                        + " it is new or empty";
            case KEYSTORE_OLDER ->
                "the data folder " + data + " has been used, and the keystore is a copy from before" + " that";
            case OLDER_COPY ->
                "the data folder " + data + " and the keystore are not of the same start: one of them is an"
                        + " older copy";
        };
        if (!found.isEmpty()) {
            throw new ConfigException(found + CONFIRM);
        }
        tie.renew(new SecureRandom());
    }
}
