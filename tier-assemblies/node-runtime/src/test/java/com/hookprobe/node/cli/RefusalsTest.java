package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.identity.KeyFile;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.Unlock;
import com.hookprobe.identity.registry.EnrolmentToken;
import com.hookprobe.node.keys.FakeMachine;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.role.LedgerFixture;
import com.hookprobe.testsupport.PrivateFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must be refused before a node runs: keys without their passphrase, keys on another machine, a token once more. */
class RefusalsTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path folder;

    private NeuroConsole console;

    @BeforeEach
    void capture() {
        console = new NeuroConsole();
    }

    @AfterEach
    void close() {
        console.close();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    /** A configuration of a member of a real mesh, with another keystore and data folder. */
    private Path config(LedgerFixture fixture, Path keystore, Path data, String passphrase) throws Exception {
        Files.createDirectories(data);
        return PrivateFile.write(
                folder.resolve("thief.yaml"),
                "node: {name: guardian-1, data: \"" + data + "\", keystore: \"" + keystore + "\", passphrase: "
                        + passphrase
                        + "}\nmesh: \"" + folder.resolve("mesh/mesh.json") + "\"\nneuro: {integrity_files: [\""
                        + folder.resolve("thief.yaml") + "\"]}\n");
    }

    private static List<Path> files(Path data) throws Exception {
        try (Stream<Path> all = Files.list(data)) {
            return all.toList();
        }
    }

    @Test
    void aStolenKeystoreWithoutItsPassphraseIsRefused() throws Exception {
        try (LedgerFixture fixture = new LedgerFixture(folder.resolve("mesh"), 1)) {
            Path stolen = Files.copy(
                    fixture.home().resolve("keystore"), folder.resolve("stolen"), StandardCopyOption.COPY_ATTRIBUTES);
            Path data = folder.resolve("data");
            Path config = config(fixture, stolen, data, "guessed");
            assertThat(console.run("run", "-c", config.toString())).isEqualTo(CliException.NOT_PERMITTED);
            assertThat(console.err()).contains("passphrase");
            assertThat(files(data)).as("nothing ran").isEmpty();
            Path guess = Files.writeString(folder.resolve("guess"), "guessed");
            for (List<String> command : List.of(
                    List.of("show"),
                    List.of("backup", "--out", path("out"), "--backup-passphrase-file", guess.toString()),
                    List.of("slots", "add", "--new-passphrase-file", guess.toString()),
                    List.of("rotate", "--what", "device", "--out", path("out"), "--card", path("out2")),
                    List.of("hardware", "--accept", "--reason", "mine now"))) {
                List<String> all = new ArrayList<>(List.of("keys"));
                all.addAll(command);
                all.addAll(List.of("--keystore", stolen.toString(), "--passphrase-file", guess.toString()));
                assertThat(console.run(all.toArray(String[]::new)))
                        .as(command + console.err())
                        .isEqualTo(CliException.NOT_PERMITTED);
            }
            assertThat(folder.resolve("out")).doesNotExist();
            String raw = HexFormat.of().formatHex(Files.readAllBytes(stolen));
            NodeKeys keys = fixture.keys("guardian-1");
            assertThat(raw)
                    .doesNotContain(HexFormat.of().formatHex(keys.neuroSeed().use(byte[]::clone)));
            assertThat(raw)
                    .doesNotContain(HexFormat.of().formatHex(keys.kemSeed().use(byte[]::clone)));
        }
    }

    /** With the passphrase, even: the disk of one machine in another one. */
    @Test
    void aClonedDiskIsRefused() throws Exception {
        Path keystore = folder.resolve("keystore");
        Path opener = folder.resolve("key-file");
        KeyFile.create(opener, RANDOM);
        NodeKeys.create(
                        keystore,
                        Unlock.keyFile(opener),
                        "guardian-1",
                        Tier.GUARDIAN,
                        RANDOM,
                        FakeMachine.enrolled(folder.resolve("elsewhere")).enrolledAt(Instant.now()))
                .close();
        try (NodeKeys keys = NodeKeys.open(keystore, List.of(Unlock.keyFile(opener)))) {
            keys.keystore().addSlot(Unlock.passphrase("the right one".toCharArray()));
        }
        try (LedgerFixture fixture = new LedgerFixture(folder.resolve("mesh"), 1)) {
            Path data = folder.resolve("data");
            Path config = config(fixture, keystore, data, "the right one");
            assertThat(console.run("run", "-c", config.toString())).isEqualTo(CliException.OTHER_HARDWARE);
            assertThat(console.out()).contains("hardware_refused").doesNotContain("d8:9e", "4c4c4544");
            assertThat(files(data)).as("nothing ran").isEmpty();
        }
        Files.writeString(folder.resolve("pass"), "the right one");
        Files.writeString(folder.resolve("watched"), "a program");
        NodeKeys.create(folder.resolve("mssp"), Unlock.keyFile(opener), "mssp-1", Tier.MSSP, RANDOM)
                .close();
        try (NodeKeys mssp = NodeKeys.open(folder.resolve("mssp"), List.of(Unlock.keyFile(opener)))) {
            Files.writeString(folder.resolve("mssp.card"), mssp.card().toText());
        }
        assertThat(console.run(
                        "keys",
                        "request",
                        "--keystore",
                        keystore.toString(),
                        "--passphrase-file",
                        path("pass"),
                        "--verifier-card",
                        path("mssp.card"),
                        "--integrity-file",
                        path("watched"),
                        "--out",
                        path("request")))
                .isEqualTo(CliException.OTHER_HARDWARE);
        assertThat(folder.resolve("request")).doesNotExist();
    }

    /** By the same device, by another one, in another tenant's name, in another registry; each command is a new process' work. */
    @Test
    void aReplayedEnrolmentTokenIsRefused() throws Exception {
        Path opener = folder.resolve("key-file");
        KeyFile.create(opener, RANDOM);
        byte[] kem;
        try (NodeKeys mssp =
                NodeKeys.create(folder.resolve("mssp"), Unlock.keyFile(opener), "mssp-1", Tier.MSSP, RANDOM)) {
            kem = mssp.card().kemPublicKey().orElseThrow();
        }
        String db = path("registry.db");
        for (String tenant : List.of("acme", "beta")) {
            assertThat(console.run("tenant", "add", "--db", db, "--name", tenant, tenant))
                    .isZero();
        }
        assertThat(console.run("enrolment-token", "make", "--db", db, "--tenant", "acme"))
                .isZero();
        byte[] token = EnrolmentToken.secret(console.out().strip()).orElseThrow();
        Requests requests = new Requests(folder);
        String first = requests.withToken("edge-1", token, kem).file();
        String second = requests.withToken("edge-2", token, kem).file();
        assertThat(oneTime(db, opener, first)).as(console.err()).isZero();
        for (String again : List.of(first, second, second)) {
            assertThat(oneTime(db, opener, again)).isEqualTo(1);
            assertThat(new ObjectMapper().readTree(console.out()).get("status").asText())
                    .isEqualTo("REFUSED");
        }
        // An administrator of another tenant has got hold of it.
        assertThat(console.run("account", "add", "--db", db, "--no-password", "--role", "TENANT_ADMIN", "beta/eve"))
                .isZero();
        assertThat(oneTime(db, opener, second, "--as", "beta/eve")).isNotZero();
        assertThat(oneTime(path("other.db"), opener, second)).isEqualTo(1);

        assertThat(console.run("device", "list", "--db", db, "--json")).isZero();
        assertThat(console.out().lines()).singleElement().asString().contains("edge-1", "acme");
        assertThat(console.run("device", "list", "--db", path("other.db"))).isZero();
        assertThat(console.out()).isEmpty();
        assertThat(console.run("enrolment-token", "failures", "--db", db, "--tenant", "acme"))
                .isZero();
        assertThat(console.out().lines())
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(line -> line.contains("used already"));
        for (Path file : files(folder)) {
            if (file.getFileName().toString().startsWith("registry.db")) {
                assertThat(HexFormat.of().formatHex(Files.readAllBytes(file)))
                        .as("the token is nowhere in clear")
                        .doesNotContain(HexFormat.of().formatHex(token));
            }
        }
        assertThat(new String(Files.readAllBytes(Path.of(first)), StandardCharsets.US_ASCII))
                .doesNotContain("hpe_");
    }

    private int oneTime(String db, Path opener, String request, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "device",
                "enrol",
                "--db",
                db,
                "--one-time",
                "--json",
                "--keystore",
                path("mssp"),
                "--key-file",
                opener.toString()));
        all.addAll(List.of(more));
        all.add(request);
        return console.run(all.toArray(String[]::new));
    }
}
