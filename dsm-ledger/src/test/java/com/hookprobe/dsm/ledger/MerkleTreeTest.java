package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 6962 2.1: roots and proofs. */
class MerkleTreeTest {
    /** The eight reference inputs of the Certificate Transparency test vectors. */
    private static final List<byte[]> CT_LEAVES = List.of(
                    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
            .stream()
            .map(HexFormat.of()::parseHex)
            .toList();

    /** The published roots of the first 1..8 of them. */
    private static final List<String> CT_ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void emptyRootIsTheHashOfNothing() {
        assertThat(MerkleTree.of(List.of()).root().hex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void certificateTransparencyReferenceRoots() {
        for (int n = 1; n <= 8; n++) {
            assertThat(MerkleTree.of(CT_LEAVES.subList(0, n)).root().hex())
                    .as("%d leaves", n)
                    .isEqualTo(CT_ROOTS.get(n - 1));
        }
    }

    @Test
    void certificateTransparencyReferencePath() {
        InclusionProof proof = MerkleTree.of(CT_LEAVES).inclusionProof(5);
        assertThat(proof.path().stream().map(Hash32::hex))
                .containsExactly(
                        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    }

    @Test
    void rootEqualsTheRecursiveDefinition() {
        for (int n = 0; n <= 70; n++) {
            List<byte[]> leaves = leaves(n);
            assertThat(MerkleTree.of(leaves).root()).as("%d leaves", n).isEqualTo(definition(leaves));
        }
    }

    @Test
    void everyInclusionProofHoldsAndNoChangedOneDoes() {
        for (int n = 1; n <= 64; n++) {
            List<byte[]> leaves = leaves(n);
            MerkleTree tree = MerkleTree.of(leaves);
            for (int i = 0; i < n; i++) {
                InclusionProof proof = tree.inclusionProof(i);
                assertThat(proof.verify(tree.root(), leaves.get(i))).isTrue();
                assertThat(proof.verify(tree.root(), leaves.get((i + 1) % n))).isEqualTo(n == 1);
                assertThat(proof.verify(flip(tree.root()), leaves.get(i))).isFalse();
                for (int k = 0; k < proof.path().size(); k++) {
                    List<Hash32> path = new ArrayList<>(proof.path());
                    path.set(k, flip(path.get(k)));
                    assertThat(new InclusionProof(i, n, path).verify(tree.root(), leaves.get(i)))
                            .isFalse();
                }
                refuseOtherPlaces(proof, tree.root(), leaves.get(i));
            }
        }
    }

    private static void refuseOtherPlaces(InclusionProof proof, Hash32 root, byte[] leaf) {
        for (int other = 0; other < proof.size(); other++) {
            if (other == proof.index()) {
                continue;
            }
            try {
                assertThat(new InclusionProof(other, proof.size(), proof.path()).verify(root, leaf))
                        .as("leaf %d shown at %d of %d", proof.index(), other, proof.size())
                        .isFalse();
            } catch (IllegalArgumentException wrongLength) {
                assertThat(wrongLength).hasMessageContaining("path length");
            }
        }
    }

    @Test
    void everyConsistencyProofHoldsAndNoChangedOneDoes() {
        for (int n = 1; n <= 64; n++) {
            List<byte[]> leaves = leaves(n);
            MerkleTree tree = MerkleTree.of(leaves);
            for (int m = 1; m <= n; m++) {
                Hash32 old = MerkleTree.of(leaves.subList(0, m)).root();
                ConsistencyProof proof = tree.consistencyProof(m);
                assertThat(proof.verify(old, tree.root())).isTrue();
                assertThat(proof.verify(flip(old), tree.root())).isFalse();
                assertThat(proof.verify(old, flip(tree.root()))).isFalse();
                for (int k = 0; k < proof.path().size(); k++) {
                    List<Hash32> path = new ArrayList<>(proof.path());
                    path.set(k, flip(path.get(k)));
                    assertThat(new ConsistencyProof(m, n, path).verify(old, tree.root()))
                            .isFalse();
                }
                if (!proof.path().isEmpty()) {
                    List<Hash32> longer = new ArrayList<>(proof.path());
                    longer.add(longer.get(0));
                    assertThat(new ConsistencyProof(m, n, longer).verify(old, tree.root()))
                            .isFalse();
                }
                if (proof.path().size() > 1) {
                    List<Hash32> shorter = proof.path().subList(0, proof.path().size() - 1);
                    assertThat(new ConsistencyProof(m, n, shorter).verify(old, tree.root()))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void aChangedHistoryHasNoConsistencyProof() {
        List<byte[]> leaves = leaves(20);
        Hash32 old = MerkleTree.of(leaves.subList(0, 13)).root();
        leaves.set(3, new byte[] {9, 9});
        MerkleTree forged = MerkleTree.of(leaves);
        assertThat(forged.consistencyProof(13).verify(old, forged.root())).isFalse();
    }

    @Test
    void cve2012n2459_repeatingTheLastLeavesChangesTheRoot() {
        for (int n = 1; n <= 33; n++) {
            List<byte[]> leaves = leaves(n);
            for (int repeated = 1; repeated <= n; repeated++) {
                List<byte[]> longer = new ArrayList<>(leaves);
                longer.addAll(leaves.subList(n - repeated, n));
                assertThat(MerkleTree.of(longer).root())
                        .isNotEqualTo(MerkleTree.of(leaves).root());
            }
        }
    }

    @Test
    void aNodeDoesNotPassForALeaf() {
        List<byte[]> leaves = leaves(4);
        Hash32 left = MerkleTree.of(leaves.subList(0, 2)).root();
        Hash32 right = MerkleTree.of(leaves.subList(2, 4)).root();
        assertThat(MerkleTree.ofHashes(List.of(left, right)).root())
                .isNotEqualTo(MerkleTree.of(leaves).root());
    }

    @Test
    void proofsDecodeToThemselvesAndRefuseOtherLengths() throws Exception {
        MerkleTree tree = MerkleTree.of(leaves(37));
        InclusionProof inclusion = tree.inclusionProof(36);
        assertThat(InclusionProof.decode(inclusion.encode())).isEqualTo(inclusion);
        ConsistencyProof consistency = tree.consistencyProof(21);
        assertThat(ConsistencyProof.decode(consistency.encode())).isEqualTo(consistency);
        assertThatThrownBy(() -> new InclusionProof(
                        36, 37, inclusion.path().subList(0, inclusion.path().size() - 1)))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] longer = java.util.Arrays.copyOf(inclusion.encode(), inclusion.encode().length + 1);
        assertThatThrownBy(() -> InclusionProof.decode(longer)).isInstanceOf(MalformedException.class);
    }

    @Test
    void theCheckpointLogGrowsAndProves() {
        CheckpointLog log = new CheckpointLog();
        List<byte[]> leaves = new ArrayList<>();
        java.util.Optional<Fixtures.Decision> parent = java.util.Optional.empty();
        for (int height = 1; height <= 40; height++) {
            assertThat(log.root()).isEqualTo(MerkleTree.of(leaves).root());
            Fixtures.Decision decision = Fixtures.decide(parent, List.of());
            log.append(decision.checkpoint().header());
            leaves.add(decision.checkpoint().header().encode());
            parent = java.util.Optional.of(decision);
        }
        for (int size = 1; size <= 40; size++) {
            for (int height = 1; height <= size; height++) {
                assertThat(log.inclusionProof(height, size).verify(log.root(size), leaves.get(height - 1)))
                        .isTrue();
                assertThat(log.consistencyProof(height, size).verify(log.root(height), log.root(size)))
                        .isTrue();
            }
        }
        CheckpointHeader again = parent.get().checkpoint().header();
        assertThatThrownBy(() -> log.append(again)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<byte[]> leaves(int n) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            leaves.add(new byte[] {(byte) i, (byte) (i >> 8)});
        }
        return leaves;
    }

    private static Hash32 flip(Hash32 hash) {
        byte[] bytes = hash.bytes();
        bytes[7] ^= 0x20;
        return Hash32.of(bytes);
    }

    /** RFC 6962 2.1 word for word. */
    private static Hash32 definition(List<byte[]> leaves) {
        if (leaves.isEmpty()) {
            return Hash32.sha256("");
        }
        if (leaves.size() == 1) {
            return Hash32.sha256("\0", leaves.get(0));
        }
        int k = 1;
        while (k * 2 < leaves.size()) {
            k *= 2;
        }
        return Hash32.sha256(
                "\1",
                definition(leaves.subList(0, k)).bytes(),
                definition(leaves.subList(k, leaves.size())).bytes());
    }
}
