package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.dsm.consensus.EvidenceBundle;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.RocksBlockStore;
import com.hookprobe.dsm.ledger.SegmentBlockStore;
import com.hookprobe.identity.Tier;
import com.hookprobe.node.role.LedgerFixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code ledger}, on a store with real keys and certificates. */
class LedgerCommandsTest {
    @TempDir
    Path folder;

    private LedgerFixture fixture;
    private NeuroConsole console;

    @BeforeEach
    void open() throws Exception {
        fixture = new LedgerFixture(folder, 3);
        console = new NeuroConsole();
    }

    @AfterEach
    void close() {
        console.close();
        fixture.close();
    }

    private int run(String... args) {
        return console.run(Stream.concat(Stream.of("ledger"), Stream.of(args)).toArray(String[]::new));
    }

    private int withConfig(String command, String... args) {
        return run(Stream.concat(Stream.of(command, "--config", fixture.config().toString()), Stream.of(args))
                .toArray(String[]::new));
    }

    private String network() throws Exception {
        return fixture.genesis().networkId().hex();
    }

    private String block(int index) {
        return fixture.blocks().get(index).hash().hex();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private JsonNode json() throws Exception {
        return new ObjectMapper().readTree(console.out());
    }

    @Test
    void statsAndCheckAlsoWhileTheStoreIsOpen() throws Exception {
        try (BlockStore open =
                RocksBlockStore.open(fixture.store(), fixture.genesis().networkId())) {
            assertThat(open.frontierHeight()).isEqualTo(3);
            assertThat(withConfig("stats", "--json")).isZero();
            assertThat(json().get("frontier_height").asLong()).isEqualTo(3);
            assertThat(json().get("highest_numbers").asLong()).isEqualTo(7);
            assertThat(withConfig("check", "--signatures", "--json")).isZero();
            assertThat(json().get("blocks").asLong()).isEqualTo(7);
            assertThat(json().get("problems").asLong()).isZero();
        }
    }

    @Test
    void aSnapshotIsRestoredAndIsNeverWrittenOver() throws Exception {
        assertThat(withConfig("snapshot", file("snap"))).isZero();
        assertThat(withConfig("snapshot", file("snap"))).isEqualTo(1);
        assertThat(console.err()).contains("exists already");
        assertThat(run("restore", "--store", file("back"), file("snap"))).isZero();
        assertThat(run("check", "--store", file("back"), "--json")).isZero();
        assertThat(json().get("blocks").asLong()).isEqualTo(7);
        assertThat(withConfig("restore", file("snap"))).as("the store is there").isEqualTo(1);
    }

    @Test
    void aStoreMovesToSegmentFilesWhichAreCheckedAndRepaired() throws Exception {
        assertThat(withConfig("snapshot", file("snap"))).isZero();
        assertThat(run("restore", "--backend", "SEGMENTS", "--store", file("back"), file("snap")))
                .isZero();
        assertThat(folder.resolve("back").resolve("MANIFEST")).exists();
        assertThat(run("check", "--store", file("back"), "--json")).isZero();
        assertThat(json().get("blocks").asLong()).isEqualTo(7);
        try (BlockStore open =
                SegmentBlockStore.open(folder.resolve("back"), fixture.genesis().networkId())) {
            assertThat(open.frontierHeight()).isEqualTo(3);
            assertThat(run("stats", "--store", file("back"))).isEqualTo(1);
            assertThat(console.err()).contains("stop the node, or ask its API");
        }
        assertThat(run("snapshot", "--store", file("back"), file("again"))).isZero();
        assertThat(Path.of(file("again"))).hasSameBinaryContentAs(Path.of(file("snap")));
        Files.delete(folder.resolve("back").resolve("MANIFEST"));
        assertThat(run("check", "--store", file("back"))).isEqualTo(1);
        assertThat(console.err()).contains("ledger repair");
        assertThat(run("repair", "--store", file("back"), "--network", network(), "--json"))
                .as("whether files are missing cannot be told")
                .isEqualTo(1);
        assertThat(json().get("blocks").asLong()).isEqualTo(7);
        assertThat(console.err()).contains("left out: MANIFEST: ");
        assertThat(run("repair", "--store", file("back"), "--network", network()))
                .as("the damaged one is kept, and in the way of another")
                .isEqualTo(1);
        assertThat(run("check", "--store", file("back"))).isZero();
    }

    @Test
    void repairNeedsToKnowTheNetwork() throws Exception {
        assertThat(run("repair", "--store", fixture.store().toString())).isEqualTo(CliException.USAGE);
        assertThat(withConfig("repair", "--json")).isZero();
        assertThat(json().get("blocks").asLong()).isEqualTo(7);
        assertThat(fixture.home().resolve("dsm.damaged")).isDirectory();
    }

    @Test
    void evidenceIsVerifiedWithoutAnything() throws Exception {
        assertThat(withConfig("evidence", "--out", file("evidence"), block(4))).isZero();
        assertThat(run("verify", "--network", network(), "--json", file("evidence")))
                .isZero();
        JsonNode said = json();
        assertThat(said.get("valid").asBoolean()).isTrue();
        assertThat(said.get("block").asText()).isEqualTo(block(4));
        assertThat(said.get("source").asText())
                .isEqualTo(fixture.keys("guardian-1").id().hex());
        assertThat(said.has("not_earlier_than")).isTrue();
        assertThat(said.has("payload")).isFalse();
        assertThat(run("verify", file("evidence"))).isEqualTo(CliException.USAGE);
        assertThat(console.err()).contains("anybody could have made");
        assertThat(run("verify", "--network", "00".repeat(32), "--json", file("evidence")))
                .isEqualTo(1);
        assertThat(json().get("reason").asText()).contains("expected network");
        byte[] changed = Files.readAllBytes(Path.of(file("evidence")));
        changed[changed.length - 300] ^= 1;
        Files.write(Path.of(file("changed")), changed);
        assertThat(run("verify", "--network", network(), file("changed"))).isEqualTo(1);
        assertThat(withConfig("evidence", "--out", file("no"), block(6))).isEqualTo(1);
        assertThat(console.err()).contains("not final");
        assertThat(Path.of(file("no"))).doesNotExist();
    }

    @Test
    void whatARefusedFileSaysMovesNoCursor() throws Exception {
        assertThat(withConfig("evidence", "--out", file("evidence"), block(4))).isZero();
        EvidenceBundle sound = EvidenceBundle.decode(Files.readAllBytes(Path.of(file("evidence"))));
        InclusionBundle proof = sound.block().orElseThrow();
        byte[] header = proof.header().encode();
        // The epoch, above all that a calendar has.
        header[42] = 0x7F;
        Genesis own = sound.genesis();
        Genesis named = new Genesis(
                "x\u001b[2J\nvalid              true\u202e",
                own.params(),
                own.validators(),
                own.sources(),
                own.genesisTimeMicros());
        EvidenceBundle forged = EvidenceBundle.of(
                named,
                sound.sets(),
                new InclusionBundle(proof.block(), proof.proof(), CheckpointHeader.decode(header), proof.certificate()),
                Optional.empty(),
                Optional.empty());
        Files.write(Path.of(file("forged")), forged.encode());
        assertThat(run("verify", "--network", network(), file("forged"))).isEqualTo(1);
        assertThat(console.out())
                .contains("expected network")
                .doesNotContain("\u001b", "\u202e", "\nvalid              true");
        assertThat(run("verify", "--network", network(), "--json", file("forged")))
                .isEqualTo(1);
        assertThat(json().get("valid").asBoolean()).isFalse();
    }

    @Test
    void completenessIsVerifiedToo() throws Exception {
        String source = fixture.keys("guardian-1").id().hex();
        assertThat(withConfig(
                        "completeness", "--from-height", "1", "--to-height", "3", "--out", file("receipt"), source))
                .isZero();
        assertThat(run("verify", "--network", network(), "--json", file("receipt")))
                .isZero();
        assertThat(json().get("blocks").asLong()).isEqualTo(4);
        assertThat(json().get("first_seq").asLong()).isEqualTo(3);
        assertThat(withConfig("completeness", "--to-height", "9", "--out", file("none"), source))
                .isEqualTo(1);
    }

    @Test
    void aPayloadIsDisclosedToOneReaderWithItsProof() throws Exception {
        Path card = Files.writeString(
                folder.resolve("reader.card"), fixture.keys("mssp-1").card().toText());
        assertThat(withConfig("disclose", "--reader", card.toString(), "--out", file("secret"), block(2)))
                .isZero();
        assertThat(Files.readString(fixture.home().resolve("disclosures.log")))
                .contains(block(2), fixture.keys("mssp-1").id().hex());
        byte[] sealed = Files.readAllBytes(Path.of(file("secret")));
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("192.0.2.7");
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "a test\n");
        assertThat(open("mssp-1", passphrase)).isZero();
        assertThat(json().get("payload").asText()).isEqualTo(LedgerFixture.payload(3));
        assertThat(json().get("valid").asBoolean()).isTrue();
        assertThat(open("guardian-2", passphrase)).isEqualTo(1);
        assertThat(console.err()).contains("another reader");
        assertThat(withConfig("disclose", "--reader", card.toString(), "--out", file("secret"), block(2)))
                .as("the file is there")
                .isEqualTo(1);
    }

    private int open(String reader, Path passphrase) throws Exception {
        return run(
                "open",
                "--keystore",
                folder.resolve(reader).resolve("keystore").toString(),
                "--passphrase-file",
                passphrase.toString(),
                "--network",
                network(),
                "--json",
                file("secret"));
    }

    @Test
    void everyCommandHasHelp() {
        for (String command : new String[] {
            "stats", "check", "snapshot", "restore", "repair", "evidence", "completeness", "verify", "disclose", "open"
        }) {
            assertThat(run(command, "--help")).as(command).isZero();
            assertThat(console.out()).contains("Usage: hookprobe-" + Tier.MSSP.text() + " ledger " + command);
        }
        assertThat(run()).isEqualTo(CliException.USAGE);
    }
}
