package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.core.DsmMessage;
import com.hookprobe.dsm.ledger.core.DsmWire;
import com.hookprobe.dsm.ledger.core.RefusalReason;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Every decoder: any bytes give a value or the declared refusal, and a value encodes to the very same bytes. */
class CodecPropertyTest {
    private interface Codec {
        byte[] again(byte[] bytes) throws MalformedException;
    }

    private static final Map<String, Codec> CODECS = codecs();
    private static final Map<String, byte[]> SAMPLES = samples();

    private static Map<String, Codec> codecs() {
        Map<String, Codec> map = new LinkedHashMap<>();
        map.put("microblock", bytes -> Microblock.decode(bytes).encode());
        map.put("range", bytes -> SourceRange.decode(bytes).encode());
        map.put("frontier", bytes -> Frontier.decode(bytes).encode());
        map.put("signed frontier", bytes -> SignedFrontier.decode(bytes).encode());
        map.put("header", bytes -> CheckpointHeader.decode(bytes).encode());
        map.put("body", bytes -> CheckpointBody.decode(bytes).encode());
        map.put("decided", bytes -> DecidedCheckpoint.decode(bytes).encode());
        map.put("inclusion", bytes -> InclusionProof.decode(bytes).encode());
        map.put("consistency", bytes -> ConsistencyProof.decode(bytes).encode());
        map.put("bundle", bytes -> InclusionBundle.decode(bytes).encode());
        map.put("fork", bytes -> ForkEvidence.decode(bytes).encode());
        map.put("completeness", bytes -> CompletenessReceipt.decode(bytes).encode());
        for (String message : List.of("BLOCK", "HAVE", "WANT", "BLOCKS", "PROOF_REQUEST", "PROOF", "REFUSED")) {
            map.put(message, bytes -> DsmWire.encode(DsmWire.decode(bytes)));
        }
        return map;
    }

    private static Map<String, byte[]> samples() {
        Fixtures.Source source = new Fixtures.Source(1);
        Fixtures.Source other = new Fixtures.Source(2);
        List<Microblock> chain = source.chain(5);
        Fixtures.Decision decision = Fixtures.decide(Optional.empty(), List.of(chain, other.chain(3)));
        SignedFrontier frontier = new SignedFrontier(
                7, List.of(new SourceHead(source.id, 0, 5, chain.get(4).hash())), 2, new byte[64]);
        CheckpointBody body = new CheckpointBody(
                decision.checkpoint().body().orElseThrow().ranges(),
                List.of(frontier),
                List.of(new byte[] {1}, new byte[] {2, 3}),
                List.of(new byte[] {9}));
        Microblock fork = source.block(1, chain.get(0).prev(), 44);
        MerkleTree tree =
                MerkleTree.ofHashes(chain.stream().map(Microblock::hash).toList());
        InclusionBundle bundle = new InclusionBundle(
                chain.get(2), tree.inclusionProof(2), decision.checkpoint().header(), new byte[] {5});
        Map<String, byte[]> map = new LinkedHashMap<>();
        map.put("microblock", chain.get(0).encode());
        map.put("range", Fixtures.range(chain).encode());
        map.put("frontier", decision.after().encode());
        map.put("signed frontier", frontier.encode());
        map.put("header", decision.checkpoint().header().encode());
        map.put("body", body.encode());
        map.put("decided", decision.checkpoint().encode());
        map.put("inclusion", tree.inclusionProof(3).encode());
        map.put("consistency", tree.consistencyProof(3).encode());
        map.put("bundle", bundle.encode());
        map.put("fork", ForkEvidence.of(chain.get(0), fork).encode());
        CheckpointHeader header = decision.checkpoint().header();
        SourceState listed = new SourceState(
                header,
                new byte[] {1},
                Optional.of(new SourceState.Listed(
                        decision.after().entry(source.id).orElseThrow(),
                        decision.after().proof(source.id))),
                Optional.empty());
        SourceState absent =
                new SourceState(header, new byte[] {2, 3}, Optional.empty(), Optional.of(decision.after()));
        map.put("completeness", new CompletenessReceipt(source.id, 0, Optional.of(absent), listed, chain).encode());
        map.put("BLOCK", DsmWire.encode(new DsmMessage.Block(chain.get(1))));
        map.put("HAVE", DsmWire.encode(new DsmMessage.Have(77, 3, Fixtures.filled(5), List.of(Fixtures.range(chain)))));
        map.put(
                "WANT",
                DsmWire.encode(new DsmMessage.Want(
                        List.of(new DsmMessage.NumberRange(source.id, 0, 2, 9)), List.of(Fixtures.filled(4)))));
        map.put("BLOCKS", DsmWire.encode(new DsmMessage.Blocks(chain)));
        map.put("PROOF_REQUEST", DsmWire.encode(new DsmMessage.ProofRequest(Fixtures.filled(3))));
        map.put("PROOF", DsmWire.encode(new DsmMessage.Proof(bundle)));
        map.put("REFUSED", DsmWire.encode(new DsmMessage.Refused(RefusalReason.BAD_SIGNATURE, Fixtures.filled(2))));
        return map;
    }

    @Test
    void everyCodecHasASampleThatComesBack() throws Exception {
        assertThat(SAMPLES.keySet()).isEqualTo(CODECS.keySet());
        for (Map.Entry<String, byte[]> sample : SAMPLES.entrySet()) {
            assertThat(CODECS.get(sample.getKey()).again(sample.getValue()))
                    .as(sample.getKey())
                    .isEqualTo(sample.getValue());
        }
    }

    @Property(tries = 300)
    void anyBytesGiveAValueOrARefusal(@ForAll @Size(max = 600) byte[] bytes) {
        CODECS.values().forEach(codec -> check(codec, bytes));
    }

    /** Changed bytes of valid encodings reach deeper than random ones. */
    @Test
    void changedEncodingsGiveTheSameBytesOrARefusal() {
        SplittableRandom random = new SplittableRandom(20_251_123);
        SAMPLES.forEach((name, sample) -> {
            for (int round = 0; round < 3_000; round++) {
                byte[] changed = sample.clone();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                check(CODECS.get(name), changed);
            }
        });
    }

    @Test
    void everyShorterAndLongerEncodingIsRefused() {
        SAMPLES.forEach((name, sample) -> {
            for (int length = 0; length < sample.length; length++) {
                byte[] shorter = Arrays.copyOf(sample, length);
                assertThatThrownBy(() -> CODECS.get(name).again(shorter))
                        .as("%s cut to %d", name, length)
                        .isInstanceOf(MalformedException.class);
            }
            byte[] longer = Arrays.copyOf(sample, sample.length + 1);
            assertThatThrownBy(() -> CODECS.get(name).again(longer))
                    .as("%s with a trailing byte", name)
                    .isInstanceOf(MalformedException.class);
        });
    }

    private static void check(Codec codec, byte[] bytes) {
        try {
            assertThat(codec.again(bytes)).isEqualTo(bytes);
        } catch (MalformedException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }
}
