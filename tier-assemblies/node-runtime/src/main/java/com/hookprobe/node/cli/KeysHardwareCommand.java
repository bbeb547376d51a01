package com.hookprobe.node.cli;

import com.hookprobe.identity.HardwareComparison;
import com.hookprobe.identity.HardwareField;
import com.hookprobe.identity.HardwareFingerprint;
import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.HardwareRebinding;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.node.keys.HardwareBinding;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.log.EventLog;
import java.io.IOException;
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
import picocli.CommandLine.Option;

/** Compares this machine with the one that the keys were made for; binds the keys to it when an operator says so. */
@Command(
        name = "hardware",
        mixinStandardHelpOptions = true,
        description = {
            "Compares this machine with the one that the keys were made for.",
            "Exit code 0: the same, or within the tolerance. 79: other hardware, a node would not start.",
            "Run it as the user that the node runs as: some serial numbers are for root only."
        })
final class KeysHardwareCommand implements Callable<Integer> {
    @Option(names = "--keystore", required = true, paramLabel = "FILE")
    private Path keystore = Path.of("");

    @Option(names = "--passphrase-file", paramLabel = "FILE", description = "default: $HOOKPROBE_PASSPHRASE")
    private @Nullable Path passphraseFile;

    @Option(names = "--json", description = "one JSON object; with --accept what was written down")
    private boolean json;

    @Option(names = "--values", description = "show the serial numbers and addresses, too; they are personal data")
    private boolean values;

    @Option(
            names = "--accept",
            description = "a repair or move was meant: bind the keys to this machine; needs --reason")
    private boolean accept;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "why, 1 to 200 characters; it is kept, and told to the MSSP")
    private @Nullable String reason;

    @Override
    public Integer call() throws KeystoreException, IOException {
        if (accept != (reason != null)) {
            throw new CliException(CliException.USAGE, "--accept and --reason TEXT go together");
        }
        try (NodeKeys keys = Unlocks.keys(keystore, passphraseFile)) {
            HardwareReading now = HardwareReading.read();
            return reason == null ? show(keys, now) : accept(keys.hardware(), now, reason);
        }
    }

    private int accept(HardwareBinding binding, HardwareReading now, String why) throws KeystoreException {
        Optional<HardwareRebinding> made;
        try {
            made = binding.accept(now, why, Instant.now());
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, "--" + e.getMessage());
        }
        if (json) {
            Map<String, Object> written = new LinkedHashMap<>();
            written.put("accepted", made.isPresent());
            made.ifPresent(rebinding -> written.putAll(json(rebinding)));
            System.out.println(EventLog.json(written));
        } else if (made.isEmpty()) {
            System.out.println("nothing differs; nothing was changed");
        } else {
            System.out.println("accepted; changed: " + list(made.get().changed()));
            System.out.println(
                    "the node tells its MSSP when it starts. Beyond the tolerance the MSSP suspends it, until its"
                            + " operator runs 'hookprobe device reinstate'");
        }
        return 0;
    }

    private int show(NodeKeys keys, HardwareReading now) throws KeystoreException {
        HardwareFingerprint bound = keys.hardware()
                .bound()
                .orElseThrow(() -> new CliException(
                        CliException.OTHER_HARDWARE,
                        "the keystore remembers no hardware; bind it to this machine with --accept --reason TEXT"));
        HardwareComparison found = bound.compare(now);
        List<HardwareRebinding> history = keys.hardware().history();
        if (json) {
            System.out.println(EventLog.json(json(keys, bound, now, found, history)));
        } else {
            print(keys, bound, now, found, history);
        }
        return found.verdict() == HardwareComparison.Verdict.OTHER ? CliException.OTHER_HARDWARE : 0;
    }

    private Map<String, Object> json(
            NodeKeys keys,
            HardwareFingerprint bound,
            HardwareReading now,
            HardwareComparison found,
            List<HardwareRebinding> history) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("node_id", keys.id().hex());
        all.put("enrolled", bound.enrolled().toString());
        all.put("verdict", found.verdict().toString());
        all.put("tolerance", HardwareComparison.TOLERANCE_DEFAULT);
        all.put("kind", bound.reading().kind().text());
        all.put("kind_now", now.kind().text());
        all.put("differing", found.differing());
        all.put("changed", found.changed());
        all.put("names_one_machine", now.namesOne());
        all.put("fingerprint", HexFormat.of().formatHex(bound.hash()));
        all.put("fingerprint_now", HexFormat.of().formatHex(bound.on(now).hash()));
        all.put("limits", HardwareLimits.of(now));
        List<Map<String, Object>> fields = new ArrayList<>();
        found.outcomes().forEach((field, outcome) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("field", field.text());
            one.put("outcome", outcome.toString());
            one.put("bound", shown(bound.reading(), field));
            one.put("now", shown(now, field));
            fields.add(one);
        });
        all.put("fields", fields);
        all.put("accepted", history.stream().map(KeysHardwareCommand::json).toList());
        return all;
    }

    private static Map<String, Object> json(HardwareRebinding rebinding) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("at", rebinding.at().toString());
        one.put("changed", rebinding.changed());
        one.put("reason", rebinding.reason());
        one.put("before", rebinding.before());
        one.put("after", rebinding.after());
        return one;
    }

    /** The number of values, or the values themselves when they were asked for. */
    private Object shown(HardwareReading reading, HardwareField field) {
        List<String> all = reading.fields().getOrDefault(field, List.of());
        return values ? all : (Object) all.size();
    }

    private void print(
            NodeKeys keys,
            HardwareFingerprint bound,
            HardwareReading now,
            HardwareComparison found,
            List<HardwareRebinding> history) {
        System.out.printf("node id     %s%n", keys.id().hex());
        System.out.printf("enrolled    %s%n", bound.enrolled());
        System.out.printf(
                "kind        %s, now %s%n",
                bound.reading().kind().text(), now.kind().text());
        System.out.printf("verdict     %s%n%n", sentence(found));
        System.out.printf("%-12s %-8s %-24s %s%n", "field", "outcome", "when bound", "now");
        found.outcomes()
                .forEach((field, outcome) -> System.out.printf(
                        "%-12s %-8s %-24s %s%n",
                        field.text(), outcome, text(shown(bound.reading(), field)), text(shown(now, field))));
        System.out.println();
        HardwareLimits.of(now).forEach(limit -> System.out.println("note: " + limit));
        history.forEach(
                one -> System.out.println("accepted " + one.at() + ": " + list(one.changed()) + "; " + one.reason()));
    }

    private static String sentence(HardwareComparison found) {
        return switch (found.verdict()) {
            case SAME -> "the same machine";
            case TOLERATED -> "taken for the same machine; changed: " + list(found.changed());
            case UNIDENTIFIED -> "cannot be told: nothing names this machine; a node starts all the same";
            case OTHER -> "OTHER HARDWARE, a node does not start; different: " + list(found.differing());
        };
    }

    private static String text(Object shown) {
        return shown instanceof List<?> list
                ? String.join(" ", list.stream().map(String::valueOf).toList())
                : String.valueOf(shown);
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "nothing that counts" : String.join(", ", names);
    }
}
