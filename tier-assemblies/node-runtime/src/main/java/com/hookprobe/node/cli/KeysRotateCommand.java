package com.hookprobe.node.cli;

import com.hookprobe.identity.KeyRotation;
import com.hookprobe.identity.KeyTimes;
import com.hookprobe.identity.Keystore;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.Vault;
import com.hookprobe.node.keys.NodeKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** New keys in place of old ones. */
@Command(
        name = "rotate",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a new key in place of an old one. Stop the node first.",
            "vault: seals payloads and weights from now on; older keys still open what they sealed.",
            "keystore: everything in it is sealed anew; every slot must be opened.",
            "device: the signing key; the node id stays. Writes the record for the registry and the new card."
        })
final class KeysRotateCommand implements Callable<Integer> {
    static final String KEYSTORE = "keystore";

    private enum What {
        DEVICE,
        VAULT,
        KEYSTORE,
        NEURO
    }

    @Option(names = "--keystore", required = true, paramLabel = "FILE")
    private Path keystore = Path.of("");

    @Mixin
    private UnlockOptions unlock = new UnlockOptions();

    @Option(names = "--what", required = true, description = "device, vault or keystore")
    private What what = What.VAULT;

    @Option(names = "--out", paramLabel = "FILE", description = "with device: the record for 'device rotate'")
    private @Nullable Path out;

    @Option(names = "--card", paramLabel = "FILE", description = "with device: the new public card")
    private @Nullable Path card;

    @Override
    public Integer call() throws Exception {
        if (what == What.NEURO) {
            throw new CliException(
                    CliException.USAGE,
                    "the NEURO seed cannot rotate alone: the verifier replays every record since the first from that seed,"
                            + " and a device under another seed is another device to it; enrol the node anew with new"
                            + " keys ('keys init', 'keys request')");
        }
        try (Unlocks unlocks = Unlocks.of(keystore, unlock);
                NodeKeys keys = NodeKeys.open(keystore, unlocks.list())) {
            switch (what) {
                case VAULT -> {
                    Vault next = keys.vault().rotate(keys.keystore());
                    System.out.printf(
                            "vault key %08x seals; %d open%n",
                            next.sealingKeyId(), next.keyIds().size());
                }
                case KEYSTORE -> {
                    keys.keystore().rekey(unlocks.list());
                    noteKeystoreKey(keys.keystore());
                    System.out.printf("keystore key %08x%n", keys.keystore().sealingKeyId());
                }
                default -> device(keys);
            }
            return 0;
        }
    }

    private void device(NodeKeys keys) throws Exception {
        if (out == null || card == null) {
            throw new CliException(
                    CliException.USAGE,
                    "--what device expects --out for the registry's record and --card for the new card");
        }
        for (Path file : List.of(out, card)) {
            if (Files.exists(file)) {
                throw new CliException(CliException.USAGE, file + ": exists already; choose another place");
            }
        }
        // The record also lies in the keystore: what fails from here on loses nothing.
        try (NodeKeys next = keys.rotateDevice(new SecureRandom())) {
            KeyRotation rotation = next.rotations().get(next.rotations().size() - 1);
            Files.writeString(out, rotation.toText(), StandardOpenOption.CREATE_NEW);
            Files.writeString(card, next.card().toText(), StandardOpenOption.CREATE_NEW);
            System.out.println("device key " + rotation.index() + "; the node id stays "
                    + next.id().hex());
            System.err.println("next: 'device rotate' at the MSSP with " + out + ", and a mesh file with " + card
                    + "; until then this node's signatures are refused");
        }
    }

    /** Writes down since when the keystore's key is there; only people read it. */
    static void noteKeystoreKey(Keystore store) throws KeystoreException {
        KeyTimes.load(store).with(KEYSTORE, store.sealingKeyId()).store(store, Map.of());
    }
}
