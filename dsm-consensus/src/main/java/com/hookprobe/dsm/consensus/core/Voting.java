package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Justification;
import com.hookprobe.dsm.consensus.ProposalClaim;
import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.consensus.VoteRecord;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Advance;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.FrontierReport;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Voted;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.SignedFrontier;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rules R2 to R5 (DSM 3.5): check, vote, change the view. */
final class Voting {
    private final Context at;
    private final Accusations accusations;
    private final LeaderFaults leaderFaults;
    private final CheckpointRules rules;

    /** Who has sent a bad vote since this node started, at any height: their votes are verified on arrival from then on. */
    private final Set<NodeId> suspects = new HashSet<>();

    private long earlyUntilWallMicros = Long.MAX_VALUE;
    private int fetches;

    Voting(Context at, Accusations accusations) {
        this.at = at;
        this.accusations = accusations;
        this.leaderFaults = new LeaderFaults(at, accusations);
        this.rules = new CheckpointRules(at.genesis, at.ledger, at.setRules, at.reportCheck);
    }

    /** Wall clock at which an early proposal may be judged again, or the largest long. */
    long earlyUntilWallMicros() {
        return earlyUntilWallMicros;
    }

    void onVote(Vote vote) {
        NodeId signer = at.set().member(vote.signer()).id();
        take(at.state.book.add(vote, at.state.view, suspects.contains(signer)));
    }

    private void take(VoteBook.Outcome outcome) {
        for (int signer : outcome.blamed()) {
            // The vote that brought it to light is often another's: the failure is its signer's, not the sender's.
            at.state.fail(at.set().member(signer).id());
            suspects.add(at.set().member(signer).id());
        }
        outcome.evidence().ifPresent(accusations::found);
        outcome.formed().ifPresent(this::onCertificate);
    }

    void onCertificate(Certificate certificate) {
        if (certificate.kind() == VoteKind.FINALIZE) {
            at.state.formedDecision = true;
        }
        // DSM 3.5 R3: "if not NULLIFIED(h,v): log, send FINALIZE(h,v,x) (whatever the current view)"
        if (certificate.kind() == VoteKind.NOTARIZE) {
            if (at.votes() && at.state.own.may(VoteKind.FINALIZE, certificate.view())) {
                at.effects.add(keep(certificate));
            }
            cast(VoteKind.FINALIZE, certificate.view(), certificate.value());
        }
    }

    /**
     * Whoever signs FINALIZE can never sign NULLIFY in that view, so it must be able to show everybody the way out of it, also after
     * a restart. The votes of the others do not do: a faulty one may have been needed for the certificate and never vote again.
     */
    private Effect.StoreProposal keep(Certificate certificate) {
        Justification why = new Justification(List.of(certificate));
        byte[] content = ConsensusCodec.encode(new Advance(at.state.height, certificate.view() + 1, why));
        return new Effect.StoreProposal(at.state.height, why.hash(), content);
    }

    /** Keeps a report unverified: only a leader needs it, and verifies those that it picks. */
    void onFrontier(SignedFrontier report, int from) {
        if (report.signer() == from
                && report.entries().size()
                        <= FrontierReports.sourcesMax(at.set().quorum())) {
            at.state.reports.put(from, report);
        }
    }

    void onAdvance(Advance advance) {
        // View 1 needs no reason, so it is entered by the clock alone: nobody can start a height early.
        if (advance.view() > 1 && advance.justification().fits(advance.height(), advance.view())) {
            accept(advance.justification())
                    .filter(why -> advance.view() > at.state.view)
                    .ifPresent(why -> enter(advance.view(), why));
        }
    }

    /**
     * Verifies what is new in a justification; each value certificate in it is as good as q votes.
     *
     * @return the same statements in certificates that this node has verified byte for byte: one that says what is known already is
     *     not verified again, so its signature may be garbage and must not be handed on
     */
    private Optional<Justification> accept(Justification justification) {
        List<Certificate> verified = new ArrayList<>();
        for (Certificate certificate : justification.certificates()) {
            boolean known = at.state.book.knows(certificate);
            if (!known && !at.state.book.accept(certificate)) {
                return Optional.empty();
            }
            if (!known) {
                onCertificate(certificate);
            }
            verified.add(at.state.book.held(certificate));
        }
        return Optional.of(new Justification(verified));
    }

