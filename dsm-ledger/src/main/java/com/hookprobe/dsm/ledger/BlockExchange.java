package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.core.Dissemination;
import com.hookprobe.dsm.ledger.core.DisseminationConfig;
import com.hookprobe.dsm.ledger.core.DisseminationEffect;
import com.hookprobe.dsm.ledger.core.Enrolment;
import com.hookprobe.dsm.ledger.core.PeerScore;
import com.hookprobe.dsm.ledger.core.RefusalReason;
import com.hookprobe.identity.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The edge around {@link Dissemination}: carries out its effects on a block store and a transport. One thread owns it; the
 * listener is called on that thread and must not call back.
 *
 * <p>A {@link StoreException} leaves the machine as if the block had never come: summaries will bring it again.
 */
public final class BlockExchange {
    /** Sends a message to a peer; it may drop it. */
    @FunctionalInterface
    public interface Transport {
        void send(NodeId to, byte[] message);
    }

    /** What the node wants to know. */
    public interface Listener {
        /** A valid block of another node is stored (not yet synced). */
        default void accepted(Microblock block) {}

        /** Something from a peer was not taken. */
        default void refused(NodeId from, Optional<Hash32> block, RefusalReason reason) {}

        /** A peer did not take something of ours. */
        default void refusedByPeer(NodeId peer, Hash32 block, RefusalReason reason) {}

        /** A source forked. */
        default void fork(ForkEvidence evidence) {}

        /** A range asked for is here. */
        default void fetched(SourceRange range) {}

        /** A range asked for is not the chain that it says. */
        default void falseRange(SourceRange range) {}

        /** A proof asked for is here; its certificate is to be checked by the light client. */
        default void proven(InclusionBundle bundle) {}

        /** A peer names another finalised state at the same height. */
        default void diverged(NodeId peer, long height, Hash32 theirRoot) {}
    }

    private final Dissemination machine;
    private final BlockStore store;
    private final Transport transport;
    private final Listener listener;

    public BlockExchange(
            DisseminationConfig config,
            BlockStore store,
            Enrolment enrolment,
            Transport transport,
            Listener listener,
            RandomGenerator random) {
        this.store = store;
        this.transport = transport;
        this.listener = listener;
        this.machine = new Dissemination(config, new StoreView(store), enrolment, random);
    }

    public void addPeer(NodeId id, boolean validator, long nowNs) {
        machine.addPeer(id, validator, nowNs);
    }

    public void removePeer(NodeId id) {
        machine.removePeer(id);
    }

    /** Pushes a block that {@link SourceChain#append} made. */
    public void publish(Microblock block) throws StoreException {
        StoreView.run(() -> carryOut(machine.onLocal(block)));
    }

    /** A message whose first byte is 1..31, from an authenticated session. */
    public void onMessage(NodeId from, byte[] message, long nowNs) throws StoreException {
        StoreView.run(() -> carryOut(machine.onMessage(from, message, nowNs)));
    }

    public void tick(long nowNs) throws StoreException {
        StoreView.run(() -> carryOut(machine.onTick(nowNs)));
    }

    /** When {@link #tick} is due. */
    public long nextDeadlineNs() {
        return machine.nextDeadlineNs();
    }

    /** See {@link Dissemination#fetch}. */
    public void fetch(List<SourceRange> ranges, NodeId from, long nowNs) {
        machine.fetch(ranges, from, nowNs);
    }

    /** See {@link Dissemination#cancelFetches}. */
    public void cancelFetches() {
        machine.cancelFetches();
    }

    /** See {@link Dissemination#requestProof}. */
    public boolean requestProof(Hash32 block, long nowNs) {
        return machine.requestProof(block, nowNs);
    }

    public Optional<PeerScore> score(NodeId peer, long nowNs) {
        return machine.score(peer, nowNs);
    }

    private void carryOut(List<DisseminationEffect> effects) throws StoreException {
        Deque<DisseminationEffect> queue = new ArrayDeque<>(effects);
        while (!queue.isEmpty()) {
            DisseminationEffect effect = queue.remove();
            if (effect instanceof DisseminationEffect.Store put) {
                queue.addAll(put.required() ? putRequired(put) : putRun(put, queue));
            } else {
                report(effect);
            }
        }
    }

    private List<DisseminationEffect> putRequired(DisseminationEffect.Store put) throws StoreException {
        return machine.onStored(put, store.putRequired(put.block()));
    }

    /** A message's blocks follow each other: they go into the store in one step. */
    private List<DisseminationEffect> putRun(DisseminationEffect.Store first, Deque<DisseminationEffect> queue)
            throws StoreException {
        List<DisseminationEffect.Store> run = new ArrayList<>(List.of(first));
        while (queue.peek() instanceof DisseminationEffect.Store next && !next.required()) {
            run.add(next);
            queue.remove();
        }
        List<PutResult> results =
                store.putAll(run.stream().map(DisseminationEffect.Store::block).toList());
        List<DisseminationEffect> after = new ArrayList<>();
        for (int i = 0; i < run.size(); i++) {
            after.addAll(machine.onStored(run.get(i), results.get(i)));
        }
        return after;
    }

    private void report(DisseminationEffect effect) {
        if (effect instanceof DisseminationEffect.Send send) {
            transport.send(send.to(), send.message());
        } else if (effect instanceof DisseminationEffect.Accepted accepted) {
            listener.accepted(accepted.block());
        } else if (effect instanceof DisseminationEffect.Refused refused) {
            listener.refused(refused.from(), refused.block(), refused.reason());
        } else if (effect instanceof DisseminationEffect.RefusedByPeer refused) {
            listener.refusedByPeer(refused.peer(), refused.block(), refused.reason());
        } else if (effect instanceof DisseminationEffect.Fork fork) {
            listener.fork(fork.evidence());
        } else if (effect instanceof DisseminationEffect.Fetched fetched) {
            listener.fetched(fetched.range());
        } else if (effect instanceof DisseminationEffect.FalseRange range) {
            listener.falseRange(range.range());
        } else if (effect instanceof DisseminationEffect.Proven proven) {
            listener.proven(proven.bundle());
        } else if (effect instanceof DisseminationEffect.Diverged diverged) {
            listener.diverged(diverged.peer(), diverged.height(), diverged.theirRoot());
        }
    }
}
