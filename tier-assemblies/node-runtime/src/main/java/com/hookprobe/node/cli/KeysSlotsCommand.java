package com.hookprobe.node.cli;

import com.hookprobe.identity.KeyFile;
import com.hookprobe.identity.Keystore;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.KeystoreSlot;
import com.hookprobe.identity.Unlock;
import com.hookprobe.node.log.EventLog;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The ways to open a keystore. */
@Command(
        name = "slots",
        mixinStandardHelpOptions = true,
        description = "The ways to open a keystore: passphrases, key files, the TPM. Any one opens it.")
final class KeysSlotsCommand {
    @Command(mixinStandardHelpOptions = true, name = "list", description = "Lists the slots; opens nothing.")
    int list(
            @Option(names = "--keystore", required = true, paramLabel = "FILE") Path keystore,
            @Option(names = "--json", description = "NDJSON") boolean json)
            throws KeystoreException {
        for (KeystoreSlot slot : Keystore.slotsOf(keystore)) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", slot.id());
            fields.put("kind", slot.kind().text());
            fields.put("detail", slot.detail());
            fields.put("created_s", slot.createdSeconds());
            System.out.println(
                    json
                            ? EventLog.json(fields)
                            : String.format(
                                    "%d  %-10s %-16s since %s",
                                    slot.id(),
                                    slot.kind().text(),
                                    slot.detail(),
                                    Instant.ofEpochSecond(slot.createdSeconds())));
        }
        return 0;
    }

    /** What the new slot is opened by; exactly one. */
    static final class Added {
        @Option(names = "--new-passphrase-file", paramLabel = "FILE", description = "its first line is the passphrase")
        private @Nullable Path passphraseFile;

        @Option(names = "--new-passphrase", description = "a passphrase, asked for at the terminal")
        private boolean passphrase;

        @Option(
                names = "--new-key-file",
                paramLabel = "FILE",
                description = "makes a key file there, which must not be the keystore's medium")
        private @Nullable Path newKeyFile;

        @Option(names = "--existing-key-file", paramLabel = "FILE", description = "32 to 4096 random bytes, mode 0600")
        private @Nullable Path keyFile;

        @Option(
                names = "--new-tpm",
                arity = "0..1",
                fallbackValue = "",
                paramLabel = "DEVICE",
                description = "the TPM, as long as PCRs 0, 1, 2, 3 and 7 are what they are now")
        private @Nullable String tpm;
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "add",
            description = "Adds a slot; the keystore is opened by one that it has.")
    int add(
            @Option(names = "--keystore", required = true, paramLabel = "FILE") Path keystore,
            @Mixin UnlockOptions options,
            @ArgGroup(multiplicity = "1") Added added)
            throws KeystoreException {
        try (Unlocks unlocks = Unlocks.of(keystore, options);
                Keystore store = Keystore.open(keystore, unlocks.list())) {
            int id = store.addSlot(unlock(unlocks, added));
            System.out.println("slot " + id + " added; " + store.slots().size() + " of at most " + Keystore.SLOTS_MAX);
            return 0;
        }
    }

    private static Unlock unlock(Unlocks unlocks, Added added) throws KeystoreException {
        if (added.tpm != null) {
            return unlocks.addTpm(added.tpm.isEmpty() ? Unlocks.defaultTpm() : added.tpm);
        }
        if (added.newKeyFile != null) {
            KeyFile.create(added.newKeyFile, new SecureRandom());
            return Unlock.keyFile(added.newKeyFile);
        }
        if (added.keyFile != null) {
            return Unlock.keyFile(added.keyFile);
        }
        return unlocks.add(Passphrases.fresh(added.passphraseFile, "of the new slot"));
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "remove",
            description = {
                "Removes slots, and seals everything anew under new keys, so that an old copy of the file is worth nothing later.",
                "All slots that stay must be opened: give what opens each of them."
            })
    int remove(
            @Option(names = "--keystore", required = true, paramLabel = "FILE") Path keystore,
            @Mixin UnlockOptions options,
            @Option(names = "--id", required = true, description = "of a slot; repeat") List<Integer> ids)
            throws KeystoreException {
        try (Unlocks unlocks = Unlocks.of(keystore, options);
                Keystore store = Keystore.open(keystore, unlocks.list())) {
            store.removeSlots(new LinkedHashSet<>(ids), unlocks.list());
            KeysRotateCommand.noteKeystoreKey(store);
            System.out.println("slots left: "
                    + store.slots().stream()
                            .map(slot -> String.valueOf(slot.id()))
                            .toList());
            return 0;
        }
    }
}
