package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.ConsensusStatus;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.SetChange;
import com.hookprobe.dsm.consensus.Transcript;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.ValidatorSigner;
import com.hookprobe.dsm.consensus.VoteRecord;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Accuse;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Advance;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Approval;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Body;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Decided;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.FrontierReport;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.GetBody;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.GetChanges;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.GetDecided;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Proposed;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Seal;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Status;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Voted;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Single-shot Simplex, run once per height (DSM 3.5). A pure machine: each input returns the effects that must be carried out, in
 * order, before the next input.
 *
 * <p>Why this protocol: a node leaves a view only with a value certificate or a skip certificate, and hands the whole chain of
 * them on with each message. So there is no lock to lose, no view-change sub-protocol and nothing to ask for; what a restarted
 * node must remember is only what it signed at the open height. Safety in three lines (DSM 2.1): one value certificate per view,
 * since nobody honest notarizes twice; no view has both a decision and a skip certificate, since nobody honest signs both FINALIZE
 * and NULLIFY; so a proposal after a decided view can only carry the decided value.
 *
 * <p>Not thread-safe; one owner.
 */
public final class SimplexMachine {
    /** Fork proofs kept until a checkpoint carries them. */
    private static final int FORKS_MAX = 1_024;

    /** The wall clock may jump: a deadline by it is looked at again at least this often. */
    private static final long WALL_RECHECK_NS = 1_000_000_000L;

    private final Context at;
    private final Voting voting;
    private final Proposing proposing;
    private final Following following;
    private final Answering answering;
    private final Admissions admissions;
    private final Accusations accusations;
    private final Acknowledging acknowledging;
    private boolean started;
    private long nextResendNs = Long.MIN_VALUE;
    private long nextStandstillNs = Long.MIN_VALUE;
    private long malformed;

    /** Restores a machine of a network whose set never changes. */
    public SimplexMachine(
            Genesis genesis,
            NodeId self,
            Optional<ValidatorSigner> signer,
            LedgerView ledger,
            List<VoteRecord> voteLog,
            List<byte[]> contents) {
        this(genesis, self, signer, ledger, SetHistory.fixed(genesis), voteLog, contents);
    }

    /**
     * Restores a machine from what is durable.
     *
     * @param history what {@link Effect.SetChanged} has recorded, up to the ledger's tip
     * @param self this node; need not be a validator
     * @param signer empty for an observer: it follows the chain and helps others, but signs nothing
     * @param voteLog all records of this node's vote log
     * @param contents what {@link Effect.StoreProposal} has stored for the height above the tip; others are ignored
     */
    public SimplexMachine(
            Genesis genesis,
            NodeId self,
            Optional<ValidatorSigner> signer,
            LedgerView ledger,
            SetHistory history,
            List<VoteRecord> voteLog,
            List<byte[]> contents) {
        this.at = new Context(genesis, ledger, self, signer, history, voteLog);
        this.admissions = new Admissions(at);
        this.accusations = new Accusations(at);
        this.voting = new Voting(at, accusations);
        this.proposing = new Proposing(at, admissions, accusations);
        this.answering = new Answering(at);
        this.following = new Following(at, admissions, accusations);
        this.acknowledging = new Acknowledging(at);
        contents.forEach(this::restore);
        at.watch.restore(ledger, at.set());
    }

    private void restore(byte[] content) {
        try {
            ConsensusMessage stored = ConsensusCodec.decode(content);
            if (stored instanceof Advance kept && kept.height() == at.state.height) {
                kept.justification().certificates().forEach(at.state.book::accept);
            } else if (stored instanceof Body body
                    && body.header().height() == at.state.height
                    && body.body().matches(body.header())) {
                at.state.contents.put(body.header().hash(), new ProposalBuilder.Content(body.header(), body.body()));
            }
        } catch (MalformedException damaged) {
            // A torn file: its value was never signed, since the vote comes after it. Others have the body.
            malformed++;
        }
    }

    /** A message of kind 32..63 from an authenticated peer. */
    public List<Effect> onMessage(NodeId from, byte[] message, long nowNs, long wallMicros) {
        begin(nowNs, wallMicros);
        try {
            dispatch(from, ConsensusCodec.decode(message));
        } catch (MalformedException e) {
            malformed++;
        }
        return finish();
    }

    /** Time has passed. Call it at {@link #nextDeadlineNs}, or more often. */
    public List<Effect> onTick(long nowNs, long wallMicros) {
        begin(nowNs, wallMicros);
        return finish();
    }

    /** A session with a peer is open: it is told where this node stands, so that the one who is behind need not wait. */
    public List<Effect> onPeer(NodeId peer, long nowNs, long wallMicros) {
        begin(nowNs, wallMicros);
        at.send(peer, new Status(at.state.height, at.state.view));
        return finish();
    }

