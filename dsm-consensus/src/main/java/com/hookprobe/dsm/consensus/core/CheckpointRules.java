package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Genesis;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a header and body may follow a tip (DSM 3.3, 3.7). The answer depends on the tip, the header, the body and the blocks
 * that it names, never on what this node saw first; only "not yet" depends on the clock.
 */
final class CheckpointRules {
    private final Genesis genesis;
    private final LedgerView ledger;
    private final SetRules sets;
    private final ReportCheck reportCheck;

    CheckpointRules(Genesis genesis, LedgerView ledger, SetRules sets, ReportCheck reportCheck) {
        this.genesis = genesis;
        this.ledger = ledger;
        this.sets = sets;
        this.reportCheck = reportCheck;
    }

    Verdict check(Tip tip, CheckpointHeader header, CheckpointBody body, long wallMicros) {
        String refusal = place(tip, header, body);
        if (!refusal.isEmpty()) {
            return new Verdict.Invalid(refusal);
        }
        Optional<BodyItems> read = BodyItems.of(genesis, tip.frontier(), body);
        if (read.isEmpty()) {
            return new Verdict.Invalid("evidence or operations");
        }
        BodyItems items = read.get();
        refusal = ranges(tip.frontier(), body, items.forks());
        if (refusal.isEmpty()) {
            refusal = reports(tip.set(), header.height(), body);
        }
        if (refusal.isEmpty()) {
            refusal = nextSet(tip, header, items);
        }
        if (!refusal.isEmpty()) {
            return new Verdict.Invalid(refusal);
        }
        if (!items.after(tip.frontier(), body).root().equals(header.frontierRoot())) {
            return new Verdict.Invalid("frontier_root");
        }
        // DSM 3.3: "(epoch+1)*epoch_len <= now+skew (wait, do not reject, if early)"
        long earliest = genesis.params().epochEndMicros(header.epoch())
                - genesis.params().skewMillis() * 1_000L;
        if (wallMicros < earliest) {
            return new Verdict.Early(earliest);
        }
        return blocks(tip, header, body, items.forks());
    }

    private String place(Tip tip, CheckpointHeader header, CheckpointBody body) {
        ValidatorSet set = tip.set();
        if (!header.networkId().equals(genesis.networkId())) {
            return "network_id";
        }
        if (header.height() != tip.height() + 1 || !header.prevHash().equals(tip.hash())) {
            return "height or prev_hash";
        }
        // The largest epoch of which the end can be computed; a higher one would overflow the time check.
        if (header.prevEpoch() != tip.epoch()
                || header.epoch() > Long.MAX_VALUE / (genesis.params().epochLenSeconds() * 1_000_000L) - 2) {
            return "epoch";
        }
        if (header.epochSeconds() != genesis.params().epochLenSeconds()
                || !header.paramsHash().equals(genesis.params().hash())) {
            return "parameters";
        }
        if (!header.validatorsHash().equals(set.hash())) {
            return "validator set";
        }
        if (set.indexOf(header.proposer()).isEmpty()) {
            return "proposer";
        }
        if (!header.logRoot().equals(tip.logRoot())) {
            return "log_root";
        }
        return body.matches(header) ? "" : "body roots";
    }

    /** DSM 3.6: the set of the next height follows from this one's, the evidence and the operations. */
    private String nextSet(Tip tip, CheckpointHeader header, BodyItems items) {
        SetRules.Outcome outcome =
                sets.next(tip.set(), header.height(), header.epoch(), items.evidence(), items.operations());
        if (!outcome.refusal().isEmpty()) {
            return outcome.refusal();
        }
        return outcome.next().hash().equals(header.nextValidatorsHash()) ? "" : "next validator set";
    }

