package com.hookprobe.node.cli;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.HardwareField;
import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.EnrolmentToken;
import com.hookprobe.neuro.sensor.IntegrityWatch;
import com.hookprobe.neuro.sensor.WatchedFiles;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.keys.OtherHardwareException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Keystores and enrolment requests, on the node's own machine. */
@Command(
        mixinStandardHelpOptions = true,
        name = "keys",
        description =
                "A node's keystore: made, shown, opened by several ways, rotated, backed up; enrolment and the TPM.",
        subcommands = {
            KeysShowCommand.class,
            KeysSendCommand.class,
            KeysHardwareCommand.class,
            KeysSlotsCommand.class,
            KeysRotateCommand.class,
            KeysBackupCommand.class,
            KeysRestoreCommand.class,
            KeysConfirmCommand.class,
            KeysAttestCommand.class,
            KeysVerifyQuoteCommand.class
        })
final class KeysCommand {
    private final Tier tier;

    KeysCommand(Tier tier) {
        this.tier = tier;
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "init",
            description = "Makes new keys in a new keystore; prints the node's public card.")
    int init(
            @Option(names = "--keystore", required = true, paramLabel = "FILE") Path keystore,
            @Option(names = "--name", required = true, description = "human name, such as guardian-1") String name,
            @Option(names = "--tier", required = true, description = "sentinel, guardian, fortress, nexus or mssp")
                    String tier,
            @Option(names = "--passphrase-file", paramLabel = "FILE", description = "default: $HOOKPROBE_PASSPHRASE")
                    @Nullable Path passphraseFile,
            @Option(names = "--card", paramLabel = "FILE", description = "write the card there instead of printing it")
                    @Nullable Path card)
            throws KeystoreException, IOException {
        Tier parsed = Tier.ofText(tier)
                .orElseThrow(() -> new CliException(
                        CliException.USAGE,
                        "--tier expects sentinel, guardian, fortress, nexus or mssp; found " + tier));
        char[] passphrase = Passphrases.of(passphraseFile);
        Files.createDirectories(keystore.toAbsolutePath().getParent());
        try (NodeKeys keys = NodeKeys.create(keystore, passphrase, name, parsed, new SecureRandom())) {
            output(card, keys.card().toText());
            System.err.println("node id " + keys.id().hex());
            HardwareReading hardware = keys.hardware().bound().orElseThrow().reading();
            System.err.println("bound to this machine (" + hardware.kind().text() + "): "
                    + String.join(
                            ", ",
                            hardware.fields().keySet().stream()
                                    .map(HardwareField::text)
                                    .toList()));
            HardwareLimits.of(hardware).forEach(limit -> System.err.println("note: " + limit));
            return 0;
        } finally {
            Arrays.fill(passphrase, ' ');
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "request",
            description = "Makes an enrolment request: the card, seed and hardware digests sealed to the verifier.")
    int request(
            @Option(names = "--keystore", required = true, paramLabel = "FILE") Path keystore,
            @Option(names = "--verifier-card", required = true, paramLabel = "FILE", description = "the MSSP's card")
                    Path verifierCard,
            @Option(
                            names = "--integrity-file",
                            required = true,
                            paramLabel = "FILE",
                            description = {
                                "an entry of neuro.integrity_files, in the same order; repeat",
                                "'kernel' is the running kernel, 'self' this program"
                            })
                    List<String> files,
            @Option(
                            names = "--replaces",
                            paramLabel = "NODE_ID",
                            description = "the node whose place this one takes; the registry decides")
                    @Nullable String replaces,
            @Option(
                            names = "--token-file",
                            paramLabel = "FILE",
                            description = {
                                "a one-time token of 'enrolment-token make', sealed into the request; - is the standard",
                                "input"
                            })
                    @Nullable Path tokenFile,
            @Option(names = "--passphrase-file", paramLabel = "FILE") @Nullable Path passphraseFile,
            @Option(names = "--out", paramLabel = "FILE") @Nullable Path out)
            throws KeystoreException, OtherHardwareException, IOException {
        NodeCard verifier = card(verifierCard);
        byte[] kem = verifier.kemPublicKey()
                .orElseThrow(() -> new CliException(
                        CliException.USAGE, verifierCard + ": expected the card of an MSSP; it has no X-Wing key"));
        Optional<byte[]> token = tokenFile == null ? Optional.empty() : Optional.of(enrolmentToken(tokenFile));
        try (NodeKeys keys = Unlocks.keys(keystore, passphraseFile)) {
            requireOwnProgram(files, keys.card());
            keys.hardware().require(HardwareReading.read());
            IntegrityWatch watch =
                    new IntegrityWatch(WatchedFiles.ofThisMachine().resolve(files), 1);
            byte[] baseline = watch.hash();
            if (!watch.absent().isEmpty()) {
                throw new CliException(
                        CliException.USAGE,
                        "cannot be read, so they cannot be the baseline: " + watch.absent()
                                + "; write the node's files and its configuration first");
            }
            Optional<NodeId> old = Optional.ofNullable(replaces).map(KeysCommand::nodeId);
            output(out, keys.enrolmentRequest(kem, baseline, token, old).toText());
            return 0;
        } finally {
            token.ifPresent(secret -> Arrays.fill(secret, (byte) 0));
        }
    }

    /** The program of another tier is another 'self': its baseline would be wrong from the first record on. */
    private void requireOwnProgram(List<String> files, NodeCard card) {
        if (files.contains(WatchedFiles.SELF) && card.tier() != tier) {
            throw new CliException(
                    CliException.USAGE,
                    "--integrity-file self is the program of a " + tier.text() + ", but the keystore is of a "
                            + card.tier().text() + "; run 'hookprobe "
                            + card.tier().text() + " keys request'");
        }
    }

    /** The message does not repeat what was found: it may be most of a token. */
    private static byte[] enrolmentToken(Path file) throws IOException {
        String line = file.toString().equals("-") ? SmallFile.firstLine(System.in) : SmallFile.firstLine(file);
        return EnrolmentToken.secret(line.strip())
                .orElseThrow(() -> new CliException(
                        CliException.USAGE,
                        "--token-file: expected a first line hpe_... as 'enrolment-token make' printed it, found another"
                                + " text; copy it again"));
    }

    static NodeId nodeId(String text) {
        try {
            return NodeId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, "a node id is 64 hexadecimal digits; found " + text);
        }
    }

    static NodeCard card(Path file) throws IOException {
        try {
            return NodeCard.fromText(SmallFile.text(file, SmallFile.RECORD_BYTES));
        } catch (RecordException e) {
            throw new CliException(CliException.USAGE, file + ": " + e.getMessage());
        }
    }

    static EnrolmentRequest enrolmentRequest(Path file) throws IOException {
        try {
            return EnrolmentRequest.fromText(SmallFile.text(file, SmallFile.RECORD_BYTES));
        } catch (RecordException e) {
            throw new CliException(CliException.USAGE, file + ": " + e.getMessage());
        }
    }

    static void output(@Nullable Path file, String text) throws IOException {
        if (file == null) {
            System.out.print(text);
        } else {
            Files.writeString(file, text);
        }
    }
}
