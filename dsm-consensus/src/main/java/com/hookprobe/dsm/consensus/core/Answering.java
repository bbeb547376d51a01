package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.SetPath;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Body;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Change;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Changes;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Decided;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Decision;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.GetBody;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.GetChanges;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.GetDecided;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What others ask this node for: decisions, bodies, changes of the set (DSM 3.5, R8). Each peer has a budget of bytes. */
final class Answering {
    private final Context at;

    Answering(Context at) {
        this.at = at;
    }

    /**
     * R8: a peer works below this height.
     *
     * @param late true when it may only have been slow to speak: a decision just made is on its way to all from all who formed it, and
     *     whoever lacks it all the same soon says something again
     */
    void help(NodeId peer, long theirHeight, boolean late) {
        boolean onItsWay = late && theirHeight == at.tip.height() && at.nowNs - at.tipSinceNs < at.resendNs();
        if (!onItsWay && at.budget.hint(peer, at.nowNs, at.resendNs() / 2)) {
            answerDecided(peer, theirHeight, theirHeight + 7);
        }
    }

    void onGetDecided(NodeId from, GetDecided ask) {
        answerDecided(from, ask.from(), ask.to());
    }

    private void answerDecided(NodeId peer, long first, long last) {
        long from = Math.max(1, first);
        long count = Math.min(ConsensusCodec.DECISIONS_MAX, Math.min(last, at.tip.height()) - from + 1);
        if (count <= 0 || !at.budget.take(peer, (int) count * 1_024, at.nowNs)) {
            return;
        }
        List<Decision> decisions = new ArrayList<>();
        for (long height = from; height < from + count; height++) {
            Optional<Decision> decision = at.ledger.decided(height).flatMap(Answering::decision);
            if (decision.isEmpty()) {
                break;
            }
            decisions.add(decision.get());
        }
        if (!decisions.isEmpty()) {
            at.send(peer, new Decided(decisions));
        }
    }

    static Optional<Decision> decision(DecidedCheckpoint checkpoint) {
        try {
            return Optional.of(new Decision(checkpoint.header(), Certificate.decode(checkpoint.certificate())));
        } catch (MalformedException e) {
            throw new IllegalStateException(
                    "the ledger holds a damaged certificate at height " + checkpoint.height(), e);
        }
    }

    void onGetBody(NodeId from, GetBody ask) {
        Optional<ProposalBuilder.Content> content = ask.height() == at.state.height
                ? Optional.ofNullable(at.state.contents.get(ask.value()))
                : ask.height() >= 1 && ask.height() <= at.tip.height() ? past(ask) : Optional.empty();
        if (content.isPresent()) {
            byte[] message = ConsensusCodec.encode(
                    new Body(content.get().header(), content.get().body()));
            if (at.budget.take(from, message.length, at.nowNs)) {
                at.effects.add(new Effect.Send(from, message));
            }
        }
    }

    private Optional<ProposalBuilder.Content> past(GetBody ask) {
        return at.ledger
                .decided(ask.height())
                .filter(checkpoint -> checkpoint.header().hash().equals(ask.value()))
                .flatMap(checkpoint ->
                        checkpoint.body().map(body -> new ProposalBuilder.Content(checkpoint.header(), body)));
    }

    void onGetChanges(NodeId from, GetChanges ask) {
        if (at.tip.set().since() == 0 || !at.budget.take(from, 64 << 10, at.nowNs)) {
            return;
        }
        List<Change> changes = new ArrayList<>();
        int bytes = 0;
        for (SetPath.Step step : at.reigns.changes(ask.from(), ConsensusCodec.DECISIONS_MAX)) {
            Optional<Decision> decision = decision(step.decided());
            byte[] next = step.next().encode();
            bytes += 1_024 + next.length;
            if (decision.isEmpty() || bytes > ConsensusCodec.BODY_BYTES_MAX) {
                break;
            }
            changes.add(new Change(decision.get().header(), decision.get().certificate(), next));
        }
        if (!changes.isEmpty() && at.budget.take(from, bytes, at.nowNs)) {
            at.send(from, new Changes(changes));
        }
    }
}
