package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.Params;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.ValidatorSigner;
import com.hookprobe.dsm.consensus.VoteRecord;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.CheckpointLog;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the parts of the machine share: where the chain stands, the open height, the times of this input, and the effects so far. */
final class Context {
    private static final long NS_PER_MS = 1_000_000L;

    private @Nullable List<NodeId> others;
    private @Nullable ValidatorSet othersOf;

    final Genesis genesis;
    final LedgerView ledger;
    final CheckpointLog log = new CheckpointLog();
    final NodeId self;
    final Optional<ValidatorSigner> signer;
    final Reigns reigns;
    final SetRules setRules;
    final AnswerBudget budget = new AnswerBudget();
    final ReportCheck reportCheck;
    final Watch watch = new Watch();
    final List<ForkEvidence> forks = new ArrayList<>();
    final List<VoteRecord> voteLog;

    List<Effect> effects = new ArrayList<>();
    long nowNs;
    long wallMicros;
    Tip tip;

    /** When the tip became the tip, on the clock of {@code nowNs}. */
    long tipSinceNs = Long.MIN_VALUE / 2;

    HeightState state;

    Context(
            Genesis genesis,
            LedgerView ledger,
            NodeId self,
            Optional<ValidatorSigner> signer,
            SetHistory history,
            List<VoteRecord> voteLog) {
        this.genesis = genesis;
        this.reportCheck = new ReportCheck(genesis.networkId());
        this.ledger = ledger;
        this.self = self;
        this.signer = signer;
        this.reigns = new Reigns(history);
        this.setRules = new SetRules(genesis, reigns);
        this.voteLog = new ArrayList<>(voteLog);
        this.tip = restoreTip();
        this.state = newHeight();
    }

    /** The state of the height above the tip, with nothing in it but what this node has signed. */
    HeightState newHeight() {
        return new HeightState(tip.set(), genesis.networkId(), tip.height() + 1, voteLog);
    }

    private Tip restoreTip() {
        Tip at = Tip.genesis(genesis, log.root());
        for (long height = 1; height <= ledger.tipHeight(); height++) {
            final long wanted = height;
            log.append(ledger.header(height)
                    .orElseThrow(
                            () -> new IllegalStateException("the ledger lacks the checkpoint of height " + wanted)));
        }
        long height = ledger.tipHeight();
        return height == 0
                ? at
                : ledger.decided(height)
                        .map(decided ->
                                at.next(decided.header(), ledger.frontier(), log.root(), setAfter(decided.header())))
                        .orElseThrow();
    }

    private ValidatorSet setAfter(CheckpointHeader header) {
        return reigns.at(header.height() + 1)
                .filter(set -> set.hash().equals(header.nextValidatorsHash()))
                .orElseThrow(() -> new IllegalStateException("the history of validator sets lacks the one after height "
                        + header.height() + ", " + header.nextValidatorsHash()));
    }

    Params params() {
        return genesis.params();
    }

    ValidatorSet set() {
        return tip.set();
    }

    /** This node's signer index in the set of the open height. */
    OptionalInt index() {
        return tip.set().indexOf(self);
    }

    /** True when this node holds the keys of a member of the set. */
    boolean isSigner() {
        OptionalInt index = index();
        return index.isPresent()
                && signer.filter(keys -> keys.holds(set().member(index.getAsInt())))
                        .isPresent();
    }

    long resendNs() {
        return params().resendMillis() * NS_PER_MS;
    }

    long millisNs(long millis) {
        return millis * NS_PER_MS;
    }

    /** True when this node may sign at the open height at all. */
    boolean votes() {
        return isSigner() && !state.own.isSealed() && state.book.decision().isEmpty();
    }

    /** Signer index of the leader of a view of the open height. */
    int leader(long view) {
        return set().leader(tip.hash(), view);
    }

    /** What is about to be signed: in the log before anything after it happens. */
    void log(VoteRecord entry) {
        effects.add(new Effect.LogVote(entry));
        state.own.record(entry);
        voteLog.add(entry);
    }

    void send(NodeId to, ConsensusMessage message) {
        effects.add(new Effect.Send(to, ConsensusCodec.encode(message)));
    }

    void broadcast(ConsensusMessage message) {
        broadcast(ConsensusCodec.encode(message));
    }

    void broadcast(byte[] message) {
        if (others == null || othersOf != set()) {
            othersOf = set();
            others = set().members().stream()
                    .map(Validator::id)
                    .filter(id -> !id.equals(self))
                    .toList();
        }
        effects.add(new Effect.Broadcast(message, others));
    }

    void fetch(NodeId from, List<SourceRange> ranges) {
        state.fetched = true;
        effects.add(new Effect.FetchBlocks(from, ranges));
    }

    /** The other validators, those that hold a value first. */
    List<NodeId> holders(Hash32 value) {
        List<Integer> known = new ArrayList<>(state.book.holders(value));
        List<NodeId> order = new ArrayList<>();
        known.stream().sorted().forEach(signer -> order.add(set().member(signer).id()));
        IntStream.range(0, set().size())
                .mapToObj(i -> set().member(i).id())
                .filter(id -> !order.contains(id))
                .forEach(order::add);
        order.remove(self);
        return order;
    }
}
