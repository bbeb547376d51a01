package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.FrontierStatement;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.ValidatorSigner;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.SignedFrontier;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes and verifies frontier reports: what this node holds beyond the finalised frontier (DSM 3.4, 3.7).
 *
 * <p>A report is bounded so that what q reports force always fits in one body: the number of sources by bytes, and the number of
 * blocks by a quarter of what a checkpoint may hold. Sources beyond the bound wait for a later height; the window over the sorted
 * sources starts at the parent's hash, the same for all honest nodes and another one at each height, so no source starves.
 */
final class FrontierReports {
    /** Blocks that one report names. */
    static final long BLOCKS_MAX = 250_000;

    private FrontierReports() {}

    /** Most sources in one report of a set with this quorum. */
    static int sourcesMax(int quorum) {
        int forks = BodyItems.FORKS_MAX * 1_024;
        int changes = 2 * SetRules.Limits.BODY.bytes() + 8 * SetRules.Limits.BODY.items();
        return (ConsensusCodec.BODY_BYTES_MAX - forks - changes - quorum * 128)
                / (SourceHead.BYTES * quorum + SourceRange.BYTES);
    }

    static boolean verify(SignedFrontier report, ValidatorSet set, Hash32 networkId) {
        return report.entries().size() <= sourcesMax(set.quorum()) && FrontierStatement.verify(report, set, networkId);
    }

    static SignedFrontier make(Genesis genesis, Tip tip, LedgerView ledger, int self, ValidatorSigner signer) {
        List<SourceHead> entries = held(genesis, tip, ledger);
        byte[] message = FrontierStatement.signingBytes(
                genesis.networkId(), tip.set().hash(), tip.height() + 1, SignedFrontier.entriesHash(entries));
        return new SignedFrontier(tip.height() + 1, entries, self, signer.signIdentity(message));
    }

    /** What is held beyond the frontier, within the bounds; sorted by source. */
    static List<SourceHead> held(Genesis genesis, Tip tip, LedgerView ledger) {
        List<SourceHead> moved = new ArrayList<>();
        for (SourceHead head : ledger.heads()) {
            boolean open = genesis.sourceKey(head.source()).isPresent() && from(genesis, tip, head) <= head.to();
            boolean older = open && !moved.isEmpty() && last(moved).source().equals(head.source());
            if (open && !older) {
                // The ledger lists incarnations in rising order; the oldest open one comes first.
                moved.add(head);
            }
        }
        List<SourceHead> window = window(moved, tip, sourcesMax(tip.set().quorum()));
        List<SourceHead> capped = new ArrayList<>();
        for (SourceHead head : window) {
            cap(genesis, tip, ledger, head, Math.max(1, BLOCKS_MAX / window.size()))
                    .ifPresent(capped::add);
        }
        return capped;
    }

    private static List<SourceHead> window(List<SourceHead> moved, Tip tip, int max) {
        if (moved.size() <= max) {
            return moved;
        }
        NodeId start = NodeId.of(tip.hash().bytes());
        List<SourceHead> rotated = new ArrayList<>(moved);
        rotated.sort((a, b) -> {
            boolean wrapsA = a.source().compareTo(start) < 0;
            boolean wrapsB = b.source().compareTo(start) < 0;
            return wrapsA == wrapsB ? a.source().compareTo(b.source()) : Boolean.compare(wrapsA, wrapsB);
        });
        List<SourceHead> window = new ArrayList<>(rotated.subList(0, max));
        window.sort((a, b) -> a.source().compareTo(b.source()));
        return window;
    }

    private static Optional<SourceHead> cap(Genesis genesis, Tip tip, LedgerView ledger, SourceHead head, long max) {
        long from = from(genesis, tip, head);
        long to = Math.min(head.to(), from + max - 1);
        if (to == head.to()) {
            return Optional.of(head);
        }
        List<Hash32> at = ledger.at(head.source(), head.incarnation(), to);
        // With branches it is not known which of them leads to the head; the source is forked anyway.
        return at.size() == 1
                ? Optional.of(new SourceHead(head.source(), head.incarnation(), to, at.get(0)))
                : Optional.empty();
    }

    /** First number that is not final, or one that no head reaches when the source may not be extended. */
    static long from(Genesis genesis, Tip tip, SourceHead head) {
        return tip.frontier()
                .next(genesis.networkId(), head.source(), head.incarnation())
                .map(Frontier.Start::from)
                .orElse(Long.MAX_VALUE);
    }

    private static SourceHead last(List<SourceHead> list) {
        return list.get(list.size() - 1);
    }
}
