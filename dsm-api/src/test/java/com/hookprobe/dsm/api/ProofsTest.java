package com.hookprobe.dsm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.dsm.consensus.Bls;
import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.EvidenceBundle;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.Params;
import com.hookprobe.dsm.consensus.SetPath;
import com.hookprobe.dsm.consensus.Source;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.CompletenessReceipt;
import com.hookprobe.dsm.ledger.ConsistencyProof;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.InclusionProof;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.PublicKeyBytes;
import com.hookprobe.dsm.ledger.RetentionPolicy;
import com.hookprobe.identity.DeviceKey;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the API gives out holds when it is checked with the network id alone. */
class ProofsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Genesis genesis;
    private TestLedger ledger;
    private final List<Microblock> blocks = new ArrayList<>();

    @BeforeEach
    void fill() throws Exception {
        DeviceKey identity = TestLedger.key(200);
        BlsSecretKey bls = BlsSecretKey.generate(TestLedger.filled(3).bytes());
        Validator validator = new Validator(
                identity.nodeIdAsFirstKey(),
                identity.publicKey(),
                bls.publicKey().bytes(),
                bls.proveOfPossession(),
                "v",
                0);
        ValidatorSet set = ValidatorSet.of(List.of(validator));
        Source source = new Source(
                TestLedger.source(1), PublicKeyBytes.ed25519(TestLedger.key(1).publicKey()));
        genesis = new Genesis("api", Params.local(2), set, List.of(source), 1_000_000_000_000L);
        ledger = new TestLedger(
                genesis.networkId(),
                genesis.hash(),
                set.hash(),
                genesis.params().hash(),
                header -> certificate(bls, header));
        for (int height = 1; height <= 3; height++) {
            for (int i = 0; i < 3; i++) {
                blocks.add(ledger.add(1, EventType.IDS_ALERT, 10L * height + i));
            }
            ledger.decide();
        }
    }

    private byte[] certificate(BlsSecretKey bls, CheckpointHeader header) {
        byte[] message = Vote.signingBytes(
                header.networkId(), header.validatorsHash(), VoteKind.FINALIZE, header.height(), 1, header.hash());
        return new Certificate(
                        VoteKind.FINALIZE,
                        header.height(),
                        1,
                        header.hash(),
                        header.validatorsHash(),
                        1,
                        new byte[] {1},
                        Bls.aggregate(List.of(bls.sign(message))))
                .encode();
    }

    private TestServer server() throws Exception {
        return TestServer.start(ledger.store, TestServer.config().network(genesis, SetPath.NONE));
    }

    private String source() {
        return "/v1/sources/" + TestLedger.source(1).hex() + "/0";
    }

    @Test
    void blocksCheckpointsAndProofsAsBytesAndJson() throws Exception {
        try (TestServer server = server()) {
            for (Microblock block : blocks) {
                String path = "/v1/blocks/" + block.hash().hex();
                assertThat(Microblock.decode(
                                server.bytes(path, TestServer.AUDITOR).body()))
                        .isEqualTo(block);
                InclusionBundle proof = InclusionBundle.decode(
                        server.bytes(path + "/proof", TestServer.READER).body());
                assertThat(proof.block()).isEqualTo(block);
                assertThat(proof.included()).isTrue();
                JsonNode json = JSON.readTree(
                        server.get(path + "/proof", TestServer.READER).body());
                assertThat(HexFormat.of().parseHex(json.get("bundle").asText())).isEqualTo(proof.encode());
                assertThat(json.get("path")).hasSize(proof.proof().path().size());
            }
            DecidedCheckpoint decided = DecidedCheckpoint.decode(
                    server.bytes("/v1/checkpoints/2", TestServer.READER).body());
            assertThat(decided).isEqualTo(ledger.store.decided(2).orElseThrow());
            assertThat(decided.body()).isPresent();
            assertThat(server.bytes("/v1/checkpoints/latest", TestServer.READER).body())
                    .isEqualTo(ledger.store.decided(3).orElseThrow().encode());
        }
    }

    @Test
    void whatWasLetGoIsProvenToWhoHasIt() throws Exception {
        Duration none = Duration.ZERO;
        RetentionPolicy policy = new RetentionPolicy(none, Duration.ofDays(3650), Duration.ofDays(3650));
        ledger.store.prune(policy, TestServer.NOW.getEpochSecond() + 1_000_000, 10_000);
        Microblock old = blocks.get(0);
        assertThat(ledger.store.get(old.hash())).isEmpty();
        try (TestServer server = server()) {
            String path = "/v1/blocks/" + old.hash().hex();
            assertThat(server.get(path, TestServer.AUDITOR).statusCode()).isEqualTo(404);
            assertThat(server.get(path + "/proof", TestServer.READER).statusCode())
                    .isEqualTo(404);
            InclusionBundle proof = InclusionBundle.decode(posted(server, old).body());
            assertThat(proof.included()).isTrue();
        }
    }

    private static HttpResponse<byte[]> posted(TestServer server, Microblock block) throws Exception {
        return server.send(server.request("/v1/proofs", TestServer.READER)
                .header("Accept", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(block.encode())));
    }

    @Test
    void blocksThatAreNotFinalOrOfAnotherNetworkHaveNoProof() throws Exception {
        Microblock open = ledger.add(1, EventType.DECISION, 99);
        Microblock foreign = new TestLedger().next(1, EventType.DECISION, 5);
        try (TestServer server = server()) {
            HttpResponse<byte[]> answer = server.get("/v1/blocks/" + open.hash().hex() + "/proof", TestServer.READER);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(JSON.readTree(answer.body()).get("advice").asText()).contains("after the next checkpoint");
            assertThat(posted(server, open).statusCode()).isEqualTo(404);
            assertThat(posted(server, foreign).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void theLogIsConsistentAndHoldsItsHeaders() throws Exception {
        try (TestServer server = server()) {
            JsonNode head =
                    JSON.readTree(server.get("/v1/log", TestServer.READER).body());
            assertThat(head.get("size").asInt()).isEqualTo(3);
            Hash32 root = Hash32.parse(head.get("root").asText());
            for (int old = 1; old <= 3; old++) {
                String path = "/v1/log/consistency?old=" + old;
                ConsistencyProof proof = ConsistencyProof.decode(
                        server.bytes(path, TestServer.READER).body());
                JsonNode json =
                        JSON.readTree(server.get(path, TestServer.READER).body());
                Hash32 oldRoot = Hash32.parse(json.get("old_root").asText());
                assertThat(proof.verify(oldRoot, root)).isTrue();
                assertThat(json.get("new_root").asText()).isEqualTo(root.hex());
                InclusionProof inclusion =
                        InclusionProof.decode(server.bytes("/v1/log/inclusion?height=" + old, TestServer.READER)
                                .body());
                byte[] leaf = ledger.store.header(old).orElseThrow().header().encode();
                assertThat(inclusion.verify(root, leaf)).isTrue();
            }
            for (String wrong : List.of("old=0", "old=4", "old=2&new=1", "old=1&new=4", "new=2", "")) {
                assertThat(server.get("/v1/log/consistency?" + wrong, TestServer.READER)
                                .statusCode())
                        .as(wrong)
                        .isEqualTo(400);
            }
        }
        try (TestServer empty = TestServer.start(new TestLedger().store)) {
            assertThat(empty.get("/v1/log/consistency?old=1", TestServer.READER).statusCode())
                    .isEqualTo(404);
            assertThat(empty.get("/v1/checkpoints/latest", TestServer.READER).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void evidenceNeedsNothingButTheNetworkId() throws Exception {
        try (TestServer server = server()) {
            for (Microblock block : blocks) {
                HttpResponse<byte[]> answer =
                        server.get("/v1/blocks/" + block.hash().hex() + "/evidence", TestServer.AUDITOR);
                assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                        .contains(block.hash().hex());
                EvidenceBundle evidence = EvidenceBundle.decode(answer.body());
                assertThat(evidence.refusal(genesis.networkId())).isEmpty();
                assertThat(evidence.block().orElseThrow().block()).isEqualTo(block);
            }
            EvidenceBundle period = EvidenceBundle.decode(
                    server.get(source() + "/evidence?from_height=1&to_height=3", TestServer.AUDITOR)
                            .body());
            assertThat(period.refusal(genesis.networkId())).isEmpty();
            assertThat(period.completeness().orElseThrow().blocks()).isEqualTo(blocks.subList(3, 9));
        }
    }

    @Test
    void completenessOfPeriods() throws Exception {
        try (TestServer server = server()) {
            String path = source() + "/completeness?from_height=1&to_height=2";
            CompletenessReceipt receipt = CompletenessReceipt.decode(
                    server.bytes(path, TestServer.AUDITOR).body());
            assertThat(receipt.complete()).isTrue();
            assertThat(receipt.blocks()).isEqualTo(blocks.subList(3, 6));
            JsonNode json = JSON.readTree(server.get(path, TestServer.AUDITOR).body());
            assertThat(json.get("count").asInt()).isEqualTo(3);
            assertThat(json.get("from_seq").asInt()).isEqualTo(4);
            assertThat(json.get("hashes").get(2).asText())
                    .isEqualTo(blocks.get(5).hash().hex());
            JsonNode whole = JSON.readTree(server.get(source() + "/completeness?to_height=3", TestServer.AUDITOR)
                    .body());
            assertThat(whole.get("count").asInt()).isEqualTo(9);
            assertThat(server.get(source() + "/completeness?to_height=4", TestServer.AUDITOR)
                            .statusCode())
                    .isEqualTo(404);
            for (String wrong : List.of("", "?to_height=0", "?from_height=2&to_height=2", "?from_height=2")) {
                assertThat(server.get(source() + "/completeness" + wrong, TestServer.AUDITOR)
                                .statusCode())
                        .as(wrong)
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void aGenesisOfAnotherNetworkIsRefusedAtTheStart() {
        assertThatThrownBy(() -> TestServer.start(
                        new TestLedger().store, TestServer.config().network(genesis, SetPath.NONE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(genesis.networkId().hex());
    }

    @Test
    void acceptChoosesTheForm() throws Exception {
        try (TestServer server = server()) {
            String path = "/v1/checkpoints/1";
            for (String bytes : List.of(
                    "application/octet-stream",
                    "application/json;q=0.5, application/octet-stream",
                    "application/octet-stream;q=0.9,*/*;q=0.1")) {
                assertThat(accepting(server, path, bytes)).as(bytes).contains("application/octet-stream");
            }
            for (String json : List.of("*/*", "application/*", "text/html, */*;q=0.1", "application/json")) {
                assertThat(accepting(server, path, json)).as(json).contains("application/json");
            }
            assertThat(server.send(server.request(path, TestServer.READER).header("Accept", "text/html"))
                            .statusCode())
                    .isEqualTo(406);
        }
    }

    private static List<String> accepting(TestServer server, String path, String accept) throws Exception {
        return server.send(server.request(path, TestServer.READER).header("Accept", accept))
                .headers()
                .map()
                .getOrDefault("content-type", Collections.emptyList());
    }
}
