package com.hookprobe.node.cli;

import com.hookprobe.identity.KeyTimes;
import com.hookprobe.identity.Keystore;
import com.hookprobe.identity.KeystoreBackup;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.NodeIdentity;
import com.hookprobe.identity.Vault;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.log.EventLog;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who a keystore belongs to, and how old its keys are. No secret is shown. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows who a keystore belongs to, and which keys of which age it holds.")
final class KeysShowCommand implements Callable<Integer> {
    private static final int SECONDS_PER_DAY = 86_400;

    @Option(names = "--keystore", required = true, paramLabel = "FILE")
    private Path keystore = Path.of("");

    @Mixin
    private UnlockOptions unlock = new UnlockOptions();

    @Option(names = "--card", paramLabel = "FILE", description = "write the public card there")
    private @Nullable Path card;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    /** One key: what it is for, its id, and when it was made, where that is known. */
    private record Shown(String use, String id, Optional<Long> createdSeconds) {}

    @Override
    public Integer call() throws Exception {
        try (Unlocks unlocks = Unlocks.of(keystore, unlock);
                NodeKeys keys = NodeKeys.open(keystore, unlocks.list())) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("node_id", keys.id().hex());
            fields.put("name", keys.card().name());
            fields.put("tier", keys.card().tier().text());
            fields.put("validator", keys.card().blsPublicKey().isPresent());
            fields.put("backup_generation", KeystoreBackup.generationOf(keys.keystore()));
            fields.put("restored_unconfirmed", keys.restored().isPresent());
            List<Shown> shown = shown(keys);
            if (json) {
                fields.put("keys", shown.stream().map(KeysShowCommand::fields).toList());
                System.out.println(EventLog.json(fields));
            } else {
                fields.forEach((key, value) -> System.out.printf("%-20s %s%n", key, value));
                shown.forEach(key -> System.out.printf("%-20s %-18s %s%n", key.use, key.id, age(key.createdSeconds)));
            }
            if (card != null) {
                KeysCommand.output(card, keys.card().toText());
            }
            return 0;
        }
    }

    private static List<Shown> shown(NodeKeys keys) throws KeystoreException {
        Keystore store = keys.keystore();
        KeyTimes times = KeyTimes.load(store);
        List<Shown> shown = new ArrayList<>();
        int index = keys.rotations().size();
        String device = index + ":" + HexFormat.of().formatHex(keys.device().publicKey(), 0, 6);
        shown.add(new Shown("device key", device, times.of(KeyTimes.DEVICE, index)));
        for (String name : List.of(NodeIdentity.NEURO_SEED, NodeIdentity.HTP_KEM, NodeIdentity.BLS)) {
            if (store.names().contains(name)) {
                shown.add(new Shown(name, "0", times.of(name, 0)));
            }
        }
        Vault vault = keys.vault();
        for (long id : vault.keyIds()) {
            String use = id == vault.sealingKeyId() ? "vault key, seals" : "vault key, opens";
            shown.add(new Shown(use, String.format("%08x", id), times.of(KeyTimes.VAULT, id)));
        }
        long sealing = store.sealingKeyId();
        shown.add(new Shown(
                "keystore key", String.format("%08x", sealing), times.of(KeysRotateCommand.KEYSTORE, sealing)));
        return shown;
    }

    private static Map<String, Object> fields(Shown key) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("use", key.use);
        fields.put("id", key.id);
        key.createdSeconds.ifPresent(seconds -> fields.put("created_s", seconds));
        return fields;
    }

    private static String age(Optional<Long> createdSeconds) {
        if (createdSeconds.isEmpty()) {
            return "since the keystore was made";
        }
        long days = Math.max(0, Instant.now().getEpochSecond() - createdSeconds.get()) / SECONDS_PER_DAY;
        return "since " + Instant.ofEpochSecond(createdSeconds.get()) + " (" + days + " days)";
    }
}
