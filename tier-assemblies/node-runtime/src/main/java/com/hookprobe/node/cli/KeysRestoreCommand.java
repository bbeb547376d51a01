package com.hookprobe.node.cli;

import com.hookprobe.identity.KeystoreBackup;
import com.hookprobe.identity.Unlock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A keystore out of a backup. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a keystore out of a backup, under a new passphrase. It is marked: the node does not start until",
            "'keys confirm' says what became of its data folder. With --info the backup only says what it is."
        })
final class KeysRestoreCommand implements Callable<Integer> {
    @Parameters(paramLabel = "BACKUP")
    private Path backup = Path.of("");

    @Option(names = "--keystore", paramLabel = "FILE", description = "where it is made; there must be no file")
    private @Nullable Path keystore;

    @Option(names = "--info", description = "shows node, generation and time; opens nothing")
    private boolean info;

    @Option(names = "--backup-passphrase-file", paramLabel = "FILE", description = "its first line opens the backup")
    private @Nullable Path backupPassphraseFile;

    @Option(names = "--backup-key-file", paramLabel = "FILE", description = "opens the backup")
    private @Nullable Path backupKeyFile;

    @Option(
            names = "--new-passphrase-file",
            paramLabel = "FILE",
            description = "its first line opens the keystore made; without this the terminal asks")
    private @Nullable Path newPassphraseFile;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (info) {
            KeysBackupCommand.print(KeystoreBackup.info(backup), json);
            return 0;
        }
        if (keystore == null) {
            throw new CliException(CliException.USAGE, "--keystore is needed: where the keystore is made");
        }
        char[] old = backupKeyFile == null ? Passphrases.of(backupPassphraseFile) : new char[0];
        char[] next = Passphrases.fresh(newPassphraseFile, "of the keystore");
        try {
            Unlock opens = backupKeyFile == null ? Unlock.passphrase(old) : Unlock.keyFile(backupKeyFile);
            Path parent = keystore.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            KeystoreBackup.Info restored =
                    KeystoreBackup.restore(backup, List.of(opens), keystore, Unlock.passphrase(next));
            KeysBackupCommand.print(restored, json);
            System.err.println("next: 'hookprobe keys confirm'; until then the node does not start");
            return 0;
        } finally {
            Arrays.fill(old, ' ');
            Arrays.fill(next, ' ');
        }
    }
}
