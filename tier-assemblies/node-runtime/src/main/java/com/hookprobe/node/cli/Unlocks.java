package com.hookprobe.node.cli;

import com.hookprobe.identity.KeyProtectorException;
import com.hookprobe.identity.Keystore;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.Unlock;
import com.hookprobe.identity.tpm.Tpm;
import com.hookprobe.identity.tpm.TpmProtector;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.keys.NodeKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What opens a keystore, out of options, environment and what its slots ask for: a TPM that is there, a key file that is named,
 * a passphrase. Nobody is asked for a passphrase when something else is there to try. {@link #close} wipes passphrases and leaves
 * the TPM.
 */
final class Unlocks implements AutoCloseable {
    private static final String KEY_FILE = "HOOKPROBE_KEY_FILE";
    private static final String TPM = "HOOKPROBE_TPM";

    private final List<Unlock> list = new ArrayList<>();
    private final List<char[]> passphrases = new ArrayList<>();
    private final List<Tpm> chips = new ArrayList<>();

    private Unlocks() {}

    /** Opens the keystore of a configured node; {@code dsm.tpm.enabled} says whether by the TPM alone, or never by it. */
    static NodeKeys keys(NodeConfig config) throws KeystoreException {
        return keys(config, defaultTpm());
    }

    static NodeKeys keys(NodeConfig config, String device) throws KeystoreException {
        Path keystore = Path.of(config.keystorePath());
        Boolean byTpm = config.byTpm();
        try (Unlocks unlocks = new Unlocks()) {
            if (Boolean.TRUE.equals(byTpm)) {
                requireTpmSlot(keystore);
                unlocks.addTpm(device);
                return NodeKeys.open(keystore, unlocks.list);
            }
            boolean other =
                    byTpm == null ? unlocks.addProtected(keystore, List.of(), null) : unlocks.addKeyFiles(List.of());
            if (!other || Passphrases.isConfigured(config.node())) {
                unlocks.add(Passphrases.of(config.node()));
            }
            return NodeKeys.open(keystore, unlocks.list);
        }
    }

    private static void requireTpmSlot(Path keystore) throws KeystoreException {
        if (!hasTpmSlot(keystore)) {
            throw new CliException(
                    CliException.UNAVAILABLE,
                    "dsm.tpm.enabled asks for a slot in this machine's TPM, and keystore " + keystore
                            + " has none; add one with 'hookprobe keys slots add --keystore " + keystore
                            + " --new-tpm', or leave dsm.tpm.enabled out");
        }
    }

    private static boolean hasTpmSlot(Path keystore) throws KeystoreException {
        return Keystore.slotsOf(keystore).stream()
                .anyMatch(slot -> slot.detail().equals(TpmProtector.NAME));
    }

    /** Opens a keystore that a command names. */
    static NodeKeys keys(Path keystore, @Nullable Path passphraseFile) throws KeystoreException {
        try (Unlocks unlocks = of(keystore, new UnlockOptions(passphraseFile))) {
            return NodeKeys.open(keystore, unlocks.list);
        }
    }

    /** All that is given or found for a keystore. */
    static Unlocks of(Path keystore, UnlockOptions options) throws KeystoreException {
        Unlocks unlocks = new Unlocks();
        try {
            boolean other = unlocks.addProtected(keystore, options.keyFiles(), options.tpm());
            if (options.passphraseFiles().isEmpty()) {
                if (!other || Passphrases.isInEnvironment()) {
                    unlocks.add(Passphrases.of((Path) null));
                }
            } else {
                options.passphraseFiles().forEach(file -> unlocks.add(Passphrases.of(file)));
            }
            return unlocks;
        } catch (KeystoreException | RuntimeException e) {
            unlocks.close();
            throw e;
        }
    }

    List<Unlock> list() {
        return list;
    }

    /** A passphrase that is wiped at {@link #close}. */
    Unlock add(char[] passphrase) {
        passphrases.add(passphrase);
        Unlock unlock = Unlock.passphrase(passphrase);
        list.add(unlock);
        return unlock;
    }

    /** A TPM, which is left at {@link #close}. */
    Unlock addTpm(String device) {
        try {
            return opened(device);
        } catch (KeyProtectorException e) {
            throw new CliException(CliException.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    private Unlock opened(String device) throws KeyProtectorException {
        Tpm chip = Tpm.open(device);
        chips.add(chip);
        Unlock unlock = Unlock.protector(new TpmProtector(chip));
        list.add(unlock);
        return unlock;
    }

    /** A TPM that nobody has named: when it does not open, there may be another way. */
    private void tryTpm(String device) {
        try {
            opened(device);
        } catch (KeyProtectorException e) {
            System.err.println("note: the keystore has a slot in a TPM; " + e.getMessage());
        }
    }

    /** The device that the environment names, or the machine's own. */
    static String defaultTpm() {
        String named = System.getenv(TPM);
        return named == null ? Tpm.DEFAULT_DEVICE : named;
    }

    private boolean addProtected(Path keystore, List<Path> keyFiles, @Nullable String tpm) throws KeystoreException {
        int before = list.size();
        boolean sealed = hasTpmSlot(keystore);
        if (tpm != null) {
            addTpm(tpm.isEmpty() ? defaultTpm() : tpm);
        } else if (sealed && (System.getenv(TPM) != null || Files.exists(Path.of(Tpm.DEFAULT_DEVICE)))) {
            tryTpm(defaultTpm());
        }
        addKeyFiles(keyFiles);
        return list.size() > before;
    }

    private boolean addKeyFiles(List<Path> keyFiles) {
        int before = list.size();
        keyFiles.forEach(file -> list.add(Unlock.keyFile(file)));
        String named = System.getenv(KEY_FILE);
        if (named != null && keyFiles.isEmpty()) {
            list.add(Unlock.keyFile(Path.of(named)));
        }
        return list.size() > before;
    }

    @Override
    public void close() {
        passphrases.forEach(passphrase -> Arrays.fill(passphrase, ' '));
        chips.forEach(Tpm::close);
    }
}
