package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Headers and bodies that differ from a good one in one thing. */
final class Drafts {
    private final SimNode node;

    Drafts(SimNode node) {
        this.node = node;
    }

    static CheckpointHeader withProposer(CheckpointHeader it, NodeId proposer) {
        return copy(it, it.epoch(), proposer, it.merkleRoot(), it.blockCount(), it.rangesRoot(), it.frontierRoot());
    }

    static CheckpointHeader withEpoch(CheckpointHeader it, long epoch) {
        return copy(it, epoch, it.proposer(), it.merkleRoot(), it.blockCount(), it.rangesRoot(), it.frontierRoot());
    }

    /** A root of something else. */
    static CheckpointHeader withRoots(CheckpointHeader it, SplittableRandom random) {
        Hash32 wrong = Hash32.sha256("wrong", new byte[] {(byte) random.nextInt(256)});
        return random.nextBoolean()
                ? copy(it, it.epoch(), it.proposer(), wrong, it.blockCount(), it.rangesRoot(), it.frontierRoot())
                : copy(it, it.epoch(), it.proposer(), it.merkleRoot(), it.blockCount(), it.rangesRoot(), wrong);
    }

    private static CheckpointHeader copy(
            CheckpointHeader it,
            long epoch,
            NodeId proposer,
            Hash32 merkleRoot,
            long blockCount,
            Hash32 rangesRoot,
            Hash32 frontierRoot) {
        return new CheckpointHeader(
                it.version(),
                it.networkId(),
                it.height(),
                epoch,
                it.prevEpoch(),
                it.epochSeconds(),
                it.prevHash(),
                proposer,
                merkleRoot,
                blockCount,
                rangesRoot,
                it.frontiersRoot(),
                frontierRoot,
                it.logSize(),
                it.logRoot(),
                it.evidenceRoot(),
                it.opsRoot(),
                it.validatorsHash(),
                it.nextValidatorsHash(),
                it.paramsHash());
    }

    /** The same checkpoint without one source's range, all roots right; empty when there is none to leave out. */
    Optional<Propose> withoutASource(Propose propose, SplittableRandom random) {
        List<SourceRange> ranges = new ArrayList<>(propose.body().ranges());
        if (ranges.isEmpty() || !propose.body().evidence().isEmpty()) {
            return Optional.empty();
        }
        ranges.remove(random.nextInt(ranges.size()));
        try {
            Frontier parent = node.store.inner().frontier();
            List<Hash32> leaves = new ArrayList<>();
            for (SourceRange range : ranges) {
                leaves.addAll(node.store.inner().chain(range).orElse(List.of()));
            }
            CheckpointBody body = new CheckpointBody(ranges, propose.body().frontiers(), List.of(), List.of());
            CheckpointHeader header = copy(
                    propose.header(),
                    propose.header().epoch(),
                    propose.header().proposer(),
                    MerkleTree.ofHashes(leaves).root(),
                    body.blockCount(),
                    body.rangesRoot(),
                    parent.advance(ranges).root());
            return Optional.of(new Propose(
                    propose.view(), header, body, propose.justification(), propose.signer(), propose.signature()));
        } catch (StoreException | IllegalArgumentException e) {
            // The machine's height has moved on meanwhile.
            return Optional.empty();
        }
    }
}
