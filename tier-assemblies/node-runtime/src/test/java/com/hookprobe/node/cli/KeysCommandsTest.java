package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.testsupport.Swtpm;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(120)
class KeysCommandsTest {
    private static final String NONCE = "00112233445566778899aabbccddeeff";

    @TempDir
    Path folder;

    private Path keystore;
    private String output = "";

    @BeforeEach
    void makeNode() throws Exception {
        keystore = folder.resolve("keystore");
        write("pass", "correct horse");
        write("next", "battery staple");
        assertThat(keys("init", "--name", "sentinel-1", "--tier", "sentinel", "--card", path("card")))
                .isZero();
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    /** With the keystore and its first passphrase. */
    private int keys(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of("keys"));
        arguments.addAll(List.of(command.split(" ")));
        arguments.addAll(List.of("--keystore", keystore.toString(), "--passphrase-file", path("pass")));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... arguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream captured = new PrintStream(out, true, StandardCharsets.UTF_8);
        System.setOut(captured);
        try {
            CommandLine line = TierMain.commandLine(Tier.SENTINEL, arguments);
            line.setErr(new PrintWriter(captured, true));
            return line.execute(arguments);
        } finally {
            System.setOut(before);
            output = out.toString(StandardCharsets.UTF_8);
        }
    }

    private NodeKeys open() throws Exception {
        return NodeKeys.open(keystore, "correct horse".toCharArray());
    }

    @Test
    void showTellsIdsAndAgesAndNoSecret() throws Exception {
        assertThat(keys("show")).isZero();
        assertThat(output).contains("device key", "neuro.seed", "vault key, seals", "keystore key", "(0 days)");
        assertThat(keys("show", "--json")).isZero();
        assertThat(output).contains("\"use\":\"device key\"", "\"restored_unconfirmed\":false");
        try (NodeKeys keys = open()) {
            for (String name : List.of("device.ed25519", "neuro.seed", "htp.kem", "bls")) {
                byte[] secret = keys.keystore().getRecord(name).orElseThrow();
                assertThat(output).doesNotContain(HexFormat.of().formatHex(secret, 0, 4));
            }
        }
    }

    @Test
    void slotsAreAddedListedUsedAndRemoved() throws Exception {
        assertThat(keys("slots add", "--new-key-file", path("media.key"))).isZero();
        assertThat(keys("slots add", "--new-passphrase-file", path("next"))).isZero();
        assertThat(run("keys", "slots", "list", "--keystore", keystore.toString()))
                .isZero();
        assertThat(output.lines()).hasSize(3);
        assertThat(output).contains("passphrase", "key file");
        String[] byFile = {"keys", "show", "--keystore", keystore.toString(), "--key-file", path("media.key")};
        assertThat(run(byFile)).isZero();
        assertThat(keys("slots remove", "--id", "3"))
                .as("the key file's slot stays shut")
                .isEqualTo(77);
        assertThat(output).contains("slot 2");
        assertThat(keys("slots remove", "--id", "3", "--key-file", path("media.key")))
                .isZero();
        assertThat(keys("slots remove", "--id", "2")).isZero();
        assertThat(keys("slots remove", "--id", "1")).isEqualTo(77);
        assertThat(output).contains("one slot to stay");
        assertThat(run(byFile)).isEqualTo(77);
        assertThat(keys("slots add")).isEqualTo(CliException.USAGE);
    }

