package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.dsm.consensus.Bls;
import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.Transcript;
import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.node.role.LedgerFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dsm forensics} on files that real keys have signed. */
class DsmForensicsCommandTest {
    private static final Hash32 X = Hash32.sha256("x");
    private static final Hash32 Y = Hash32.sha256("y");

    @TempDir
    Path folder;

    private LedgerFixture fixture;
    private Genesis genesis;
    private NeuroConsole console;

    @BeforeEach
    void open() throws Exception {
        fixture = new LedgerFixture(folder, 2);
        genesis = fixture.genesis();
        console = new NeuroConsole();
    }

    @AfterEach
    void close() {
        console.close();
        fixture.close();
    }

    private int run(String... files) {
        String mesh = folder.resolve("mesh.json").toString();
        return console.run(Stream.concat(Stream.of("dsm", "forensics", "--mesh", mesh), Stream.of(files))
                .toArray(String[]::new));
    }

    private Certificate certificate(VoteKind kind, long height, long view, Hash32 value, int... signers)
            throws Exception {
        byte[] message =
                Vote.signingBytes(genesis.networkId(), genesis.validators().hash(), kind, height, view, value);
        List<byte[]> signatures = new ArrayList<>();
        byte bitmap = 0;
        for (int signer : signers) {
            try (BlsSecretKey key = fixture.keys(name(signer)).bls()) {
                signatures.add(key.sign(message));
            }
            bitmap |= (byte) (1 << signer);
        }
        return new Certificate(
                kind,
                height,
                view,
                value,
                genesis.validators().hash(),
                4,
                new byte[] {bitmap},
                Bls.aggregate(signatures));
    }

    private String name(int signer) {
        return genesis.validators().member(signer).name();
    }

    private String transcript(String name, long height, Certificate... certificates) throws Exception {
        Path file = folder.resolve(name);
        Files.write(
                file,
                Transcript.of(genesis.networkId(), height, List.of(), List.of(certificates))
                        .encode());
        return file.toString();
    }

    private JsonNode json() throws Exception {
        return new ObjectMapper().readTree(console.out());
    }

    @Test
    void twoSidesNameTheirCulprits() throws Exception {
        String first = transcript("a.tr", 7, certificate(VoteKind.FINALIZE, 7, 1, X, 0, 1, 2));
        String second = transcript(
                "b.tr",
                7,
                certificate(VoteKind.NULLIFY, 7, 1, Hash32.ZERO, 1, 2, 3),
                certificate(VoteKind.FINALIZE, 7, 2, Y, 1, 2, 3));
        assertThat(run(first, second)).isZero();
        assertThat(console.out())
                .startsWith("height 7: 2 culprits")
                .contains("decided in view 1: " + X, "decided in view 2: " + Y)
                .contains("culprit " + name(1), "culprit " + name(2))
                .contains("E3 nullify-and-finalize: signed")
                .doesNotContain("culprit " + name(0), "culprit " + name(3));
        assertThat(run(first, second, "--json")).isZero();
        JsonNode height = json().get("heights").get(0);
        assertThat(height.get("height").asLong()).isEqualTo(7);
        assertThat(height.get("culprits")).hasSize(2);
        JsonNode culprit = height.get("culprits").get(0);
        assertThat(culprit.get("name").asText()).isEqualTo(name(1));
        assertThat(culprit.get("validator").asText())
                .isEqualTo(genesis.validators().member(1).id().hex());
        JsonNode proof = culprit.get("proofs").get(0);
        assertThat(proof.get("evidence").asText()).isEqualTo("E3");
        for (String side : List.of("first", "second")) {
            byte[] shown = java.util.HexFormat.of()
                    .parseHex(proof.get(side).get("certificate").asText());
            assertThat(Certificate.decode(shown).verify(genesis.validators(), genesis.networkId()))
                    .isTrue();
        }
    }

    @Test
    void withoutTheJustificationItSaysWhatIsMissing() throws Exception {
        String first = transcript("a.tr", 7, certificate(VoteKind.FINALIZE, 7, 1, X, 0, 1, 2));
        String second = transcript("b.tr", 7, certificate(VoteKind.FINALIZE, 7, 2, Y, 1, 2, 3));
        assertThat(run(first, second)).isEqualTo(1);
        assertThat(console.out())
                .contains("nobody can be named")
                .contains("missing: the NULLIFY certificate of view 1")
                .doesNotContain("culprit");
        assertThat(run(first, second, "--json")).isEqualTo(1);
        assertThat(json().get("conflict").asBoolean()).isTrue();
        assertThat(json().get("heights").get(0).get("missing")).hasSize(1);
    }

    @Test
    void oneSideAloneIsNoConflict() throws Exception {
        String first = transcript("a.tr", 7, certificate(VoteKind.FINALIZE, 7, 1, X, 0, 1, 2));
        assertThat(run(first, first)).isEqualTo(1);
        assertThat(console.out()).contains("height 7: no conflict in these files");
        assertThat(run(first, "--json")).isEqualTo(1);
        assertThat(json().get("conflict").asBoolean()).isFalse();
    }

    /** A bundle brings the header and decision of a block's height; the genesis may come as bytes. */
    @Test
    void evidenceBundlesAreTakenAsFarAsTheyGo() throws Exception {
        String bundle = folder.resolve("block.evidence").toString();
        assertThat(console.run(
                        "ledger",
                        "evidence",
                        "--config",
                        fixture.config().toString(),
                        "--out",
                        bundle,
                        fixture.blocks().get(0).hash().hex()))
                .as(console.err())
                .isZero();
        String rival = transcript("b.tr", 1, certificate(VoteKind.FINALIZE, 1, 1, Y, 0, 2, 3));
        Path genesisFile = folder.resolve("genesis");
        Files.write(genesisFile, genesis.encode());
        assertThat(console.run("dsm", "forensics", "--genesis", genesisFile.toString(), bundle, rival))
                .as(console.err())
                .isZero();
        assertThat(console.out())
                .startsWith("height 1: 2 culprits")
                .contains("E4 two-finalize", "culprit " + name(0), "culprit " + name(2));
    }

    @Test
    void wrongUsageAndFilesThatCannotBeReadAreSaid() throws Exception {
        String good = transcript("a.tr", 7, certificate(VoteKind.FINALIZE, 7, 1, X, 0, 1, 2));
        assertThat(console.run("dsm", "forensics", good)).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(run(good, folder.resolve("none.tr").toString())).isEqualTo(2);
        assertThat(console.err()).contains("no such file");
        Path damaged = folder.resolve("damaged.tr");
        byte[] bytes = Files.readAllBytes(Path.of(good));
        Files.write(damaged, java.util.Arrays.copyOf(bytes, bytes.length - 1));
        assertThat(run(good, damaged.toString())).isEqualTo(2);
        assertThat(console.err()).contains("expected a transcript or an evidence bundle");
        Path foreign = folder.resolve("foreign.tr");
        Files.write(
                foreign,
                Transcript.of(Hash32.sha256("another network"), 7, List.of(), List.of())
                        .encode());
        assertThat(run(good, foreign.toString())).isEqualTo(2);
        assertThat(console.err()).contains("expected network " + genesis.networkId());
        assertThat(console.run("dsm")).isEqualTo(2);
        assertThat(console.err()).contains("a command is needed: status, set, receipt, forensics");
        assertThat(console.run("dsm", "forensics", "--help")).isZero();
        assertThat(console.out()).contains("Exit code 0: culprits are named");
    }
}
