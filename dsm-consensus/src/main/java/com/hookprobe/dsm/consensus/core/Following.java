package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Operation;
import com.hookprobe.dsm.consensus.Penalty;
import com.hookprobe.dsm.consensus.Transcript;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.consensus.VoteRecord;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Body;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Decided;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Decision;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.GetBody;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.GetDecided;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Status;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rules R6 and R8 (DSM 3.5): commit what is decided, catch up, and help others to. */
final class Following {
    /** Ranges of decided checkpoints that are remembered until their blocks are here. */
    private static final int LACKING_MAX = 1_024;

    private final Context at;
    private final Set<SourceRange> lacking = new LinkedHashSet<>();
    private final CatchUp catchUp = new CatchUp();
    private final Admissions admissions;
    private final Accusations accusations;
    private final DecisionAsks asks = new DecisionAsks();
    private final Transcripts transcripts;
    private long nextSweepNs = Long.MIN_VALUE;
    private boolean halted;
    private long turn;

    Following(Context at, Admissions admissions, Accusations accusations) {
        this.at = at;
        this.admissions = admissions;
        this.accusations = accusations;
        this.transcripts = new Transcripts(at);
    }

    /** True after a contradiction that needs more than f faulty validators: nothing more is committed. */
    boolean isHalted() {
        return halted;
    }

    void onDecided(NodeId from, Decided decided) {
        Decision last = decided.decisions().get(decided.decisions().size() - 1);
        if (last.header().height() >= at.state.height) {
            asks.heard(from, last.header().height());
        }
        long before = firstUnknown();
        takeAll(decided);
        if (firstUnknown() > before) {
            asks.answered(from);
        }
    }

    private void takeAll(Decided decided) {
        for (Decision decision : decided.decisions()) {
            long height = decision.header().height();
            Certificate certificate = decision.certificate();
            boolean fits = certificate.kind() == VoteKind.FINALIZE
                    && certificate.height() == height
                    && certificate.value().equals(decision.header().hash());
            if (!fits || height > at.tip.height() + CatchUp.WINDOW) {
                return;
            }
            if (height <= at.tip.height()) {
                compareWithPast(decision);
            } else if (!certificate.setHash().equals(at.set().hash()) && height > at.state.height) {
                // Another set decided it. Which one is known only when the heights before it are here.
                return;
            } else if (!take(decision)) {
                return;
            }
        }
    }

    /** The lowest height of which the decision is not here. */
    private long firstUnknown() {
        return at.state.book.decision().isEmpty() ? at.state.height : catchUp.firstUnknown(at.state.height + 1);
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
        long height = decision.header().height();
        // The decision of the tip comes from every validator: it must not cost a read each time.
        Optional<Hash32> ours = height == at.tip.height()
                ? Optional.of(at.tip.hash())
                : at.ledger.header(height).map(CheckpointHeader::hash);
        if (ours.isPresent()
                && !ours.get().equals(decision.certificate().value())
                && at.state.book.verifyOther(decision.certificate())) {
            transcripts.with(decision).ifPresent(all -> at.effects.add(new Effect.KeepTranscript(all)));
            at.effects.add(new Effect.Alarm("height " + height + " has two decisions: " + ours.get() + " here and "
                    + decision.certificate().value() + " elsewhere"));
        }
    }

    /** R8: a peer works above this height. */
    void heardOf(NodeId peer, long theirHeight) {
        asks.heard(peer, theirHeight);
    }

    /** R8: the next decisions, while those that are here are worked off. */
    private void askDecided() {
        long first = firstUnknown();
        if (first - at.state.height <= ConsensusCodec.DECISIONS_MAX) {
            asks.next(first, at.nowNs, at.resendNs())
                    .ifPresent(ask -> at.send(
                            ask.peer(),
                            new GetDecided(
                                    first, Math.min(ask.theirHeight(), first + ConsensusCodec.DECISIONS_MAX - 1))));
        }
    }

    void onBody(Body message) {
        CheckpointHeader header = message.header();
        Hash32 value = header.hash();
        ProposalBuilder.Content content = new ProposalBuilder.Content(header, message.body());
        if (message.body().matches(header) && catchUp.offer(value, content) && header.height() == at.state.height) {
            at.state.contents.put(value, content);
        }
    }

