package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.consensus.VoteRecord;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Body;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Decided;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Decision;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.GetBody;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.GetDecided;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rules R6 and R8 (DSM 3.5): commit what is decided, catch up, and help others to. */
final class Following {
    /** Ranges of decided checkpoints that are remembered until their blocks are here. */
    private static final int LACKING_MAX = 1_024;

    private final Context at;
    private final List<SourceRange> lacking = new ArrayList<>();
    private final CatchUp catchUp = new CatchUp();
    private final CheckpointRules rules;
    private boolean halted;

    Following(Context at) {
        this.at = at;
        this.rules = new CheckpointRules(at.genesis, at.ledger);
    }

    /** True after a contradiction that needs more than f faulty validators: nothing more is committed. */
    boolean isHalted() {
        return halted;
    }

    void onDecided(NodeId from, Decided decided) {
        for (Decision decision : decided.decisions()) {
            long height = decision.header().height();
            Certificate certificate = decision.certificate();
            boolean fits = certificate.kind() == VoteKind.FINALIZE
                    && certificate.height() == height
                    && certificate.value().equals(decision.header().hash());
            if (!fits) {
                return;
            }
            if (height <= at.tip.height()) {
                compareWithPast(decision);
            } else if (height > at.tip.height() + CatchUp.WINDOW) {
                askDecided(from, height);
                return;
            } else if (!take(decision)) {
                return;
            }
        }
        Decision last = decided.decisions().get(decided.decisions().size() - 1);
        if (last.header().height() > at.state.height && at.state.book.decision().isEmpty()) {
            askDecided(from, last.header().height());
        }
    }

    private boolean take(Decision decision) {
        if (decision.header().height() == at.state.height) {
            return at.state.book.accept(decision.certificate());
        }
        if (catchUp.knows(decision.header().height())) {
            return true;
        }
        boolean good = at.state.book.verifyOther(decision.certificate());
        if (good) {
            catchUp.add(decision);
        }
        return good;
    }

    private void compareWithPast(Decision decision) {
        Optional<Hash32> ours = at.ledger.header(decision.header().height()).map(CheckpointHeader::hash);
        if (ours.isPresent()
                && !ours.get().equals(decision.certificate().value())
                && at.state.book.verifyOther(decision.certificate())) {
            at.effects.add(new Effect.Alarm("height " + decision.header().height() + " has two decisions: " + ours.get()
                    + " here and " + decision.certificate().value() + " elsewhere"));
        }
    }

    /** R8: a peer works above this height. */
    void askDecided(NodeId from, long theirHeight) {
        if (at.set().indexOf(from).isPresent()
                && catchUp.mayAskDecided(from, at.tip.height(), at.nowNs, at.resendNs())) {
            long first = at.state.height;
            at.send(from, new GetDecided(first, Math.min(theirHeight, first + ConsensusCodec.DECISIONS_MAX - 1)));
        }
    }

    /** R8: a peer works below this height. */
    void help(NodeId peer, long theirHeight) {
        if (at.budget.hint(peer, at.nowNs, at.resendNs() / 2)) {
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
            Optional<Decision> decision = at.ledger.decided(height).flatMap(Following::decision);
            if (decision.isEmpty()) {
                break;
            }
            decisions.add(decision.get());
        }
        if (!decisions.isEmpty()) {
            at.send(peer, new Decided(decisions));
        }
    }

