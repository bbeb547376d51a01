package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.MicroblockDraft;
import com.hookprobe.dsm.ledger.SourceRange;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Certificates of a set of four with real keys, one proof from a block to its quorum, and what must be refused, for whoever reads
 * docs/spec/dsm-consensus.md to write a verifier; {@code -Dtest.jvm.args=-Dvectors.write=true} writes the file anew.
 */
class CertificateVectorsTest {
    private static final Path FILE = Path.of("src/test/resources/vectors/certificates.txt");

    private final List<Fixtures.Member> members = Fixtures.members(4, true);
    private final Fixtures.TestSource source = Fixtures.source(0);
    private final Genesis genesis = Fixtures.genesis(members, true, List.of(source), Params.local(2));
    private final StringBuilder out = new StringBuilder("""
            # Certificates and a bundle, docs/spec/dsm-consensus.md 3; name = hex. Made by CertificateVectorsTest.
            # good-*: certificates of the genesis' set that hold. refused-*: ones that must not be taken.
            """);

    private void line(String name, byte[] value) {
        out.append(name).append(" = ").append(HexFormat.of().formatHex(value)).append('\n');
    }

    private Certificate certificate(VoteKind kind, long height, Hash32 value, int... signers) {
        byte[] message =
                Vote.signingBytes(genesis.networkId(), genesis.validators().hash(), kind, height, 1, value);
        List<byte[]> votes = new ArrayList<>();
        byte[] bitmap = new byte[1];
        for (int signer : signers) {
            bitmap[0] |= (byte) (1 << signer);
            votes.add(members.get(signer).signer().signVote(message));
        }
        return new Certificate(kind, height, 1, value, genesis.validators().hash(), 4, bitmap, Bls.aggregate(votes));
    }

    private void refused(String name, Certificate of, int at, byte... bytes) {
        byte[] changed = of.encode();
        System.arraycopy(bytes, 0, changed, at, bytes.length);
        line("refused-" + name, changed);
    }

    @Test
    void theFileIsWhatThisCodeMakes() throws Exception {
        line("genesis", genesis.encode());
        line("genesis_hash", genesis.hash().bytes());
        line("network", genesis.networkId().bytes());
        line("validators_hash", genesis.validators().hash().bytes());
        Hash32 value = Hash32.sha256("value");
        Certificate decision = certificate(VoteKind.FINALIZE, 5, value, 0, 1, 2);
        line("good-vc", certificate(VoteKind.NOTARIZE, 5, value, 1, 2, 3).encode());
        line("good-sc", certificate(VoteKind.NULLIFY, 5, Hash32.ZERO, 0, 2, 3).encode());
        line("good-dc", decision.encode());
        line(
                "good-dc-of-all",
                certificate(VoteKind.FINALIZE, 5, value, 0, 1, 2, 3).encode());
        line("bundle", bundle().encode());

        line("refused-too-few", certificate(VoteKind.FINALIZE, 5, value, 0, 1).encode());
        byte[] two = certificate(VoteKind.FINALIZE, 5, value, 0, 1).signature();
        refused("two-signed-for-three", decision, decision.encode().length - Bls.SIGNATURE_BYTES, two);
        refused("kind-0", decision, 0, (byte) 0);
        refused("kind-4", decision, 0, (byte) 4);
        refused("another-kind", decision, 0, (byte) 1);
        refused("skip-with-a-value", decision, 0, (byte) 2);
        refused("another-height", decision, 8, (byte) 6);
        refused("height-0", decision, 8, (byte) 0);
        refused("height-above-2-63", decision, 1, (byte) 0x80);
        refused("another-view", decision, 12, (byte) 2);
        refused("view-0", decision, 12, (byte) 0);
        refused("another-value", decision, 13, (byte) ~decision.encode()[13]);
        refused("no-value", decision, 13, new byte[32]);
        refused("another-set", decision, 45, (byte) ~decision.encode()[45]);
        refused("another-n", decision, 78, (byte) 5);
        refused("n-0", decision, 78, (byte) 0);
        refused("padding", decision, 79, (byte) 0x17);
        refused("another-signer", decision, 79, (byte) 0x0D);
        refused("the-negative", decision, 80, (byte) (decision.encode()[80] ^ 0x20));
        refused("not-compressed", decision, 80, (byte) (decision.encode()[80] & 0x7F));
        byte[] infinity = new byte[Bls.SIGNATURE_BYTES];
        infinity[0] = (byte) 0xC0;
        refused("infinity", decision, 80, infinity);
        byte[] whole = decision.encode();
        line("refused-cut", java.util.Arrays.copyOf(whole, whole.length - 1));
        line("refused-trailing", java.util.Arrays.copyOf(whole, whole.length + 1));

        if (Boolean.getBoolean("vectors.write")) {
            Files.writeString(FILE, out);
        }
        assertThat(out.toString()).isEqualTo(Files.readString(FILE, StandardCharsets.US_ASCII));
        judged();
    }

    /** The verifier of this module says the same of every line. */
    private void judged() {
        for (String row : out.toString().lines().filter(r -> !r.startsWith("#")).toList()) {
            String name = row.substring(0, row.indexOf(' '));
            byte[] value = HexFormat.of().parseHex(row.substring(row.lastIndexOf(' ') + 1));
            if (name.startsWith("good") || name.startsWith("refused")) {
                assertThat(holds(value)).as(name).isEqualTo(name.startsWith("good"));
            }
        }
    }

    private boolean holds(byte[] certificate) {
        try {
            return Certificate.decode(certificate).verify(genesis.validators(), genesis.networkId());
        } catch (com.hookprobe.dsm.ledger.MalformedException malformed) {
            return false;
        }
    }

    private InclusionBundle bundle() throws Exception {
        List<Microblock> chain = new ArrayList<>();
        Hash32 before = Microblock.genesisPrev(genesis.networkId(), source.id(), 0);
        for (long seq = 1; seq <= 5; seq++) {
            Microblock block = new MicroblockDraft(
                            genesis.networkId(),
                            source.id(),
                            0,
                            seq,
                            before,
                            0,
                            Hash32.ZERO,
                            seq,
                            EventType.IDS_ALERT,
                            Hash32.sha256("payload"),
                            Optional.empty())
                    .sign(source.signer());
            chain.add(block);
            before = block.hash();
        }
        MemoryBlockStore store = MemoryBlockStore.create(genesis.networkId());
        for (Microblock block : chain) {
            store.put(block);
        }
        CheckpointBody body = new CheckpointBody(
                List.of(new SourceRange(source.id(), 0, 1, 5, before)), List.of(), List.of(), List.of());
        Finalised.put(genesis, store, body);
        DecidedCheckpoint decided = store.decided(1).orElseThrow();
        MerkleTree tree =
                MerkleTree.ofHashes(chain.stream().map(Microblock::hash).toList());
        Certificate final_ = certificate(VoteKind.FINALIZE, 1, decided.header().hash(), 0, 1, 3);
        return new InclusionBundle(chain.get(2), tree.inclusionProof(2), decided.header(), final_.encode());
    }
}