    @Test
    void everyKeyThatCanRotatesAndTheSeedSaysWhyNot() throws Exception {
        byte[] sealed;
        try (NodeKeys keys = open()) {
            sealed = keys.vault().seal("a", new byte[] {1});
        }
        assertThat(keys("rotate", "--what", "vault")).isZero();
        assertThat(output).contains("2 open");
        assertThat(keys("rotate", "--what", "keystore")).isZero();
        assertThat(keys("rotate", "--what", "device")).isEqualTo(CliException.USAGE);
        assertThat(keys("rotate", "--what", "device", "--out", path("rotation"), "--card", path("card2")))
                .isZero();
        try (NodeKeys keys = open()) {
            assertThat(keys.vault().open("a", sealed)).containsExactly(1);
            assertThat(keys.rotations()).hasSize(1);
            assertThat(keys.card().ed25519()).isEqualTo(keys.device().publicKey());
            assertThat(keys.card()).isEqualTo(KeysCommand.card(folder.resolve("card2")));
            assertThat(keys.card().nodeId())
                    .isEqualTo(KeysCommand.card(folder.resolve("card")).nodeId());
        }
        assertThat(keys("rotate", "--what", "neuro")).isEqualTo(CliException.USAGE);
        assertThat(output).contains("cannot rotate alone", "replays");
        assertThat(keys("show")).isZero();
        assertThat(output).contains("device key           1:", "vault key, opens");
    }

    @Test
    void theRegistryTakesTheRotation() throws Exception {
        Path db = folder.resolve("registry.db");
        try (NodeKeys mssp = NodeKeys.create(
                        folder.resolve("mssp"),
                        "x".toCharArray(),
                        "mssp-1",
                        Tier.MSSP,
                        new java.security.SecureRandom());
                NodeKeys keys = open();
                DeviceRegistry registry = DeviceRegistry.open(db)) {
            registry.enrol(keys.enrolmentRequest(mssp.card().kemPublicKey().orElseThrow(), new byte[20]));
            registry.approve(keys.id(), "a person");
        }
        assertThat(keys("rotate", "--what", "device", "--out", path("rotation"), "--card", path("card2")))
                .isZero();
        assertThat(run("device", "rotate", "--db", db.toString(), path("rotation")))
                .isZero();
        assertThat(output).contains("key 1");
        assertThat(run("device", "rotate", "--db", db.toString(), path("card2")))
                .isEqualTo(CliException.USAGE);
    }

    @Test
    void backupComesBackMarked() throws Exception {
        assertThat(keys("backup", "--out", path("backup"), "--backup-passphrase-file", path("next")))
                .isZero();
        assertThat(keys("backup", "--out", path("backup"), "--backup-passphrase-file", path("next")))
                .isEqualTo(77);
        assertThat(run("keys", "restore", path("backup"), "--info", "--json")).isZero();
        assertThat(output).contains("\"generation\":1");
        String[] restore = {
            "keys",
            "restore",
            path("backup"),
            "--keystore",
            path("again"),
            "--backup-passphrase-file",
            path("next"),
            "--new-passphrase-file",
            path("pass")
        };
        assertThat(run(restore)).isZero();
        assertThat(run(restore)).as("never over a file").isEqualTo(77);
        assertThat(run("keys", "show", "--keystore", path("again"), "--passphrase-file", path("pass")))
                .isZero();
        assertThat(output).contains("restored_unconfirmed true");
    }

    @Test
    void theTpmOpensAndAttests() throws Exception {
        assumeTrue(Swtpm.isInstalled(), "swtpm is not installed");
        try (Swtpm chip = Swtpm.start(folder.resolve("chip"))) {
            assertThat(keys("slots add", "--new-tpm", chip.device())).as(output).isZero();
            assertThat(run("keys", "show", "--keystore", keystore.toString(), "--tpm", chip.device()))
                    .as(output)
                    .isZero();
            assertThat(keys(
                            "attest",
                            "--device",
                            chip.device(),
                            "--nonce",
                            NONCE,
                            "--out",
                            path("quote"),
                            "--binding",
                            path("binding"),
                            "--pcrs",
                            path("pcrs")))
                    .as(output)
                    .isZero();
        }
        assertThat(verify(NONCE, "card")).as(output).isZero();
        assertThat(output).contains("\"good\":true", "reset_count");
        assertThat(verify("ff112233445566778899aabbccddeeff", "card")).isEqualTo(1);
        assertThat(output).contains("NONCE");
        Path pcrs = folder.resolve("pcrs");
        Files.writeString(pcrs, Files.readString(pcrs).replaceFirst("7 0", "7 1"));
        assertThat(verify(NONCE, "card")).isEqualTo(1);
        assertThat(output).contains("PCR_VALUES");
        assertThat(verify("00", "card")).isEqualTo(CliException.USAGE);
    }

