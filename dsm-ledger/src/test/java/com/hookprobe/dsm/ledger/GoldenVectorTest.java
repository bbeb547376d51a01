package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.core.DsmMessage;
import com.hookprobe.dsm.ledger.core.DsmWire;
import com.hookprobe.dsm.ledger.core.RefusalReason;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The formats, byte for byte, against vectors that a Python script makes from the specification. */
class GoldenVectorTest {
    private static final Map<String, byte[]> EXPECTED = new LinkedHashMap<>();
    private static final Map<String, byte[]> ACTUAL = new LinkedHashMap<>();

    @BeforeAll
    static void read() throws Exception {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                GoldenVectorTest.class.getResourceAsStream("/vectors/ledger.txt"), StandardCharsets.US_ASCII))) {
            in.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                int at = line.indexOf(" = ");
                EXPECTED.put(line.substring(0, at), HexFormat.of().parseHex(line.substring(at + 3)));
            });
        }
        blocks();
        checkpoint();
        messages();
    }

    private static final Fixtures.Source ONE = new Fixtures.Source(1);
    private static final Fixtures.Source TWO = new Fixtures.Source(2);
    private static final List<Microblock> CHAIN_ONE = ONE.chain(5);
    private static final List<Microblock> CHAIN_TWO = TWO.chain(3);

    private static void blocks() {
        Hash32 start = Microblock.genesisPrev(Fixtures.NETWORK, ONE.id, 0);
        Microblock plain = CHAIN_ONE.get(0);
        Microblock full = new MicroblockDraft(
                        Fixtures.NETWORK,
                        ONE.id,
                        3,
                        9,
                        Fixtures.filled(8),
                        12,
                        Fixtures.filled(7),
                        5,
                        EventType.RESONANCE,
                        Fixtures.filled(6),
                        Optional.of(Fixtures.neuro()))
                .sign(ONE.signer);
        ACTUAL.put("source", ONE.id.bytes());
        ACTUAL.put("chain_start", start.bytes());
        ACTUAL.put("microblock", plain.encode());
        ACTUAL.put("microblock_hash", plain.hash().bytes());
        ACTUAL.put("microblock_neuro", full.encode());
        ACTUAL.put("microblock_neuro_hash", full.hash().bytes());
        ACTUAL.put("fork", ForkEvidence.of(plain, ONE.block(1, start, 2)).encode());
    }

    private static void checkpoint() {
        List<Microblock> blocks = Stream.of(CHAIN_ONE, CHAIN_TWO)
                .flatMap(List::stream)
                .sorted((left, right) -> left.source().equals(right.source())
                        ? Long.compare(left.seq(), right.seq())
                        : left.source().compareTo(right.source()))
                .toList();
        MerkleTree tree =
                MerkleTree.ofHashes(blocks.stream().map(Microblock::hash).toList());
        byte[] signature = new byte[64];
        Arrays.fill(signature, (byte) 0x5A);
        SignedFrontier frontier = new SignedFrontier(
                7, List.of(new SourceHead(ONE.id, 0, 5, CHAIN_ONE.get(4).hash())), 2, signature);
        CheckpointBody body = CheckpointBody.sorted(
                List.of(Fixtures.range(CHAIN_ONE), Fixtures.range(CHAIN_TWO)),
                List.of(frontier),
                List.of(new byte[] {2, 3}, new byte[] {1}),
                List.of(new byte[] {9}, new byte[] {8}));
        Frontier after = Frontier.EMPTY.advance(body.ranges());
        CheckpointHeader header = new CheckpointHeader(
                1,
                Fixtures.NETWORK,
                7,
                1007,
                1003,
                300,
                Fixtures.filled(0x99),
                new Fixtures.Source(200).id,
                tree.root(),
                8,
                body.rangesRoot(),
                body.frontiersRoot(),
                after.root(),
                6,
                Fixtures.filled(0x10),
                body.evidenceRoot(),
                body.opsRoot(),
                Fixtures.filled(0x13),
                Fixtures.filled(0x14),
                Fixtures.filled(0x15));
        byte[] certificate = {1, 2, 3};
        ACTUAL.put("range", body.ranges().get(0).encode());
        ACTUAL.put("frontier", after.encode());
        ACTUAL.put("frontier_root", after.root().bytes());
        ACTUAL.put("merkle_root", tree.root().bytes());
        ACTUAL.put("signed_frontier", frontier.encode());
        ACTUAL.put("signed_frontier_entries_hash", frontier.entriesHash().bytes());
        ACTUAL.put("body", body.encode());
        ACTUAL.put("ranges_root", body.rangesRoot().bytes());
        ACTUAL.put("frontiers_root", body.frontiersRoot().bytes());
        ACTUAL.put("evidence_root", body.evidenceRoot().bytes());
        ACTUAL.put("ops_root", body.opsRoot().bytes());
        ACTUAL.put("header", header.encode());
        ACTUAL.put("header_hash", header.hash().bytes());
        ACTUAL.put("decided", DecidedCheckpoint.of(header, certificate, body).encode());
        ACTUAL.put("inclusion_proof", tree.inclusionProof(6).encode());
        InclusionBundle bundle = new InclusionBundle(blocks.get(6), tree.inclusionProof(6), header, certificate);
        assertThat(bundle.included()).isTrue();
        ACTUAL.put("bundle", bundle.encode());
        ACTUAL.put(
                "message_have",
                DsmWire.encode(new DsmMessage.Have(
                        77, 3, Fixtures.filled(5), body.ranges().subList(0, 1))));
    }

    private static void messages() {
        ACTUAL.put(
                "message_want",
                DsmWire.encode(new DsmMessage.Want(
                        List.of(new DsmMessage.NumberRange(ONE.id, 0, 2, 9)), List.of(Fixtures.filled(4)))));
        ACTUAL.put("message_blocks", DsmWire.encode(new DsmMessage.Blocks(CHAIN_ONE.subList(0, 1))));
        ACTUAL.put(
                "message_refused",
                DsmWire.encode(new DsmMessage.Refused(RefusalReason.BAD_SIGNATURE, Fixtures.filled(2))));
    }

    @Test
    void everyFormatIsByteForByteAsTheVectorsSay() {
        assertThat(ACTUAL.keySet()).containsExactlyInAnyOrderElementsOf(EXPECTED.keySet());
        EXPECTED.forEach((name, bytes) -> assertThat(HexFormat.of().formatHex(ACTUAL.get(name)))
                .as(name)
                .isEqualTo(HexFormat.of().formatHex(bytes)));
    }

    @Test
    void theHeaderHasExactly458Bytes() throws Exception {
        assertThat(EXPECTED.get("header")).hasSize(458).hasSize(CheckpointHeader.BYTES);
        CheckpointHeader header = CheckpointHeader.decode(EXPECTED.get("header"));
        assertThat(header.proposer()).isEqualTo(new Fixtures.Source(200).id);
        assertThat(header.paramsHash()).isEqualTo(Fixtures.filled(0x15));
        assertThat(header.nextValidatorsHash()).isEqualTo(Fixtures.filled(0x14));
    }

    @Test
    void theVectorsDecodeAndTheirSignaturesHold() throws Exception {
        assertThat(Microblock.decode(EXPECTED.get("microblock")).verify(ONE.key))
                .isTrue();
        assertThat(Microblock.decode(EXPECTED.get("microblock_neuro")).verify(ONE.key))
                .isTrue();
        assertThat(ForkEvidence.decode(EXPECTED.get("fork")).verify(ONE.key)).isTrue();
        assertThat(InclusionBundle.decode(EXPECTED.get("bundle")).included()).isTrue();
    }
}
