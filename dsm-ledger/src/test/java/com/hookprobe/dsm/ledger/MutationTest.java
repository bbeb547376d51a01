package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every changed bit of a checkpoint, a path and a bundle. What the ledger alone cannot refuse changes the value that validators
 * signed, so that the certificate, the only thing outside, no longer fits.
 */
class MutationTest {
    private final Fixtures.Source source = new Fixtures.Source(1);
    private final Fixtures.Source other = new Fixtures.Source(2);
    private final List<Microblock> chain = source.chain(21);
    private final Fixtures.Decision decision = Fixtures.decide(Optional.empty(), List.of(chain, other.chain(4)));

    private interface Check {
        /** True when the changed bytes pass for the good ones. */
        boolean passes(byte[] changed) throws MalformedException;
    }

    private static void everyBit(byte[] good, Check check) {
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] changed = good.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            boolean passes;
            try {
                passes = check.passes(changed);
            } catch (MalformedException e) {
                passes = false;
            }
            assertThat(passes).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void ofAHeaderChangesTheValueThatIsSigned() {
        CheckpointHeader header = decision.checkpoint().header();
        everyBit(
                header.encode(),
                changed -> CheckpointHeader.decode(changed).hash().equals(header.hash()));
    }

    @Test
    void ofADecidedCheckpointIsRefusedOrTouchesWhatIsSigned() {
        DecidedCheckpoint good = decision.checkpoint();
        everyBit(good.encode(), changed -> {
            DecidedCheckpoint read = DecidedCheckpoint.decode(changed);
            return read.header().hash().equals(good.header().hash())
                    && Arrays.equals(read.certificate(), good.certificate());
        });
    }

    @Test
    void ofABundleIsRefusedOrTouchesWhatIsSigned() throws Exception {
        BlockStore store = MemoryBlockStore.create(Fixtures.NETWORK);
        store.putAll(chain);
        store.putAll(other.chain(4));
        store.putDecided(decision.checkpoint(), decision.after());
        for (int i : new int[] {0, 7, 20}) {
            InclusionBundle good = store.proof(chain.get(i).hash()).orElseThrow();
            everyBit(good.encode(), changed -> {
                InclusionBundle read = InclusionBundle.decode(changed);
                return read.included()
                        && read.header().hash().equals(good.header().hash())
                        && Arrays.equals(read.certificate(), good.certificate());
            });
        }
    }

    /** The shapes by which other implementations were deceived. */
    @Test
    void noOtherListOfLeavesHasTheSameRoot() {
        List<Hash32> leaves =
                new ArrayList<>(chain.stream().map(Microblock::hash).toList());
        MerkleTree tree = MerkleTree.ofHashes(leaves);
        Set<Hash32> roots = new HashSet<>(Set.of(tree.root()));
        for (int repeated = 1; repeated <= leaves.size(); repeated++) {
            List<Hash32> longer = new ArrayList<>(leaves);
            longer.addAll(leaves.subList(leaves.size() - repeated, leaves.size()));
            assertThat(roots.add(MerkleTree.ofHashes(longer).root()))
                    .as("last %d twice", repeated)
                    .isTrue();
        }
        for (int pairs = 1; pairs * 2 <= leaves.size(); pairs++) {
            List<Hash32> folded = new ArrayList<>();
            for (int i = 0; i < pairs; i++) {
                folded.add(MerkleTree.ofHashes(leaves.subList(2 * i, 2 * i + 2)).root());
            }
            folded.addAll(leaves.subList(2 * pairs, leaves.size()));
            assertThat(roots.add(MerkleTree.ofHashes(folded).root()))
                    .as("%d nodes as leaves", pairs)
                    .isTrue();
        }
        List<byte[]> text = leaves.stream()
                .map(leaf -> leaf.hex().getBytes(StandardCharsets.US_ASCII))
                .toList();
        assertThat(roots.add(MerkleTree.of(text).root())).as("hashes as text").isTrue();
        for (int i = 1; i < leaves.size(); i++) {
            List<Hash32> swapped = new ArrayList<>(leaves);
            Collections.swap(swapped, i - 1, i);
            assertThat(roots.add(MerkleTree.ofHashes(swapped).root()))
                    .as("%d swapped", i)
                    .isTrue();
        }
    }

    /** A path of an inner node, shown as one of a leaf. */
    @Test
    void anInnerNodeIsNoLeafOfAShorterTree() {
        List<Hash32> leaves =
                chain.subList(0, 16).stream().map(Microblock::hash).toList();
        MerkleTree tree = MerkleTree.ofHashes(leaves);
        InclusionProof whole = tree.inclusionProof(5);
        byte[] node = MerkleTree.ofHashes(leaves.subList(4, 6)).root().bytes();
        InclusionProof shorter = new InclusionProof(2, 8, whole.path().subList(1, 4));
        assertThat(shorter.verify(tree.root(), node)).isFalse();
    }
}