    /** A node that its file ties to the TPM does not start by a passphrase, and one whose file forbids the TPM not by that. */
    @Test
    void aFileMayTieANodeToItsTpm() throws Exception {
        assumeTrue(Swtpm.isInstalled(), "swtpm is not installed");
        NodeConfig tied = configured("true");
        NodeConfig apart = configured("false");
        try (Swtpm chip = Swtpm.start(folder.resolve("chip"))) {
            assertThatThrownBy(() -> Unlocks.keys(tied, chip.device())).hasMessageContaining("has none; add one with");
            assertThat(keys("slots add", "--new-tpm", chip.device())).as(output).isZero();
            try (NodeKeys byChip = Unlocks.keys(tied, chip.device());
                    NodeKeys byPassphrase = Unlocks.keys(apart, "tcp:127.0.0.1:1")) {
                assertThat(byChip.id()).isEqualTo(byPassphrase.id());
            }
        }
        try (Swtpm other = Swtpm.start(folder.resolve("other"))) {
            assertThatThrownBy(() -> Unlocks.keys(tied, other.device()))
                    .as("the passphrase in its file does not help")
                    .isInstanceOf(KeystoreException.class);
        }
    }

    private NodeConfig configured(String tpm) throws Exception {
        write("node.yaml", """
                node: {name: sentinel-1, data: %s, keystore: %s, passphrase_file: %s}
                mesh: mesh.json
                dsm: {tpm: {enabled: %s, key_path: %s, pcr_indices: [0, 1, 2, 3, 7]}}
                """.formatted(folder, keystore, path("pass"), tpm, keystore));
        return new ConfigLoader(Map.of()).load(folder.resolve("node.yaml"));
    }

    @Test
    void aReplacedTpmIsNamedAndGetsANewKey() throws Exception {
        assumeTrue(Swtpm.isInstalled(), "swtpm is not installed");
        try (Swtpm chip = Swtpm.start(folder.resolve("chip"))) {
            assertThat(attest(chip, "quote", "--binding", path("binding"), "--pcrs", path("pcrs")))
                    .as(output)
                    .isZero();
        }
        try (Swtpm other = Swtpm.start(folder.resolve("other"))) {
            assertThat(attest(other, "quote2")).isEqualTo(CliException.UNAVAILABLE);
            assertThat(output).contains("another chip's");
            assertThat(attest(other, "quote2", "--new-key")).isEqualTo(CliException.USAGE);
            Files.delete(folder.resolve("quote"));
            assertThat(attest(other, "quote", "--new-key", "--binding", path("binding2")))
                    .as(output)
                    .isZero();
        }
        assertThat(verify(NONCE, "card")).isEqualTo(1);
        assertThat(output).contains("OTHER_KEY");
        Files.move(
                folder.resolve("binding2"),
                folder.resolve("binding"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(verify(NONCE, "card")).as(output).isZero();
    }

    private int attest(Swtpm chip, String out, String... more) {
        List<String> options =
                new ArrayList<>(List.of("--device", chip.device(), "--nonce", NONCE, "--out", path(out)));
        options.addAll(List.of(more));
        return keys("attest", options.toArray(String[]::new));
    }

    private int verify(String nonce, String card) {
        return run(
                "keys",
                "verify-quote",
                "--quote",
                path("quote"),
                "--nonce",
                nonce,
                "--binding",
                path("binding"),
                "--pcrs",
                path("pcrs"),
                "--card",
                path(card),
                "--json");
    }
}
