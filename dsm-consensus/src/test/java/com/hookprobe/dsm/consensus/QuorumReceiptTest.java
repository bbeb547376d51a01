package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.Microblock;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The formats of acknowledgement and receipt, and what verifies: real BLS. */
class QuorumReceiptTest {
    private static final List<Fixtures.Member> MEMBERS = Fixtures.members(4, true);
    private static final Fixtures.TestSource SOURCE = Fixtures.source(0);
    private static final Genesis GENESIS = Fixtures.genesis(MEMBERS, true, List.of(SOURCE), Params.local(2));
    private static final ValidatorSet SET = GENESIS.validators();
    private static final List<Microblock> BLOCKS = Receipts.blocks(GENESIS, SOURCE, 2);
    private static final QuorumReceipt RECEIPT = Receipts.receipt(GENESIS, MEMBERS, BLOCKS.get(1), 0, 2, 3);

    private static Map<String, byte[]> vectors() throws Exception {
        Map<String, byte[]> vectors = new LinkedHashMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                QuorumReceiptTest.class.getResourceAsStream("/vectors/receipt.txt"), StandardCharsets.US_ASCII))) {
            in.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                int at = line.indexOf(" = ");
                vectors.put(line.substring(0, at), HexFormat.of().parseHex(line.substring(at + 3)));
            });
        }
        return vectors;
    }

    /** The script beside the vectors writes the layouts from the specification; the signatures in it were made once by these keys. */
    @Test
    void formatsAreThoseOfTheVectors() throws Exception {
        Map<String, byte[]> vectors = vectors();
        Hash32 network = Hash32.of(vectors.get("network"));
        Hash32 set = Hash32.of(vectors.get("validators_hash"));
        SealedPlace place = new SealedPlace(
                com.hookprobe.identity.NodeId.of(vectors.get("source")), 3, 258, Hash32.of(vectors.get("block")));
        assertThat(place.signingBytes(network, set)).isEqualTo(vectors.get("signed"));
        TreeMap<Integer, byte[]> signatures = new TreeMap<>();
        for (int signer : new int[] {0, 2, 3}) {
            signatures.put(signer, MEMBERS.get(signer).signer().signVote(vectors.get("signed")));
        }
        assertThat(new Acknowledgement(place, set, 2, signatures.get(2)).encode())
                .isEqualTo(vectors.get("acknowledgement"));
        QuorumReceipt receipt = new QuorumReceipt(
                place,
                set,
                new QuorumSignature(4, new byte[] {0b1101}, Bls.aggregate(List.copyOf(signatures.values()))));
        assertThat(receipt.encode()).isEqualTo(vectors.get("receipt"));
        assertThat(QuorumReceipt.decode(vectors.get("receipt"))).isEqualTo(receipt);
        assertThat(receipt.json().toString()).isEqualTo(new String(vectors.get("json"), StandardCharsets.US_ASCII));
    }

    @Test
    void aReceiptHoldsForItsSetNetworkPlaceAndSignersOnly() throws MalformedException {
        assertThat(RECEIPT.verify(SET, GENESIS.networkId())).isTrue();
        assertThat(RECEIPT.encode()).hasSize(209);
        assertThat(RECEIPT.verify(SET, Hash32.ZERO)).as("another network").isFalse();
        ValidatorSet other = Fixtures.set(List.of(MEMBERS.get(0), MEMBERS.get(2), MEMBERS.get(3)), true);
        assertThat(RECEIPT.verify(other, GENESIS.networkId())).as("another set").isFalse();
        byte[] bytes = RECEIPT.encode();
        int refused = 0;
        for (int bit = 0; bit < 8 * bytes.length; bit += 3) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(QuorumReceipt.decode(changed).verify(SET, GENESIS.networkId()))
                        .as("bit %d", bit)
                        .isFalse();
            } catch (MalformedException malformed) {
                refused++;
            }
        }
        assertThat(refused).as("version, seq, number of validators, padding").isGreaterThan(5);
    }

    @Test
    void fewerThanAQuorumIsNoReceipt() {
        assertThatThrownBy(() -> Receipts.receipt(GENESIS, MEMBERS, BLOCKS.get(0), 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] sum = Bls.aggregate(List.of(
                Receipts.word(GENESIS, MEMBERS, 0, BLOCKS.get(0)).signature(),
                Receipts.word(GENESIS, MEMBERS, 1, BLOCKS.get(0)).signature()));
        QuorumReceipt two = new QuorumReceipt(
                SealedPlace.of(BLOCKS.get(0)), SET.hash(), new QuorumSignature(4, new byte[] {0b0011}, sum));
        assertThat(two.verify(SET, GENESIS.networkId())).isFalse();
    }

    @Test
    void onlyAllOfFourBindTheNextReports() {
        assertThat(RECEIPT.bindsNextReports()).isFalse();
        assertThat(Receipts.receipt(GENESIS, MEMBERS, BLOCKS.get(0), 0, 1, 2, 3).bindsNextReports())
                .isTrue();
    }

    /** A vote and an acknowledgement of the same key never stand for each other: the labels differ. */
    @Test
    void aVoteIsNoAcknowledgement() {
        byte[] vote = MEMBERS.get(0)
                .signer()
                .signVote(Vote.signingBytes(
                        GENESIS.networkId(),
                        SET.hash(),
                        VoteKind.NOTARIZE,
                        1,
                        1,
                        BLOCKS.get(0).hash()));
        assertThat(new Acknowledgement(SealedPlace.of(BLOCKS.get(0)), SET.hash(), 0, vote)
                        .verify(SET, GENESIS.networkId()))
                .isFalse();
    }

    @Test
    void aBundleIsOneBlockAndItsReceipt() throws MalformedException {
        ReceiptBundle bundle = new ReceiptBundle(BLOCKS.get(1), RECEIPT);
        assertThat(ReceiptBundle.decode(bundle.encode())).isEqualTo(bundle);
        assertThat(bundle.refusal(GENESIS)).isEmpty();
        assertThatThrownBy(() -> new ReceiptBundle(BLOCKS.get(0), RECEIPT)).hasMessageContaining("the block is");
        Microblock forged = Scripted.sibling(BLOCKS.get(1), Fixtures.source(1), 1);
        ReceiptBundle byAnother = new ReceiptBundle(forged, Receipts.receipt(GENESIS, MEMBERS, forged, 0, 1, 2));
        assertThat(byAnother.refusal(GENESIS)).hasValue("the block's signature is not its source's");
        QuorumReceipt bad = new QuorumReceipt(
                RECEIPT.place(),
                SET.hash(),
                new QuorumSignature(4, new byte[] {0b0111}, RECEIPT.words().signature()));
        assertThat(new ReceiptBundle(BLOCKS.get(1), bad).refusal(GENESIS))
                .hasValue("the receipt's signature is not that of the validators it names");
        Genesis other = Fixtures.genesis(MEMBERS, true, List.of(SOURCE), Params.local(3));
        assertThat(bundle.refusal(other).orElseThrow()).contains("of network");
    }

    @Test
    void anyBytesGiveABundleOrTheDeclaredRefusal() {
        SplittableRandom random = new SplittableRandom(3);
        byte[] bytes = new ReceiptBundle(BLOCKS.get(1), RECEIPT).encode();
        for (int i = 0; i < 3_000; i++) {
            byte[] changed = Arrays.copyOf(bytes, random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length);
            if (changed.length > 0) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(ReceiptBundle.decode(changed).encode()).isEqualTo(changed);
            } catch (MalformedException refused) {
                assertThat(refused).hasMessageNotContaining("\n");
            }
        }
    }
}
