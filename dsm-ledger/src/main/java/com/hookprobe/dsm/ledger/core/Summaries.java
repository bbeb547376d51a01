package com.hookprobe.dsm.ledger.core;

import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.FrontierEntry;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.core.DsmMessage.Have;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes and reads the summaries of what a node holds above the finalised frontier (DSM 2.4). */
final class Summaries {
    private final DisseminationConfig config;
    private final LedgerView view;
    private final Enrolment enrolment;
    private final Pulls pulls;
    private final long session;

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
    List<SourceRange> moved() {
        List<SourceRange> moved = new ArrayList<>();
        Frontier frontier = view.frontier();
        for (SourceHead head : view.heads()) {
            Optional<FrontierEntry> at = frontier.entry(head.source());
            long finalised = at.isPresent() && at.get().incarnation() == head.incarnation()
                    ? at.get().to()
                    : 0;
            boolean old = at.isPresent() && at.get().incarnation() > head.incarnation();
            if (!old && head.to() > finalised) {
                moved.add(new SourceRange(head.source(), head.incarnation(), finalised + 1, head.to(), head.head()));
            }
        }
        return moved;
    }

    void onHave(PeerState peer, Have have, long nowNs, List<DisseminationEffect> out) {
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
        Optional<FrontierEntry> finalised = view.frontier().entry(theirs.source());
        if (finalised.isPresent()
                && (finalised.get().incarnation() > theirs.incarnation()
                        || finalised.get().incarnation() == theirs.incarnation()
                                && finalised.get().to() >= theirs.to())) {
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
}