    private static Optional<Decision> decision(DecidedCheckpoint checkpoint) {
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

    void onBody(Body message) {
        CheckpointHeader header = message.header();
        Hash32 value = header.hash();
        ProposalBuilder.Content content = new ProposalBuilder.Content(header, message.body());
        if (message.body().matches(header) && catchUp.offer(value, content) && header.height() == at.state.height) {
            at.state.contents.put(value, content);
        }
    }

    /** Asks for bodies that are needed: of the decision, of the value to propose again, of the next decisions. */
    void fetchBodies() {
        HeightState state = at.state;
        state.book.decision().ifPresent(this::fetchBody);
        state.justification.base().ifPresent(this::fetchBody);
        for (Decision decision : catchUp.lackingBodies()) {
            ask(decision.header().height(), decision.certificate());
        }
        catchUp.dropStale(at.nowNs);
    }

    private void fetchBody(Certificate certificate) {
        if (!at.state.contents.containsKey(certificate.value())) {
            ask(at.state.height, certificate);
        }
    }

    private void ask(long height, Certificate certificate) {
        List<NodeId> holders = new ArrayList<>();
        certificate
                .signers()
                .forEach(signer -> holders.add(at.set().member(signer).id()));
        at.holders(certificate.value()).stream()
                .filter(id -> !holders.contains(id))
                .forEach(holders::add);
        holders.remove(at.self);
        catchUp.askBody(certificate.value(), holders, at.nowNs, at.resendNs())
                .ifPresent(holder -> at.send(holder, new GetBody(height, certificate.value())));
    }

    /** R7: "resend last DECIDED". */
    void resendTip() {
        if (at.index.isPresent() && at.tip.height() > 0) {
            at.ledger
                    .decided(at.tip.height())
                    .flatMap(Following::decision)
                    .ifPresent(decision -> at.broadcast(new Decided(List.of(decision))));
        }
    }

    long nextAskNs() {
        return catchUp.nextAskNs();
    }

    /** R6: commits the open height when its decision and body are here. True when it did. */
    boolean commit() {
        HeightState state = at.state;
        if (halted || state.book.decision().isEmpty()) {
            return false;
        }
        Optional<String> contradiction = state.book.contradiction();
        if (contradiction.isPresent()) {
            return halt(contradiction.get());
        }
        Certificate certificate = state.book.decision().get();
        ProposalBuilder.Content content = state.contents.get(certificate.value());
        if (content == null) {
            return false;
        }
        CheckpointHeader header = content.header();
        Optional<Frontier> after = after(header, content.body());
        if (after.isEmpty()) {
            return halt("height " + state.height + " was decided with a value that does not follow this node's chain");
        }
        DecidedCheckpoint decided = DecidedCheckpoint.of(header, certificate.encode(), content.body());
        at.effects.add(new Effect.Commit(decided, after.get(), certificate.signerCount(), sinceEpochEndNs(header)));
        if (state.formedDecision && at.index.isPresent()) {
            at.broadcast(new Decided(List.of(new Decision(header, certificate))));
        }
        fetchLacking(header, content.body(), certificate);
        next(header, after.get());
        return true;
    }

    private long sinceEpochEndNs(CheckpointHeader header) {
        return Math.max(0, at.wallMicros - at.params().epochEndMicros(header.epoch())) * 1_000;
    }

    private boolean halt(String why) {
        halted = true;
        at.effects.add(new Effect.Alarm(why));
        return false;
    }

    private Optional<Frontier> after(CheckpointHeader header, CheckpointBody body) {
        if (!header.prevHash().equals(at.tip.hash()) || !body.matches(header)) {
            return Optional.empty();
        }
        try {
            return rules.forks(at.tip.frontier(), body)
                    .map(forks -> CheckpointRules.after(at.tip.frontier(), body, forks))
                    .filter(frontier -> frontier.root().equals(header.frontierRoot()));
        } catch (IllegalArgumentException rangesDoNotFit) {
            return Optional.empty();
        }
    }

    /**
     * DSM 2.3: a node that was away needs no history to vote; it asks for the blocks all the same, to serve proofs. Requests of the
     * height end here, so that what a faulty validator invented is not asked for for ever.
     */
    private void fetchLacking(CheckpointHeader header, CheckpointBody body, Certificate certificate) {
        lacking.removeIf(range -> at.ledger.chain(range).isPresent());
        for (SourceRange range : body.ranges()) {
            if (lacking.size() < LACKING_MAX && at.ledger.chain(range).isEmpty()) {
                lacking.add(range);
            }
        }
        if (at.state.fetched) {
            at.effects.add(new Effect.CancelFetches());
        }
        List<NodeId> holders = new ArrayList<>();
        certificate
                .signers()
                .forEach(signer -> holders.add(at.set().member(signer).id()));
        holders.remove(at.self);
        if (!lacking.isEmpty() && !holders.isEmpty()) {
            int turn = (int) (header.height() % holders.size());
            at.effects.add(new Effect.FetchBlocks(holders.get(turn), List.copyOf(lacking)));
        }
    }

    private void next(CheckpointHeader header, Frontier after) {
        at.log.append(header);
        at.tip = at.tip.next(header, after, at.log.root());
        at.voteLog.removeIf(entry -> entry.height() <= header.height() && entry.kind() != VoteRecord.Kind.WATERMARK);
        List<ForkEvidence> open =
                at.forks.stream().filter(fork -> Forks.isNews(after, fork)).toList();
        at.forks.clear();
        at.forks.addAll(open);
        catchUp.heightDone(header.hash());
        at.state = new HeightState(at.genesis, header.height() + 1, at.voteLog);
        catchUp.take(header.height() + 1).ifPresent(decision -> {
            // It was verified when it came.
            at.state.book.acceptVerified(decision.certificate());
            catchUp.takeBody(decision.certificate().value())
                    .ifPresent(
                            body -> at.state.contents.put(decision.certificate().value(), body));
        });
    }
}