    /** Asks for the decisions and bodies that are needed: bodies of the decision, of the value to propose again, of the next decisions. */
    void fetch() {
        HeightState state = at.state;
        askDecided();
        state.book.decision().ifPresent(this::fetchBody);
        state.justification.base().ifPresent(this::fetchBody);
        for (Decision decision : catchUp.lackingBodies()) {
            if (isOfThisSet(decision)) {
                ask(decision.header().height(), decision.certificate(), 0);
            }
        }
        catchUp.dropStale(at.nowNs);
    }

    private void fetchBody(Certificate certificate) {
        if (!at.state.contents.containsKey(certificate.value())) {
            // In the height that is voted on the proposal is most likely on its way: a leader's line takes its time for
            // n of them.
            boolean mayCome = at.state.view > 0 && !catchUp.knows(at.state.height + 1);
            ask(at.state.height, certificate, mayCome ? at.resendNs() / 2 : 0);
        }
    }

    private void ask(long height, Certificate certificate, long waitNs) {
        Set<Integer> likely = at.state.book.holders(certificate.value());
        if (likely.isEmpty()) {
            // Of another height, or learned as a decision: who signs FINALIZE need not hold the body, but most do.
            likely.addAll(certificate.signers());
        }
        List<NodeId> holders = new ArrayList<>();
        likely.stream()
                .sorted()
                .forEach(signer -> holders.add(at.set().member(signer).id()));
        // Each node, and each height, begins at another holder, so that not all ask the same one.
        Collections.rotate(holders, (int) ((at.index().orElse(0) + height) % Math.max(1, holders.size())));
        at.holders(certificate.value()).stream()
                .filter(id -> !holders.contains(id))
                .forEach(holders::add);
        holders.remove(at.self);
        catchUp.askBody(certificate.value(), holders, waitNs, at.nowNs, at.resendNs())
                .ifPresent(holder -> at.send(holder, new GetBody(height, certificate.value())));
    }

    /**
     * R7: says where this node stands. While it waits for the end of an epoch nothing is amiss: then it tells one other at a time,
     * each in turn, who helps when one of the two has missed something.
     */
    void standstill() {
        Status status = new Status(at.state.height, at.state.view);
        if (at.state.view > 0) {
            at.broadcast(status);
            resendTip();
            return;
        }
        int place = (int) ((at.index().orElse(0) + ++turn) % at.set().size());
        NodeId other = at.set().member(place).id();
        if (!other.equals(at.self)) {
            at.send(other, status);
        }
    }

    /** R7: "resend last DECIDED". */
    private void resendTip() {
        if (at.index().isPresent() && at.tip.height() > 0) {
            at.ledger
                    .decided(at.tip.height())
                    .flatMap(Answering::decision)
                    .ifPresent(decision -> at.broadcast(new Decided(List.of(decision))));
        }
    }

    /** What is held for a height, see {@link Transcripts}. */
    Optional<Transcript> transcript(long height) {
        return transcripts.of(height);
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
        Optional<After> after = after(header, content.body());
        if (after.isEmpty()) {
            return halt("height " + state.height + " was decided with a value that does not follow this node's chain");
        }
        if (!after.get().set().hash().equals(at.set().hash())) {
            at.effects.add(new Effect.SetChanged(
                    DecidedCheckpoint.headerOnly(header, certificate.encode()),
                    after.get().set(),
                    after.get().penalties()));
        }
        DecidedCheckpoint decided = DecidedCheckpoint.of(header, certificate.encode(), content.body());
        at.effects.add(new Effect.Commit(
                decided,
                after.get().frontier(),
                certificate.signerCount(),
                at.set().size(),
                sinceEpochEndNs(header)));
        boolean member = at.index().isPresent();
        if (state.formedDecision && member) {
            at.broadcast(new Decided(List.of(new Decision(header, certificate))));
        }
        fetchLacking(header, content.body(), certificate);
        at.watch.decided(certificate, at.set());
        at.watch.nextHeight(at.nowNs);
        next(header, after.get());
        return true;
    }

    private long sinceEpochEndNs(CheckpointHeader header) {
        return Math.max(0, at.wallMicros - at.params().epochEndMicros(header.epoch())) * 1_000;
    }

