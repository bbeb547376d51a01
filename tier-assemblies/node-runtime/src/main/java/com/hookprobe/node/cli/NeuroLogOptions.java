package com.hookprobe.node.cli;

import com.hookprobe.identity.Secret;
import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.WeightState;
import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.keys.NodeKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code neuro replay} and {@code neuro explain} read, and how they get at the seed. */
final class NeuroLogOptions {
    private static final int SEED_FILE_BYTES_MAX = 80;

    @Option(
            names = "--log",
            paramLabel = "DIR|FILE",
            description =
                    "a dream log (the folder 'dream' of a node), or a file of 64-byte records; nothing is changed")
    private @Nullable Path log;

    @Option(names = "--seed-file", paramLabel = "FILE", description = "the device's seed: 32 bytes, or 64 hex digits")
    private @Nullable Path seedFile;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "or a node's configuration: the seed of its keystore")
    private @Nullable Path config;

    @Option(names = "--baseline", paramLabel = "HEX", description = "an H_Integrity that is allowed; may be repeated")
    private List<String> baselines = new ArrayList<>();

    @Option(
            names = "--claim",
            paramLabel = "COUNT:HEX",
            description = "the fingerprint that the device claims after COUNT records; may be repeated")
    private List<String> claims = new ArrayList<>();

    @Option(names = "--json", description = "JSON instead of text")
    private boolean json;

    boolean json() {
        return json;
    }

    Path log() {
        if (log == null) {
            throw new CliException(CliException.USAGE, "--log is missing: a dream log, or a file of records");
        }
        return log;
    }

    /** Examines the log; without a seed, or when it does not begin with record 0, the weights are not evolved. */
    LogExamination.Result examine() throws Exception {
        LogExamination examination =
                new LogExamination(baseline(), claims(), records -> System.err.println(records + " records ..."));
        TerStream opened;
        try {
            opened = TerStream.open(log());
        } catch (NeuroException e) {
            return LogExamination.unreadable(e);
        }
        try (TerStream stream = opened;
                WeightState state = stream.start().count() == 0 ? state() : null) {
            if (state == null && !claims.isEmpty()) {
                throw new CliException(
                        CliException.USAGE,
                        "--claim needs the seed (--seed-file or --config) and a log that begins with record 0; this one"
                                + " begins with record " + stream.start().count());
            }
            return examination.run(stream, state);
        }
    }

    private IntegrityBaseline baseline() {
        if (baselines.isEmpty()) {
            return IntegrityBaseline.unchecked();
        }
        return IntegrityBaseline.of(baselines.stream()
                .map(hex -> hex("--baseline", hex, Ter.INTEGRITY_BYTES))
                .toList());
    }

    private Map<Long, byte[]> claims() {
        Map<Long, byte[]> parsed = new TreeMap<>();
        for (String claim : claims) {
            int colon = claim.indexOf(':');
            if (colon < 1 || colon > 18 || !claim.substring(0, colon).matches("[0-9]+")) {
                throw new CliException(CliException.USAGE, "--claim: expected COUNT:HEX; found " + claim);
            }
            parsed.put(
                    Long.parseLong(claim.substring(0, colon)),
                    hex("--claim", claim.substring(colon + 1), WeightState.FINGERPRINT_BYTES));
        }
        return parsed;
    }

    private static byte[] hex(String option, String text, int bytes) {
        if (!text.matches("[0-9a-fA-F]{" + 2 * bytes + "}")) {
            throw new CliException(
                    CliException.USAGE, option + ": expected " + 2 * bytes + " hexadecimal digits; found " + text);
        }
        return HexFormat.of().parseHex(text);
    }

    private @Nullable WeightState state() throws Exception {
        if (seedFile != null && config != null) {
            throw new CliException(CliException.USAGE, "give --seed-file or --config, not both");
        }
        byte[] seed;
        if (seedFile != null) {
            seed = seedOf(seedFile);
        } else if (config != null) {
            seed = seedOfKeystore(config);
        } else {
            return null;
        }
        try {
            return WeightState.fromSeed(seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    private static byte[] seedOf(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CliException(CliException.USAGE, file + ": expected a file with the seed; found none");
        }
        byte[] bytes = new byte[0];
        if (Files.size(file) <= SEED_FILE_BYTES_MAX) {
            bytes = Files.readAllBytes(file);
        }
        if (bytes.length == WeightState.SEED_BYTES) {
            return bytes;
        }
        String text = new String(bytes, StandardCharsets.US_ASCII).strip();
        Arrays.fill(bytes, (byte) 0);
        if (text.matches("[0-9a-fA-F]{64}")) {
            return HexFormat.of().parseHex(text);
        }
        throw new CliException(
                CliException.USAGE,
                file + ": expected a seed of 32 bytes or 64 hexadecimal digits; found another content");
    }

    private static byte[] seedOfKeystore(Path config) throws Exception {
        NodeConfig loaded = new ConfigLoader(System.getenv()).load(config);
        try (NodeKeys keys = Unlocks.keys(loaded)) {
            try (Secret seed = keys.neuroSeed()) {
                return seed.use(byte[]::clone);
            }
        }
    }
}
