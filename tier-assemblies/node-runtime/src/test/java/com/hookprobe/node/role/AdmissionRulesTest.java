package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.consensus.Candidate;
import com.hookprobe.dsm.consensus.LocalSigner;
import com.hookprobe.dsm.consensus.SetChange;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.mesh.MeshGenesis;
import com.hookprobe.node.resonance.CertificateBook;
import com.hookprobe.node.resonance.ResonanceCertificate;
import com.hookprobe.node.resonance.Revocation;
import com.hookprobe.node.resonance.Revocations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sentinel agrees to without asking its operator, and what it says when it does not. */
class AdmissionRulesTest {
    private static final long NOW = 1_800_000_000_000_000L;
    private static final long HOUR = 3_600_000_000L;
    private static final Hash32 DIGEST = Hash32.sha256("test", new byte[] {1});
    /** 30 days of records, one each five seconds. */
    private static final long THIRTY_DAYS = 30L * 86_400 / 5;

    @TempDir
    Path folder;

    private TestMesh mesh;
    private CertificateBook certificates;
    private Revocations revocations;
    private AdmissionRules rules;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        NodeId verifier = mesh.mesh.verifier().id();
        revocations = new Revocations(verifier, (message, signature) -> true);
        certificates = new CertificateBook(verifier, (message, signature) -> true, revocations);
        rules = new AdmissionRules(mesh.mesh, certificates, new AdmissionRules.Demands(30, 0.8, Duration.ofSeconds(5)));
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private void certify(NodeId node, double trust, long records) {
        byte[] encoded = ResonanceCertificate.issue(
                        node,
                        new byte[64],
                        records,
                        (int) (trust * 65_535),
                        NOW - HOUR,
                        NOW + HOUR,
                        mesh.mesh.verifier().id(),
                        message -> new byte[64])
                .encode();
        assertThat(certificates.show(node, encoded, NOW)).isEqualTo(CertificateBook.Outcome.ACCEPTED);
    }

    private SetChange join(String name) throws Exception {
        NodeKeys keys = mesh.keys(name);
        Validator validator = MeshGenesis.validator(keys.card());
        return new SetChange.Join(
                Candidate.sign(validator, 0, Hash32.ZERO, new LocalSigner(keys.bls(), keys.device()::sign)));
    }

    private String objection(SetChange change) {
        return rules.objection(change, NOW).orElse("");
    }

    @Test
    void aSentinelWithHistoryAndTrustMayJoin() throws Exception {
        SetChange join = join("sentinel-1");
        assertThat(objection(join)).contains("no valid resonance certificate");
        certify(join.subject(), 0.9, THIRTY_DAYS - 1_000);
        assertThat(objection(join)).contains("replayed 29.9").contains("expected at least 30");
        certify(join.subject(), 0.79, THIRTY_DAYS);
        assertThat(objection(join)).contains("trust").contains("expected at least 0.8");
        certify(join.subject(), 0.9, THIRTY_DAYS);
        assertThat(objection(join)).isEmpty();
        assertThat(rules.objection(join, NOW + 2 * HOUR))
                .as("the certificate has expired")
                .isPresent();
    }

    @Test
    void whoHasAnotherIdentityThanItsCardMayNot() throws Exception {
        NodeKeys keys = mesh.keys("sentinel-1");
        NodeKeys other = mesh.keys("sentinel-2");
        Validator mixed = new Validator(
                keys.id(),
                other.card().ed25519(),
                keys.card().blsPublicKey().orElseThrow(),
                keys.card().blsPop().orElseThrow(),
                "sentinel-1",
                0);
        certify(keys.id(), 1, THIRTY_DAYS);
        SetChange join = new SetChange.Join(
                Candidate.sign(mixed, 0, Hash32.ZERO, new LocalSigner(keys.bls(), keys.device()::sign)));
        assertThat(objection(join)).contains("identity key or name is not that of its card");
    }

    @Test
    void attestationsAreAgreedToWhenACertificateWasShown() {
        NodeId node = mesh.mesh.byName("sentinel-1").orElseThrow().id();
        SetChange attest = new SetChange.Attest(node, 1, DIGEST);
        assertThat(objection(attest)).contains("no valid resonance certificate");
        certify(node, 1, 1);
        assertThat(objection(attest)).isEmpty();
    }

    @Test
    void suspensionsAndReinstatementsAreForPeopleUnlessTheVerifierHasRevoked() throws Exception {
        NodeId node = mesh.mesh.byName("sentinel-1").orElseThrow().id();
        certify(node, 1, THIRTY_DAYS);
        SetChange suspend = new SetChange.Suspend(node, 0, "why");
        assertThat(objection(suspend)).contains("operator");
        assertThat(objection(new SetChange.Reinstate(((SetChange.Join) join("sentinel-1")).candidate())))
                .contains("operator");
        assertThat(revocations.accept(Revocation.issue(
                        node,
                        Revocation.Reason.OPERATOR,
                        1,
                        1,
                        NOW,
                        mesh.mesh.verifier().id(),
                        message -> new byte[64])))
                .isTrue();
        assertThat(objection(suspend)).isEmpty();
    }

    @Test
    void aRequestIsReadAsItWasWritten() throws Exception {
        SetRequest wanted = new SetRequest("suspend", "sentinel-1", "broken", null, null);
        Path file = wanted.write(folder);
        assertThat(SetRequest.waiting(folder)).containsExactly(file);
        assertThat(SetRequest.read(file)).isEqualTo(wanted);
        SetRequest.settle(file, true);
        assertThat(SetRequest.waiting(folder)).isEmpty();
    }

    /** Whatever lies in the folder, it is refused by name and the next one is read. */
    @Test
    void whatIsNoRequestIsRefused() throws Exception {
        Path requests = Files.createDirectories(SetRequest.folder(folder));
        Files.createDirectory(requests.resolve("folder.json"));
        Files.createSymbolicLink(requests.resolve("link.json"), folder.resolve("nowhere"));
        Files.writeString(requests.resolve("null.json"), "null");
        Files.write(requests.resolve("text.json"), new byte[] {(byte) 0xC3, 0x28});
        Files.writeString(requests.resolve("kind.json"), "{\"request\": \"explode\"}");
        Files.write(requests.resolve("long.json"), new byte[5_000]);
        assertThat(SetRequest.waiting(folder))
                .hasSize(4)
                .allSatisfy(file ->
                        assertThatThrownBy(() -> SetRequest.read(file)).isInstanceOf(IllegalArgumentException.class));
    }
}