    /** Blocks have been stored since the last input. */
    public List<Effect> onBlocks(long nowNs, long wallMicros) {
        begin(nowNs, wallMicros);
        at.state.recheck = true;
        if (!following.isHalted()) {
            acknowledging.onBlocks();
        }
        return finish();
    }

    /** A source has forked. The proof is verified here; it goes into the next checkpoint that this node proposes. */
    public List<Effect> onFork(ForkEvidence proof, long nowNs, long wallMicros) {
        begin(nowNs, wallMicros);
        boolean known = at.forks.stream().anyMatch(fork -> Forks.source(fork).equals(Forks.source(proof)));
        if (!known
                && at.forks.size() < FORKS_MAX
                && Forks.isNews(at.tip.frontier(), proof)
                && Forks.verify(at.genesis, proof)) {
            at.forks.add(proof);
            at.state.recheck = true;
        }
        return finish();
    }

    /** This node's operator, or its own rules, want a change of the set. */
    public List<Effect> onChange(SetChange change, long nowNs, long wallMicros) {
        begin(nowNs, wallMicros);
        admissions.offer(at.self, change);
        return finish();
    }

    /** This node's rules agree to a change that was asked for by {@link Effect.Consider}. */
    public List<Effect> approve(Hash32 change, long nowNs, long wallMicros) {
        begin(nowNs, wallMicros);
        admissions.approve(change);
        return finish();
    }

    /** The set that decides the open height. */
    public ValidatorSet set() {
        return at.set();
    }

    /** Changes of the set that wait, with how many validators have approved each. */
    public Map<SetChange, Integer> openChanges() {
        return admissions.open();
    }

    /** When the next input is due at the latest, on the clock of {@code nowNs}. */
    public long nextDeadlineNs() {
        HeightState state = at.state;
        if (following.isHalted()) {
            // Nothing is done any more, so nothing would move a deadline on.
            return Long.MAX_VALUE;
        }
        long next = Math.min(nextResendNs, following.nextAskNs());
        if (state.book.decision().isPresent()) {
            // Only the body is missing; the clocks of this height have stopped.
            return next;
        }
        if (state.view == 0) {
            next = Math.min(next, wallDeadlineNs(voting.startWallMicros()));
        } else {
            next = Math.min(next, state.timedOut ? Long.MAX_VALUE : state.timerNs);
            if (state.proposeAtNs > at.nowNs) {
                next = Math.min(next, state.proposeAtNs);
            }
        }
        if (voting.earlyUntilWallMicros() != Long.MAX_VALUE) {
            next = Math.min(next, wallDeadlineNs(voting.earlyUntilWallMicros()));
        }
        return next;
    }

    private long wallDeadlineNs(long wallMicros) {
        long waitMicros = Math.max(0, Math.min(wallMicros - at.wallMicros, WALL_RECHECK_NS / 1_000));
        return at.nowNs + waitMicros * 1_000;
    }

    /** The height that is being decided. */
    public long height() {
        return at.state.height;
    }

    /** The view of that height; 0 before it is started. */
    public long view() {
        return at.state.view;
    }

    /** The certificates that are held for the open height. */
    public Transcript transcript() {
        return following.transcript(at.state.height).orElseThrow();
    }

    /** Those of a height; of those below the last eight the decision only. Empty for a height that is not known. */
    public Optional<Transcript> transcript(long height) {
        return following.transcript(height);
    }

    /** Where this machine stands at the open height. */
    public HeightSummary summary() {
        return HeightSummary.of(at);
    }

    /** Messages that no honest peer sends. */
    public long malformed() {
        return malformed;
    }

    /** True after two decisions that exclude each other: more than f validators are faulty, and people must decide. */
    public boolean isHalted() {
        return following.isHalted();
    }

    /**
     * How things stand, for people; changes nothing.
     *
     * @param whyObserver why this node was given no signer, when it was not
     */
    public ConsensusStatus status(Optional<String> whyObserver, long nowNs) {
        return at.watch.status(at, following.isHalted(), malformed, whyObserver, nowNs);
    }

    private void begin(long nowNs, long wallMicros) {
        at.effects = new ArrayList<>();
        at.nowNs = nowNs;
        at.wallMicros = wallMicros;
        if (!started) {
            started = true;
            at.watch.starts(nowNs);
            nextResendNs = nowNs + at.resendNs();
            nextStandstillNs = nowNs + at.millisNs(at.params().standstillMillis());
            // DSM 2.2: after a restart the certificates re-form from everyone's logged votes.
            voting.restoreOwn();
            at.broadcast(new Status(at.state.height, at.state.view));
        }
    }

