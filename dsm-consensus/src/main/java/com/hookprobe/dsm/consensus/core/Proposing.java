package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.ProposalClaim;
import com.hookprobe.dsm.consensus.ValidatorSigner;
import com.hookprobe.dsm.consensus.VoteRecord;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.SignedFrontier;
import com.hookprobe.dsm.ledger.SourceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rule R1 (DSM 3.5): the leader of a view proposes once: the value of the certificate that it carries, or a fresh one. A leader that
 * crashed after it proposed stays silent in that view: the justification that it would sign again could differ, and that is E1.
 */
final class Proposing {
    private final Context at;
    private final Admissions admissions;
    private final Accusations accusations;
    private final ProposalBuilder builder;

    Proposing(Context at, Admissions admissions, Accusations accusations) {
        this.at = at;
        this.admissions = admissions;
        this.accusations = accusations;
        this.builder = new ProposalBuilder(at.genesis, at.ledger, at.self, at.setRules);
    }

    /** R1. */
    void propose() {
        HeightState state = at.state;
        boolean mine = state.view > 0
                && at.votes()
                && at.leader(state.view) == at.index().getAsInt()
                && state.own.mayPropose(state.view)
                && at.nowNs >= state.proposeAtNs;
        if (!mine) {
            return;
        }
        Optional<Certificate> base = state.justification.base();
        Optional<ProposalBuilder.Content> content = base.isPresent()
                ? Optional.ofNullable(state.contents.get(base.get().value()))
                : fresh();
        content.ifPresent(this::send);
    }

    private Optional<ProposalBuilder.Content> fresh() {
        HeightState state = at.state;
        int self = at.index().getAsInt();
        long epoch = at.params().epochAt(at.wallMicros - at.params().settleMillis() * 1_000L) - 1;
        // Building walks the ledger: only when something came that can make a difference.
        if (!state.recheck || state.reports.size() < at.set().quorum()) {
            return Optional.empty();
        }
        List<SignedFrontier> chosen = new ArrayList<>();
        Optional.ofNullable(state.reports.get(self)).ifPresent(chosen::add);
        for (SignedFrontier report : List.copyOf(state.reports.values())) {
            if (report.signer() == self || chosen.size() == at.set().quorum()) {
                continue;
            }
            if (at.reportCheck.verify(report, at.set())) {
                chosen.add(report);
            } else {
                // It came through the signer's own session.
                state.reports.remove(report.signer());
                state.fail(at.set().member(report.signer()).id());
            }
        }
        if (chosen.size() < at.set().quorum()) {
            return Optional.empty();
        }
        ProposalBuilder.Draft draft = builder.build(
                at.tip,
                Math.max(epoch, at.tip.epoch() + 1),
                chosen,
                new Waiting(at.forks, accusations.ready(), admissions.ready()));
        for (Map.Entry<Integer, List<SourceRange>> missing : draft.missing().entrySet()) {
            if (missing.getKey() >= 0) {
                at.fetch(at.set().member(missing.getKey()).id(), missing.getValue());
            }
        }
        return draft.content();
    }

    private void send(ProposalBuilder.Content content) {
        HeightState state = at.state;
        ValidatorSigner signer = at.signer.orElseThrow();
        int self = at.index().getAsInt();
        Hash32 value = content.header().hash();
        byte[] message = ProposalClaim.signingBytes(
                at.genesis.networkId(), at.set().hash(), state.height, state.view, value, state.justification.hash());
        Propose propose = new Propose(
                state.view, content.header(), content.body(), state.justification, self, signer.signIdentity(message));
        // DSM 2.2: header and body first, then the record, then the message.
        at.effects.add(store(content));
        at.log(new VoteRecord(VoteRecord.Kind.PROPOSED, state.height, state.view, value));
        state.sentProposal = ConsensusCodec.encode(propose);
        at.broadcast(state.sentProposal);
        state.claims.put(state.view, propose.claim());
        state.contents.put(value, content);
        state.proposal = propose;
        state.recheck = true;
    }

    static Effect.StoreProposal store(ProposalBuilder.Content content) {
        return new Effect.StoreProposal(
                content.header().height(),
                content.header().hash(),
                ConsensusCodec.encode(new ConsensusMessage.Body(content.header(), content.body())));
    }
}