    /** R2: the first proposal of a view at or above the current one. */
    void onPropose(Propose propose) {
        HeightState state = at.state;
        if (propose.view() < state.view) {
            takeLateBody(propose);
            return;
        }
        if (propose.signer() != at.leader(propose.view())) {
            return;
        }
        ProposalClaim claim = propose.claim();
        ProposalClaim first = state.claims.get(propose.view());
        if (first != null && sameStatement(first, claim)) {
            return;
        }
        if (!claim.verify(at.set(), at.genesis.networkId())) {
            return;
        }
        if (first != null) {
            leaderFaults.twoProposals(first, claim);
            return;
        }
        Optional<Justification> why = propose.justification().fits(state.height, propose.view())
                ? accept(propose.justification())
                : Optional.empty();
        if (why.isEmpty()) {
            leaderFaults.unjustified(propose);
            return;
        }
        state.claims.put(propose.view(), claim);
        if (propose.view() > state.view && propose.view() > 1) {
            enter(propose.view(), why.get());
        }
        // DSM 3.5 R2: "Check the rule value = VC(p).x if p>0"
        Optional<Certificate> base = propose.justification().base();
        if (base.isPresent() && !base.get().value().equals(claim.value())) {
            leaderFaults.unjustified(propose);
            refuse("another value than its certificate's");
            return;
        }
        // The signature covers the header only: a body that is not the header's must never stand for the value.
        if (!propose.body().matches(propose.header())) {
            refuse("a body that is not the header's");
            return;
        }
        state.proposal = propose;
        state.recheck = true;
        state.contents.putIfAbsent(claim.value(), new ProposalBuilder.Content(propose.header(), propose.body()));
    }

    /** The others were faster than the leader's line: what they agreed on is here now, and its hash says that it is the right one. */
    private void takeLateBody(Propose propose) {
        Hash32 value = propose.header().hash();
        if (at.state.book.hasCertified(value)
                && !at.state.contents.containsKey(value)
                && propose.body().matches(propose.header())) {
            at.state.contents.put(value, new ProposalBuilder.Content(propose.header(), propose.body()));
        }
    }

    private static boolean sameStatement(ProposalClaim first, ProposalClaim second) {
        return first.value().equals(second.value()) && first.justificationHash().equals(second.justificationHash());
    }

    /** Starts the height, or moves to the highest view that the certificates allow. True when the view changed. */
    boolean advance() {
        HeightState state = at.state;
        if (state.book.decision().isPresent()) {
            return false;
        }
        if (state.view == 0) {
            if (isDue()
                    || hasTimelyProposal()
                    || state.book.highestValue().isPresent()
                    || state.book.skip(1).isPresent()) {
                enter(1, Justification.EMPTY);
                return true;
            }
            return false;
        }
        Optional<Certificate> value = state.book.highestValue().filter(certificate -> certificate.view() >= state.view);
        if (value.isPresent()) {
            enter(value.get().view() + 1, new Justification(List.of(value.get())));
            return true;
        }
        Optional<Certificate> skip = state.book.skip(state.view);
        if (skip.isPresent() && state.justification.certificates().size() < Justification.CERTIFICATES_MAX) {
            enter(state.view + 1, state.justification.plus(skip.get()));
            return true;
        }
        return false;
    }

    /** DSM 3.5: "start when DC(h-1) is committed and the next epoch is closed for `settle`" */
    private boolean isDue() {
        return at.wallMicros >= startWallMicros();
    }

    long startWallMicros() {
        return at.params().epochEndMicros(at.tip.epoch() + 1) + at.params().settleMillis() * 1_000L;
    }

    private boolean hasTimelyProposal() {
        return at.state.proposal != null
                && at.wallMicros
                        >= at.params().epochEndMicros(at.tip.epoch() + 1)
                                - at.params().skewMillis() * 1_000L;
    }

    private void enter(long view, Justification why) {
        HeightState state = at.state;
        boolean finalizedLast = state.own.hasFinalized(view - 1);
        at.watch.leaves(at, why);
        state.enter(view, why, at.nowNs, at.millisNs(at.params().viewTimeoutMillis(view)));
        if (why.base().isPresent() && finalizedLast) {
            // DSM 3.5 R1: "If it has already sent FINALIZE for p=v-1, wait for DC first."
            state.proposeAtNs = at.nowNs + at.millisNs(at.params().decideWaitMillis());
        }
        earlyUntilWallMicros = Long.MAX_VALUE;
        if (at.index().isPresent() && view > 1) {
            at.broadcast(new Advance(state.height, view, why));
        }
        // With a value certificate the value of this view is given, and no leader needs reports.
        if (at.votes() && why.base().isEmpty()) {
            int self = at.index().getAsInt();
            SignedFrontier report = FrontierReports.make(at.genesis, at.tip, at.ledger, self, at.signer.orElseThrow());
            state.reports.put(self, report);
            at.broadcast(new FrontierReport(report));
        }
    }