    private void dispatch(NodeId from, ConsensusMessage message) {
        if (message instanceof GetDecided ask) {
            answering.onGetDecided(from, ask);
            return;
        }
        if (message instanceof GetBody ask) {
            answering.onGetBody(from, ask);
            return;
        }
        if (message instanceof Seal seal) {
            if (!following.isHalted()) {
                acknowledging.onSeal(from, seal.block());
            }
            return;
        }
        if (message instanceof GetChanges ask) {
            answering.onGetChanges(from, ask);
            return;
        }
        HeightState state = at.state;
        if (from.equals(at.self) || state.isDeafTo(from)) {
            return;
        }
        long before = state.book.failures();
        OptionalInt signer = at.set().indexOf(from);
        if (signer.isPresent()) {
            at.watch.heard(from, message, at.nowNs);
            dispatch(from, signer.getAsInt(), message);
        } else {
            fromStranger(from, message);
        }
        state.fail(from, state.book.failures() - before);
    }

    /** What carries its own proof may come from anybody: a node that follows may not know today's set yet, and who wants to join is in none. */
    private void fromStranger(NodeId from, ConsensusMessage message) {
        if (message instanceof Decided decided) {
            following.onDecided(from, decided);
        } else if (message instanceof Body body) {
            following.onBody(body);
        } else if (message instanceof Status status) {
            isHere(from, status.height());
        } else if (message instanceof Proposed proposed) {
            admissions.offer(from, proposed.change());
        }
    }

    private void dispatch(NodeId from, int sender, ConsensusMessage message) {
        if (message instanceof Decided || message instanceof Body || message instanceof Proposed) {
            fromStranger(from, message);
        } else if (message instanceof Approval approval) {
            if (approval.signer() == sender) {
                admissions.onApproval(from, approval);
            }
        } else if (message instanceof Accuse accuse) {
            accusations.onAccuse(from, accuse.evidence());
        } else if (message instanceof Propose propose) {
            if (isHere(from, propose.header().height()) && propose.signer() == sender) {
                voting.onPropose(propose);
            }
        } else if (message instanceof Voted voted) {
            // Votes come from their signer only, so that garbage is never blamed on another.
            if (isHere(from, voted.vote().height()) && voted.vote().signer() == sender) {
                voting.onVote(voted.vote());
            }
        } else if (message instanceof Advance advance) {
            if (isHere(from, advance.height())) {
                onView(from, advance.view());
                voting.onAdvance(advance);
            }
        } else if (message instanceof FrontierReport report) {
            if (isHere(from, report.frontier().height())) {
                voting.onFrontier(report.frontier(), sender);
                at.state.recheck = true;
            }
        } else if (message instanceof Status status) {
            if (status.height() < at.state.height) {
                answering.help(from, status.height(), false);
            } else if (isHere(from, status.height())) {
                onView(from, status.view());
            }
        }
    }

    /** R8: sends the peer, or this node, on its way when the heights differ. */
    private boolean isHere(NodeId from, long height) {
        if (height > at.state.height) {
            following.heardOf(from, height);
        } else if (height < at.state.height) {
            answering.help(from, height, true);
        }
        return height == at.state.height;
    }

    private void onView(NodeId from, long theirView) {
        HeightState state = at.state;
        if (theirView < state.view && state.view > 1 && at.budget.hint(from, at.nowNs, at.resendNs() / 2)) {
            at.send(from, new Advance(state.height, state.view, state.justification));
        }
    }

    private List<Effect> finish() {
        long before = at.state.height * 1_000_000 + at.state.view;
        if (!following.isHalted()) {
            voting.timeOut();
            repeat();
            settle();
        }
        if (before != at.state.height * 1_000_000 + at.state.view) {
            // What a new view needs has just been sent: nothing is lost yet.
            nextResendNs = at.nowNs + at.resendNs();
            nextStandstillNs = at.nowNs + at.millisNs(at.params().standstillMillis());
        }
        return at.effects;
    }

    /** Runs the rules until none applies. */
    private void settle() {
        boolean moved = true;
        while (moved) {
            moved = following.commit();
            moved |= voting.advance();
            proposing.propose();
            long certificates = at.effects.size();
            voting.judge();
            moved |= at.effects.size() > certificates;
        }
        following.fetch();
    }

    private void repeat() {
        if (at.nowNs < nextResendNs) {
            return;
        }
        nextResendNs = at.nowNs + at.resendNs();
        boolean standstill = at.nowNs >= nextStandstillNs;
        if (standstill) {
            nextStandstillNs = at.nowNs + at.millisNs(at.params().standstillMillis());
            following.standstill();
            admissions.repeat();
            accusations.repeat();
        }
        voting.resend(standstill);
    }
}