    private boolean halt(String why) {
        halted = true;
        at.effects.add(new Effect.KeepTranscript(transcripts.open()));
        at.effects.add(new Effect.Alarm(why));
        return false;
    }

    /** What a decided value makes of the sources and of the set. */
    private record After(Frontier frontier, ValidatorSet set, List<Penalty> penalties, List<Operation> operations) {}

    private Optional<After> after(CheckpointHeader header, CheckpointBody body) {
        if (!header.prevHash().equals(at.tip.hash()) || !body.matches(header)) {
            return Optional.empty();
        }
        try {
            return BodyItems.of(at.genesis, at.tip.frontier(), body)
                    .map(items -> after(header, body, items))
                    .filter(after -> after.frontier().root().equals(header.frontierRoot())
                            && after.set().hash().equals(header.nextValidatorsHash()));
        } catch (IllegalArgumentException rangesDoNotFit) {
            return Optional.empty();
        }
    }

    private After after(CheckpointHeader header, CheckpointBody body, BodyItems items) {
        SetRules.Outcome sets =
                at.setRules.next(at.set(), header.height(), header.epoch(), items.evidence(), items.operations());
        return new After(items.after(at.tip.frontier(), body), sets.next(), sets.penalties(), items.operations());
    }

    /**
     * DSM 2.3: a node that was away needs no history to vote; it asks for the blocks all the same, to serve proofs. Requests of the
     * height end here, so that what a faulty validator invented is not asked for for ever.
     */
    private void fetchLacking(CheckpointHeader header, CheckpointBody body, Certificate certificate) {
        List<SourceRange> wanted = new ArrayList<>();
        for (SourceRange range : body.ranges()) {
            if (at.ledger.chain(range).isEmpty()) {
                wanted.add(range);
            }
        }
        if (at.state.fetched) {
            at.effects.add(new Effect.CancelFetches());
        }
        // What was asked for stays asked for until then; to look at all of it at each height would make catching up
        // quadratic.
        if (at.state.fetched || at.nowNs >= nextSweepNs) {
            nextSweepNs = at.nowNs + at.resendNs();
            lacking.removeIf(range -> at.ledger.chain(range).isPresent());
            wanted.addAll(lacking);
        }
        for (SourceRange range : wanted) {
            if (lacking.size() < LACKING_MAX) {
                lacking.add(range);
            }
        }
        List<NodeId> holders = new ArrayList<>();
        certificate
                .signers()
                .forEach(signer -> holders.add(at.set().member(signer).id()));
        holders.remove(at.self);
        if (!wanted.isEmpty() && !holders.isEmpty()) {
            int turn = (int) (header.height() % holders.size());
            at.effects.add(new Effect.FetchBlocks(holders.get(turn), wanted));
        }
    }

    private void next(CheckpointHeader header, After after) {
        at.log.append(header);
        boolean setChanged = !after.set().hash().equals(at.set().hash());
        at.tip = at.tip.next(header, after.frontier(), at.log.root(), after.set());
        if (setChanged) {
            at.reigns.begin(header.height() + 1, after.set());
        }
        at.tipSinceNs = at.nowNs;
        at.voteLog.removeIf(entry -> entry.height() <= header.height() && entry.kind() != VoteRecord.Kind.WATERMARK);
        List<ForkEvidence> open = at.forks.stream()
                .filter(fork -> Forks.isNews(after.frontier(), fork))
                .toList();
        at.forks.clear();
        at.forks.addAll(open);
        catchUp.heightDone(header.hash());
        transcripts.decided(header);
        at.state = at.newHeight();
        admissions.onHeight(after.operations(), setChanged);
        accusations.onHeight();
        // It was verified when it came; under a set that is over it says nothing any more.
        catchUp.take(header.height() + 1).filter(this::isOfThisSet).ifPresent(decision -> {
            at.state.book.acceptVerified(decision.certificate());
            catchUp.takeBody(decision.certificate().value())
                    .ifPresent(
                            body -> at.state.contents.put(decision.certificate().value(), body));
        });
        if (setChanged) {
            // A node that follows may have stopped at a change of the set: now it knows the next one.
            asks.again();
        }
    }

    private boolean isOfThisSet(Decision decision) {
        return decision.certificate().setHash().equals(at.set().hash());
    }
}
