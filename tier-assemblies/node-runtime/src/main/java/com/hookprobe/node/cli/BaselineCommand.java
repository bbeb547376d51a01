package com.hookprobe.node.cli;

import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.NodeId;
import com.hookprobe.neuro.BaselineChange;
import com.hookprobe.neuro.BaselineException;
import com.hookprobe.neuro.BaselineScope;
import com.hookprobe.neuro.BaselineTerms;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.sensor.IntegrityManifest;
import com.hookprobe.neuro.sensor.IntegrityWatch;
import com.hookprobe.neuro.sensor.WatchedFiles;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.log.EventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Updates of watched files that must not cost a device its trust (docs/spec/neuro.md, 2.4.3 and 9a). */
@Command(
        mixinStandardHelpOptions = true,
        name = "baseline",
        description = "Announces updates of watched files, shows announcements, and foresees H_Integrity.")
final class BaselineCommand {
    /** Whom a change is about; an announcement for all devices has to be asked for. */
    static final class Scope {
        @Option(names = "--all", required = true, description = "every device whose baseline knows the old value")
        private boolean all;

        @Option(
                names = "--device",
                required = true,
                paramLabel = "NODE_ID",
                description = "this device; repeat for up to 64")
        private List<String> devices = List.of();

        private BaselineScope parsed() {
            if (all) {
                return BaselineScope.allDevices();
            }
            try {
                return BaselineScope.of(
                        devices.stream().map(id -> NodeId.parse(id).bytes()).toList());
            } catch (IllegalArgumentException e) {
                throw new CliException(
                        CliException.USAGE,
                        "--device expects a node id of 64 hexadecimal digits, none twice, at most "
                                + BaselineScope.DEVICES_MAX + "; " + e.getMessage());
            }
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "announce",
            description = {
                "Signs a baseline change with a node's key and writes it to a file.",
                "It may be announced before the update or after it; times are those of the devices' records."
            })
    int announce(
            @Option(names = "--keystore", required = true, paramLabel = "FILE", description = "of the node that signs")
                    Path keystore,
            @Option(names = "--passphrase-file", paramLabel = "FILE", description = "default: $HOOKPROBE_PASSPHRASE")
                    @Nullable Path passphraseFile,
            @Option(names = "--old", required = true, paramLabel = "HEX", description = "H_Integrity before the update")
                    String oldValue,
            @Option(names = "--new", required = true, paramLabel = "HEX", description = "H_Integrity after it")
                    String newValue,
            @Option(
                            names = "--from",
                            required = true,
                            paramLabel = "TIME",
                            description = "the new value is allowed from then on; " + Moments.FORMS)
                    String from,
            @Option(
                            names = "--old-until",
                            required = true,
                            paramLabel = "TIME",
                            description = "the old value is allowed until then, not before --from")
                    String oldUntil,
            @ArgGroup(multiplicity = "1") Scope scope,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "a new file") Path out,
            @Option(names = "--json", description = "print what was signed as JSON") boolean json)
            throws KeystoreException, IOException {
        Instant now = Instant.now();
        BaselineTerms terms;
        try {
            terms = new BaselineTerms(
                    scope.parsed(),
                    value("--old", oldValue),
                    value("--new", newValue),
                    Moments.micros("--from", from, now),
                    Moments.micros("--old-until", oldUntil, now),
                    Moments.micros("now", "now", now));
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, String.valueOf(e.getMessage()));
        }
        try (NodeKeys keys = Unlocks.keys(keystore, passphraseFile)) {
            BaselineChange change = BaselineChange.issue(terms, keys.device().publicKey(), keys.device()::sign);
            Files.writeString(out, change.toText(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            System.out.print(json ? EventLog.json(ChangeView.fields(change)) + "\n" : ChangeView.words(change));
        }
        if (terms.oldUntilMicros() < terms.issuedAtMicros()) {
            System.err.println("note: the old value has ended already; a device that still shows it will be refused");
        }
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "show",
            description =
                    "Shows an announcement in words. Fails when its signature is not good, or not of a card given.")
    int show(
            @Parameters(paramLabel = "FILE", description = "file made by 'baseline announce'") Path file,
            @Option(
                            names = "--signer-card",
                            paramLabel = "FILE",
                            description = "card of a node whose announcements count; repeat")
                    @Nullable List<Path> signerCards,
            @Option(names = "--json") boolean json)
            throws IOException {
        BaselineChange change = change(file);
        Map<String, Object> fields = ChangeView.fields(change);
        Optional<String> name = Optional.empty();
        if (signerCards != null) {
            name = signer(change, signerCards);
            fields.put("signer_known", name.isPresent());
            name.ifPresent(known -> fields.put("signer_name", known));
        }
        System.out.print(json ? EventLog.json(fields) + "\n" : ChangeView.words(change));
        if (!json && name.isPresent()) {
            System.out.printf("%-10s %s%n", "signed by", name.get());
        }
        if (!change.signatureValid()) {
            System.err.println("hookprobe: " + file + ": the signature is not one of the signer that it names");
            return 1;
        }
        if (signerCards != null && name.isEmpty()) {
            System.err.println("hookprobe: " + file + ": the signer is none of the cards given");
            return 1;
        }
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "manifest",
            description = {
                "Prints what this machine's H_Integrity is made of: state and digest of each watched file.",
                "'self' is the program that runs this command: use the jar of the tier, as in 'hookprobe guardian baseline'."
            })
    int manifest(
            @Option(
                            names = "--integrity-file",
                            required = true,
                            paramLabel = "FILE",
                            description = "an entry of neuro.integrity_files, in the same order; repeat")
                    List<String> files,
            @Option(
                            names = "--compare",
                            paramLabel = "FILE",
                            description = "print only what differs from this earlier manifest")
                    @Nullable Path earlier)
            throws IOException {
        IntegrityManifest now = manifest(files);
        if (earlier == null) {
            System.out.print(now.toText());
        } else {
            stored(earlier).differences(now).forEach(System.out::println);
        }
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "predict",
            description =
                    "Prints H_Integrity before and after watched files get a new content, to announce an update early.")
    int predict(
            @Option(
                            names = "--manifest",
                            required = true,
                            paramLabel = "FILE",
                            description = "what 'baseline manifest' printed on the device")
                    Path manifest,
            @Option(
                            names = "--replace",
                            required = true,
                            paramLabel = "PATH=FILE",
                            description = "the watched file of this path will have the content of FILE; repeat")
                    List<String> replacements,
            @Option(names = "--json") boolean json)
            throws IOException {
        IntegrityManifest before = stored(manifest);
        IntegrityManifest after = before;
        for (String replacement : replacements) {
            String path = watchedPath(before, replacement);
            Path file = Path.of(replacement.substring(path.length() + 1));
            after = after.with(path, IntegrityManifest.sha256Of(file));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("old_value", HexFormat.of().formatHex(before.hash()));
        fields.put("new_value", HexFormat.of().formatHex(after.hash()));
        if (json) {
            System.out.println(EventLog.json(fields));
        } else {
            fields.forEach((key, value) -> System.out.printf("%-9s %s%n", key.replace('_', ' '), value));
        }
        return 0;
    }

    /** The watched path before the equals sign; a path may have one itself, so the longest that fits. */
    private static String watchedPath(IntegrityManifest manifest, String replacement) {
        List<String> paths =
                manifest.entries().stream().map(IntegrityManifest.Entry::path).toList();
        return paths.stream()
                .filter(path -> replacement.startsWith(path + "=") && replacement.length() > path.length() + 1)
                .max((a, b) -> Integer.compare(a.length(), b.length()))
                .orElseThrow(() -> new CliException(
                        CliException.USAGE,
                        "--replace expects PATH=FILE with a path of the manifest, one of " + paths + "; found "
                                + replacement));
    }

    /** A file that is not there is evidence, too; but whoever wants to announce this value should know of it. */
    private static IntegrityManifest manifest(List<String> names) {
        IntegrityWatch watch = watch(names);
        IntegrityManifest manifest = watch.manifest();
        if (!watch.absent().isEmpty()) {
            System.err.println("note: missing or unreadable: " + watch.absent());
        }
        return manifest;
    }

    private static IntegrityWatch watch(List<String> names) {
        try {
            return new IntegrityWatch(WatchedFiles.ofThisMachine().resolve(names), 1);
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, "--integrity-file: " + e.getMessage());
        }
    }

    private static IntegrityManifest stored(Path file) throws IOException {
        try {
            return IntegrityManifest.fromText(Files.readString(file));
        } catch (BaselineException e) {
            throw new CliException(CliException.USAGE, file + ": " + e.getMessage());
        }
    }

    private static BaselineChange change(Path file) throws IOException {
        try {
            return BaselineChange.fromText(Files.readString(file));
        } catch (BaselineException e) {
            throw new CliException(CliException.USAGE, file + ": " + e.getMessage());
        }
    }

    private static Optional<String> signer(BaselineChange change, List<Path> cards) throws IOException {
        for (Path file : cards) {
            NodeCard card = KeysCommand.card(file);
            if (Arrays.equals(card.ed25519(), change.signer())) {
                return Optional.of(card.name());
            }
        }
        return Optional.empty();
    }

    private static byte[] value(String option, String hex) {
        try {
            byte[] value = HexFormat.of().parseHex(hex);
            if (value.length == Ter.INTEGRITY_BYTES) {
                return value;
            }
        } catch (IllegalArgumentException e) {
            // Said below, in the same words as a wrong length.
            throw wrongValue(option, hex);
        }
        throw wrongValue(option, hex);
    }

    private static CliException wrongValue(String option, String hex) {
        return new CliException(
                CliException.USAGE, option + " expects an H_Integrity of 40 hexadecimal digits; found " + hex);
    }
}