    private String ranges(Frontier frontier, CheckpointBody body, List<ForkEvidence> forks) {
        for (ForkEvidence fork : forks) {
            // DSM 3.8 E6: from the proof on nothing of the source is included.
            if (body.ranges().stream().anyMatch(range -> range.source().equals(Forks.source(fork)))) {
                return "a range of a forked source";
            }
        }
        for (SourceRange range : body.ranges()) {
            if (genesis.sourceKey(range.source()).isEmpty()) {
                return "a source that is not enrolled";
            }
            // DSM 3.3: "from = parent_frontier(source).to+1 (1 if new/enrolled)"; not forked, not suspended.
            Optional<Frontier.Start> start = frontier.next(genesis.networkId(), range.source(), range.incarnation());
            if (start.isEmpty() || start.get().from() != range.from()) {
                return "a range that does not extend the frontier";
            }
        }
        return "";
    }

    private String reports(ValidatorSet set, long height, CheckpointBody body) {
        // DSM 3.7: "a fresh header must carry exactly n-f valid FRONTIERs for h from distinct members"
        if (body.frontiers().size() != set.quorum()) {
            return "number of frontiers";
        }
        for (SignedFrontier frontier : body.frontiers()) {
            if (frontier.height() != height || !reportCheck.verify(frontier, set)) {
                return "a frontier of signer " + frontier.signer();
            }
        }
        return "";
    }

    private Verdict blocks(Tip tip, CheckpointHeader header, CheckpointBody body, List<ForkEvidence> forks) {
        Frontier frontier = tip.frontier();
        List<SourceRange> missing = new ArrayList<>();
        Map<NodeId, List<Hash32>> chains = new HashMap<>();
        List<Hash32> leaves = new ArrayList<>();
        for (SourceRange range : body.ranges()) {
            Optional<List<Hash32>> chain = ledger.chain(range);
            if (chain.isEmpty()) {
                missing.add(range);
                continue;
            }
            Frontier.Start start = frontier.next(genesis.networkId(), range.source(), range.incarnation())
                    .orElseThrow(() -> new IllegalStateException("checked before"));
            Optional<Hash32> before = ledger.previous(chain.get().get(0));
            if (before.isEmpty()) {
                missing.add(range);
            } else if (!before.get().equals(start.prev())) {
                return new Verdict.Invalid("a range that is not chained to the frontier");
            }
            chains.put(range.source(), chain.get());
            leaves.addAll(chain.get());
        }
        if (!missing.isEmpty()) {
            return new Verdict.Missing(missing);
        }
        if (!MerkleTree.ofHashes(leaves).root().equals(header.merkleRoot())) {
            return new Verdict.Invalid("merkle_root");
        }
        return forced(tip, body, forks, chains);
    }

    private Verdict forced(Tip tip, CheckpointBody body, List<ForkEvidence> forks, Map<NodeId, List<Hash32>> chains) {
        ForcedInclusion rule =
                new ForcedInclusion(tip.set().faults(), body.frontiers(), head -> binds(genesis, tip.frontier(), head));
        Set<NodeId> exempt = new HashSet<>();
        forks.forEach(fork -> exempt.add(Forks.source(fork)));
        Map<NodeId, SourceRange> included = new HashMap<>();
        body.ranges().forEach(range -> included.put(range.source(), range));
        for (NodeId source : rule.sources()) {
            @Nullable SourceRange range = included.get(source);
            // DSM 3.7: "for each source `to` >= the (f+1)-th highest `to` among them"
            boolean allowed = range == null
                    ? exempt.contains(source) || rule.mayLeaveOut(source)
                    : rule.allows(range, chains.getOrDefault(source, List.of()));
            if (!allowed) {
                return new Verdict.Invalid("source " + source + " is left out or cut short");
            }
        }
        return Verdict.VALID;
    }

    /** Reports of sources that are not enrolled, or that say nothing beyond the frontier, bind nobody. */
    static boolean binds(Genesis genesis, Frontier frontier, SourceHead head) {
        return genesis.sourceKey(head.source()).isPresent()
                && frontier.next(genesis.networkId(), head.source(), head.incarnation())
                        .filter(start -> start.from() <= head.to())
                        .isPresent();
    }
}
