package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.Operation;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.dsm.ledger.SignedFrontier;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A leader's fresh header and body: all that it holds, and all that q reports force it to hold (DSM 3.5 R1, 3.7). */
final class ProposalBuilder {
    private final Genesis genesis;
    private final LedgerView ledger;
    private final NodeId self;
    private final SetRules sets;

    ProposalBuilder(Genesis genesis, LedgerView ledger, NodeId self, SetRules sets) {
        this.genesis = genesis;
        this.ledger = ledger;
        this.self = self;
        this.sets = sets;
    }

    /** What came of it: either a proposal, or what must be fetched first and from which signer. */
    record Draft(Optional<Content> content, Map<Integer, List<SourceRange>> missing) {}

    /** A header and the body behind it. */
    record Content(CheckpointHeader header, CheckpointBody body) {}

    /**
     * Builds a draft.
     *
     * @param reports exactly q verified reports for this height, this node's own among them
     */
    Draft build(Tip tip, long epoch, Collection<SignedFrontier> reports, Waiting waiting) {
        List<SignedFrontier> frontiers = new ArrayList<>(reports);
        frontiers.sort((a, b) -> Integer.compare(a.signer(), b.signer()));
        List<ForkEvidence> forks = pickForks(tip.frontier(), waiting.forks());
        Set<NodeId> out = new HashSet<>();
        forks.forEach(fork -> out.add(Forks.source(fork)));
        ForcedInclusion rule = new ForcedInclusion(
                tip.set().faults(), frontiers, head -> CheckpointRules.binds(genesis, tip.frontier(), head));
        Map<NodeId, SourceHead> own = new HashMap<>();
        FrontierReports.held(genesis, tip, ledger).forEach(head -> own.put(head.source(), head));
        TreeMap<NodeId, SourceRange> ranges = new TreeMap<>();
        Map<Integer, List<SourceRange>> missing = new HashMap<>();
        for (NodeId source : union(own.keySet(), rule)) {
            // What is neither held within this node's own bounds nor forced stays out, so that the body stays small.
            if (!out.contains(source) && (own.containsKey(source) || !rule.mayLeaveOut(source))) {
                Optional<SourceRange> range = choose(tip, source, own, rule);
                range.ifPresent(chosen -> ranges.put(source, chosen));
                if (range.isEmpty() && !rule.mayLeaveOut(source)) {
                    ask(tip, source, frontiers, missing);
                }
            }
        }
        if (!missing.isEmpty()) {
            return new Draft(Optional.empty(), missing);
        }
        SetRules.Selection changes =
                sets.select(tip.set(), tip.height() + 1, epoch, waiting.accusations(), waiting.operations());
        BodyItems items = new BodyItems(forks, changes.evidence(), changes.operations());
        return new Draft(
                Optional.of(assemble(tip, epoch, List.copyOf(ranges.values()), frontiers, items, changes.next())),
                Map.of());
    }

    private static Set<NodeId> union(Set<NodeId> own, ForcedInclusion rule) {
        Set<NodeId> all = new HashSet<>(own);
        rule.sources().forEach(all::add);
        return all;
    }

    /** This node's own head when the rule allows it, else a reported one that it holds. */
    private Optional<SourceRange> choose(Tip tip, NodeId source, Map<NodeId, SourceHead> own, ForcedInclusion rule) {
        List<SourceHead> candidates = new ArrayList<>();
        Optional.ofNullable(own.get(source)).ifPresent(candidates::add);
        candidates.addAll(rule.of(source));
        for (SourceHead candidate : candidates) {
            Optional<SourceRange> range = range(tip, candidate)
                    .filter(it -> linked(tip, it)
                            .filter(chain -> rule.allows(it, chain))
                            .isPresent());
            if (range.isPresent()) {
                return range;
            }
        }
        return Optional.empty();
    }

    private void ask(Tip tip, NodeId source, List<SignedFrontier> frontiers, Map<Integer, List<SourceRange>> missing) {
        for (SignedFrontier frontier : frontiers) {
            for (SourceHead head : frontier.entries()) {
                Optional<SourceRange> range = head.source().equals(source) ? range(tip, head) : Optional.empty();
                if (range.isPresent() && ledger.chain(range.get()).isEmpty()) {
                    missing.computeIfAbsent(frontier.signer(), signer -> new ArrayList<>())
                            .add(range.get());
                }
            }
        }
        // Every reported branch is held and none satisfies the rule: only another set of reports, or a fork proof,
        // helps.
        missing.putIfAbsent(-1, List.of());
    }

    private Optional<SourceRange> range(Tip tip, SourceHead head) {
        long from = FrontierReports.from(genesis, tip, head);
        return from <= head.to() && head.to() - from < CheckpointHeader.BLOCKS_MAX
                ? Optional.of(new SourceRange(head.source(), head.incarnation(), from, head.to(), head.head()))
                : Optional.empty();
    }

    private Optional<List<Hash32>> linked(Tip tip, SourceRange range) {
        Optional<Hash32> start = tip.frontier()
                .next(genesis.networkId(), range.source(), range.incarnation())
                .map(Frontier.Start::prev);
        return ledger.chain(range).filter(chain -> ledger.previous(chain.get(0)).equals(start));
    }

    private List<ForkEvidence> pickForks(Frontier frontier, List<ForkEvidence> known) {
        Set<NodeId> sources = new HashSet<>();
        List<ForkEvidence> picked = new ArrayList<>();
        for (ForkEvidence fork : known) {
            if (picked.size() < BodyItems.FORKS_MAX
                    && Forks.isNews(frontier, fork)
                    && sources.add(Forks.source(fork))) {
                picked.add(fork);
            }
        }
        return picked;
    }

    private Content assemble(
            Tip tip,
            long epoch,
            List<SourceRange> ranges,
            List<SignedFrontier> frontiers,
            BodyItems items,
            ValidatorSet next) {
        List<byte[]> evidence =
                new ArrayList<>(items.forks().stream().map(ForkEvidence::encode).toList());
        items.evidence().forEach(item -> evidence.add(item.encode()));
        evidence.sort(Arrays::compareUnsigned);
        List<byte[]> operations =
                items.operations().stream().map(Operation::encode).toList();
        CheckpointBody body = new CheckpointBody(ranges, frontiers, evidence, operations);
        List<Hash32> leaves = new ArrayList<>();
        for (SourceRange range : ranges) {
            leaves.addAll(ledger.chain(range).orElseThrow(() -> new IllegalStateException("held a moment ago")));
        }
        CheckpointHeader header = new CheckpointHeader(
                CheckpointHeader.VERSION,
                genesis.networkId(),
                tip.height() + 1,
                epoch,
                tip.epoch(),
                genesis.params().epochLenSeconds(),
                tip.hash(),
                self,
                MerkleTree.ofHashes(leaves).root(),
                body.blockCount(),
                body.rangesRoot(),
                body.frontiersRoot(),
                items.after(tip.frontier(), body).root(),
                tip.height(),
                tip.logRoot(),
                body.evidenceRoot(),
                body.opsRoot(),
                tip.set().hash(),
                next.hash(),
                genesis.params().hash());
        return new Content(header, body);
    }
}
