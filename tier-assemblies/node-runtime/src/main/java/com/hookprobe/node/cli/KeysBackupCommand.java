package com.hookprobe.node.cli;

import com.hookprobe.identity.KeyFile;
import com.hookprobe.identity.Keystore;
import com.hookprobe.identity.KeystoreBackup;
import com.hookprobe.identity.Unlock;
import com.hookprobe.node.log.EventLog;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything secret of a node in one sealed file. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Writes all secrets of a keystore into one file, sealed by a passphrase or key file of its own.",
            "The node may run meanwhile. The data folder is not in it: back it up with the node stopped, or not at all."
        })
final class KeysBackupCommand implements Callable<Integer> {
    @Option(names = "--keystore", required = true, paramLabel = "FILE")
    private Path keystore = Path.of("");

    @Mixin
    private UnlockOptions unlock = new UnlockOptions();

    @Option(names = "--out", required = true, paramLabel = "FILE")
    private Path out = Path.of("");

    @Option(
            names = "--backup-passphrase-file",
            paramLabel = "FILE",
            description = "its first line opens the backup; without this and a key file the terminal asks")
    private @Nullable Path passphraseFile;

    @Option(
            names = "--backup-key-file",
            paramLabel = "FILE",
            description = "opens the backup; made when there is none. Keep it elsewhere than the backup")
    private @Nullable Path keyFile;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (passphraseFile != null && keyFile != null) {
            throw new CliException(CliException.USAGE, "give --backup-passphrase-file or --backup-key-file, not both");
        }
        try (Unlocks unlocks = Unlocks.of(keystore, unlock);
                Keystore store = Keystore.open(keystore, unlocks.list())) {
            KeystoreBackup.Info made = KeystoreBackup.write(store, out, lock(unlocks));
            print(made, json);
            return 0;
        }
    }

    private Unlock lock(Unlocks unlocks) throws Exception {
        if (keyFile == null) {
            return unlocks.add(Passphrases.fresh(passphraseFile, "of the backup"));
        }
        if (!java.nio.file.Files.exists(keyFile)) {
            KeyFile.create(keyFile, new SecureRandom());
        }
        return Unlock.keyFile(keyFile);
    }

    static void print(KeystoreBackup.Info info, boolean json) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("node_id", info.nodeId().hex());
        fields.put("generation", info.generation());
        fields.put("created_s", info.createdSeconds());
        if (json) {
            System.out.println(EventLog.json(fields));
        } else {
            System.out.println("backup " + info.generation() + " of node "
                    + info.nodeId().hex() + ", made " + Instant.ofEpochSecond(info.createdSeconds()));
        }
    }
}
