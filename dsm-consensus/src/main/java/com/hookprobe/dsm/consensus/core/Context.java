package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.Params;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.ValidatorSigner;
import com.hookprobe.dsm.consensus.VoteRecord;
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

/** What the parts of the machine share: where the chain stands, the open height, the times of this input, and the effects so far. */
final class Context {
    private static final long NS_PER_MS = 1_000_000L;

    final Genesis genesis;
    final LedgerView ledger;
    final CheckpointLog log = new CheckpointLog();
    final NodeId self;
    final Optional<ValidatorSigner> signer;
    final OptionalInt index;
    final AnswerBudget budget = new AnswerBudget();
    final Watch watch = new Watch();
    final List<ForkEvidence> forks = new ArrayList<>();
    final List<VoteRecord> voteLog;

    List<Effect> effects = new ArrayList<>();
    long nowNs;
    long wallMicros;
    Tip tip;
    HeightState state;

    Context(
            Genesis genesis,
            LedgerView ledger,
            NodeId self,
            Optional<ValidatorSigner> signer,
            List<VoteRecord> voteLog) {
        this.genesis = genesis;
        this.ledger = ledger;
        this.self = self;
        this.signer = signer;
        this.index = genesis.validators().indexOf(self);
        this.voteLog = new ArrayList<>(voteLog);
        this.tip = restoreTip();
        this.state = new HeightState(genesis, tip.height() + 1, this.voteLog);
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
                        .map(decided -> at.next(decided.header(), ledger.frontier(), log.root()))
                        .orElseThrow();
    }

    Params params() {
        return genesis.params();
    }

    ValidatorSet set() {
        return genesis.validators();
    }

    long resendNs() {
        return params().resendMillis() * NS_PER_MS;
    }

    long millisNs(long millis) {
        return millis * NS_PER_MS;
    }

    /** True when this node may sign at the open height at all. */
    boolean votes() {
        return signer.isPresent()
                && index.isPresent()
                && !state.own.isSealed()
                && state.book.decision().isEmpty();
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
        effects.add(new Effect.Broadcast(ConsensusCodec.encode(message)));
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