    /** R2: judges the proposal of the current view and votes. */
    void judge() {
        HeightState state = at.state;
        Propose proposal = state.proposal;
        boolean open = proposal != null
                && state.view == proposal.view()
                && at.votes()
                && state.recheck
                && !state.proposalRefused
                && state.own.may(VoteKind.NOTARIZE, state.view);
        state.recheck = false;
        if (!open || proposal == null) {
            return;
        }
        Hash32 value = proposal.header().hash();
        Verdict verdict = state.valid.contains(value)
                ? Verdict.VALID
                : rules.check(at.tip, proposal.header(), proposal.body(), at.wallMicros);
        if (verdict instanceof Verdict.Valid) {
            state.valid.add(value);
            // DSM 2.2: "NOTARIZE | all blocks of the ranges + proposal body, then NOTARIZED(h,v,x)"
            at.effects.add(Proposing.store(new ProposalBuilder.Content(proposal.header(), proposal.body())));
            at.effects.add(new Effect.SyncBlocks());
            cast(VoteKind.NOTARIZE, state.view, value);
        } else if (verdict instanceof Verdict.Invalid invalid) {
            leaderFaults.invalid(proposal);
            refuse(invalid.reason());
        } else if (verdict instanceof Verdict.Early early) {
            earlyUntilWallMicros = early.untilWallMicros();
        } else if (verdict instanceof Verdict.Missing missing) {
            fetch(proposal, missing.ranges());
        }
    }

    /** R2: "If provably invalid: log+send NULLIFY at once". */
    private void refuse(String reason) {
        at.state.proposalRefused = true;
        at.watch.refuses(reason);
        at.effects.add(new Effect.Refused(at.state.height, at.state.view, reason));
        if (at.state.view == 0) {
            // The height has not begun here: there is no view to skip yet, and the timer of view 1 will do it.
            return;
        }
        cast(VoteKind.NULLIFY, at.state.view, Hash32.ZERO);
    }

    private void fetch(Propose proposal, List<SourceRange> ranges) {
        // DSM 2.3: "voter fetches from proposer, then from anyone who NOTARIZEd"
        List<NodeId> order = new ArrayList<>();
        order.add(at.set().member(proposal.signer()).id());
        at.holders(proposal.header().hash()).stream()
                .filter(id -> !order.contains(id))
                .forEach(order::add);
        order.remove(at.self);
        if (!order.isEmpty()) {
            at.fetch(order.get(fetches++ % order.size()), ranges);
        }
    }

    /** R4. */
    void timeOut() {
        HeightState state = at.state;
        if (at.wallMicros >= earlyUntilWallMicros) {
            // Judged again now; a deadline that stays in the past would keep the node turning.
            earlyUntilWallMicros = Long.MAX_VALUE;
            state.recheck = true;
        }
        if (state.view > 0 && !state.timedOut && at.nowNs >= state.timerNs) {
            state.timedOut = true;
            cast(VoteKind.NULLIFY, state.view, Hash32.ZERO);
        }
    }

    /** Signs a vote when that is allowed: log first, then send. */
    private void cast(VoteKind kind, long view, Hash32 value) {
        if (!at.votes() || !at.state.own.may(kind, view)) {
            return;
        }
        at.log(new VoteRecord(VoteRecord.Kind.of(kind), at.state.height, view, value));
        Vote vote = signed(kind, view, value);
        at.broadcast(new Voted(vote));
        take(at.state.book.addOwn(vote));
    }

    private Vote signed(VoteKind kind, long view, Hash32 value) {
        int self = at.index().getAsInt();
        byte[] message = Vote.signingBytes(at.genesis.networkId(), at.set().hash(), kind, at.state.height, view, value);
        return new Vote(
                kind,
                at.state.height,
                view,
                value,
                self,
                at.signer.orElseThrow().signVote(at.set().member(self), message));
    }

    /** Puts this node's own logged votes of the height back into the book after a restart, and sends them. */
    void restoreOwn() {
        for (Vote vote : ownSince(1)) {
            at.broadcast(new Voted(vote));
            take(at.state.book.addOwn(vote));
        }
    }

    private List<Vote> ownSince(long view) {
        List<Vote> votes = new ArrayList<>();
        if (!at.votes()) {
            return votes;
        }
        for (VoteRecord entry : at.state.own.since(at.state.height, view)) {
            VoteKind kind = switch (entry.kind()) {
                case NOTARIZED -> VoteKind.NOTARIZE;
                case NULLIFIED -> VoteKind.NULLIFY;
                case FINALIZED -> VoteKind.FINALIZE;
                default -> throw new IllegalStateException("not a vote: " + entry);
            };
            votes.add(signed(kind, entry.view(), entry.value()));
        }
        return votes;
    }

    /** R4 and R7: what may have been lost on the way. */
    void resend(boolean standstill) {
        HeightState state = at.state;
        if (state.view == 0 || at.index().isEmpty()) {
            return;
        }
        if (state.sentProposal != null && at.votes()) {
            for (int signer = 0; signer < at.set().size(); signer++) {
                if (signer != at.index().getAsInt() && !state.book.hasNotarized(signer, state.view)) {
                    at.effects.add(new Effect.Send(at.set().member(signer).id(), state.sentProposal));
                }
            }
        }
        SignedFrontier report = state.reports.get(at.index().getAsInt());
        if (report != null && state.proposal == null) {
            at.broadcast(new FrontierReport(report));
        }
        ownSince(standstill ? 1 : state.view - 1).forEach(vote -> at.broadcast(new Voted(vote)));
        if (state.timedOut || standstill) {
            at.broadcast(new Advance(state.height, state.view, state.justification));
        }
        state.recheck = true;
    }
}
