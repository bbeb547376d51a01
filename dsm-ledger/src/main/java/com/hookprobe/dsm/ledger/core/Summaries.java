package com.hookprobe.dsm.ledger.core;

import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.FrontierEntry;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.core.DsmMessage.Have;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes and reads the summaries of what a node holds above the finalised frontier (DSM 2.4). */
final class Summaries {
    /** Looking up this many ranges costs about as much as verifying a signature. */
    private static final int RANGES_PER_TOKEN = 16;

    private final DisseminationConfig config;
    private final LedgerView view;
    private final Enrolment enrolment;
    private final Pulls pulls;
    private final long session;
    private List<SourceRange> moved = List.of();
    private long movedNs;
    private boolean movedKnown;

    Summaries(DisseminationConfig config, LedgerView view, Enrolment enrolment, Pulls pulls, long session) {
        this.config = config;
        this.view = view;
        this.enrolment = enrolment;
        this.pulls = pulls;
        this.session = session;
    }

    void send(PeerState peer, List<SourceRange> moved, List<DisseminationEffect> out) {
        List<SourceRange> part = moved;
        if (moved.size() > DsmWire.HAVE_MAX) {
            int from = peer.haveOffset >= moved.size() ? 0 : peer.haveOffset;
            int to = Math.min(moved.size(), from + DsmWire.HAVE_MAX);
            part = moved.subList(from, to);
            peer.haveOffset = to;
        }
        Have have = new Have(session, view.frontierHeight(), view.frontier().root(), part);
        out.add(new DisseminationEffect.Send(peer.id, DsmWire.encode(have)));
    }

    /** DSM 2.4 rules 1 and 3: only sources that moved since the finalised frontier, with both ends. */
    List<SourceRange> moved(long nowNs) {
        // Peers are served one by one, and each scan reads every source: one scan serves a fifth of an interval.
        if (!movedKnown || nowNs - movedNs >= config.haveIntervalNs() / 5) {
            moved = scan();
            movedNs = nowNs;
            movedKnown = true;
        }
        return moved;
    }

    private List<SourceRange> scan() {
        List<SourceRange> moved = new ArrayList<>();
        Frontier frontier = view.frontier();
        for (SourceHead head : view.heads()) {
            long finalised = finalisedTo(frontier, head.source(), head.incarnation());
            if (frontier.mayExtend(head.source(), head.incarnation()) && head.to() > finalised) {
                moved.add(new SourceRange(head.source(), head.incarnation(), finalised + 1, head.to(), head.head()));
            }
        }
        return moved;
    }

    void onHave(PeerState peer, Have have, long nowNs, List<DisseminationEffect> out) {
        if (!peer.verifies.take(1 + have.ranges().size() / RANGES_PER_TOKEN, nowNs)) {
            peer.overBudget++;
            out.add(new DisseminationEffect.Refused(peer.id, Optional.empty(), RefusalReason.OVER_BUDGET));
            return;
        }
        if (have.height() == view.frontierHeight()
                && !have.frontierRoot().equals(view.frontier().root())) {
            out.add(new DisseminationEffect.Diverged(peer.id, have.height(), have.frontierRoot()));
        }
        for (SourceRange range : have.ranges()) {
            if (lacks(range)) {
                pulls.want(range, peer.id, nowNs);
            }
        }
    }

    private boolean lacks(SourceRange theirs) {
        boolean followed = config.validator() || theirs.source().equals(config.self());
        if (!followed || enrolment.key(theirs.source(), theirs.incarnation()).isEmpty()) {
            return false;
        }
        Frontier frontier = view.frontier();
        if (!frontier.mayExtend(theirs.source(), theirs.incarnation())
                || finalisedTo(frontier, theirs.source(), theirs.incarnation()) >= theirs.to()) {
            return false;
        }
        long end = view.highest(theirs.source(), theirs.incarnation())
                .map(SourceHead::to)
                .orElse(0L);
        if (end < theirs.to()) {
            return true;
        }
        // Another branch: one more is worth having, as evidence; a third is not.
        return !view.holds(theirs.head())
                && view.range(theirs.source(), theirs.incarnation(), theirs.to(), theirs.to(), 2)
                                .size()
                        < 2;
    }

    private static long finalisedTo(Frontier frontier, NodeId source, long incarnation) {
        return frontier.entry(source)
                .filter(entry -> entry.incarnation() == incarnation)
                .map(FrontierEntry::to)
                .orElse(0L);
    }
}
