package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Acknowledgement;
import com.hookprobe.dsm.consensus.SealedPlace;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Ack;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The validator's side of quorum receipts: says of a block that it is held durably, linked, and alone at its place
 * ({@code docs/spec/dsm-receipts.md}).
 *
 * <p>Why no log of its own keeps an honest validator from acknowledging two blocks of one place: what it has acknowledged was synced
 * before, so the block is in its store after every crash; only places above the finalised frontier are acknowledged, and nothing above
 * the frontier is ever pruned; and with another block beside it in the store nothing is said any more. So the store itself is the log.
 * Whoever loses the store loses the vote log with it, and an observer says nothing.
 *
 * <p>A request for a block that is not here, or not linked, waits a while for it; the asker asks again anyway.
 */
final class Acknowledging {
    /** Requests that wait for blocks, of all peers and of one. */
    static final int WAITING_MAX = 256;

    static final int WAITING_PER_PEER_MAX = 16;

    private static final long WAIT_NS = 10_000_000_000L;
    private static final int SIGNED_MAX = 1_024;

    private record Request(NodeId from, SealedPlace place) {}

    /** A signature that was made for this set, after its block was synced. */
    private record Signed(Hash32 setHash, byte[] signature) {}

    private enum Judgement {
        /** Held, linked, alone. */
        GOOD,
        /** Blocks are lacking. */
        LACKING,
        /** Forked, final already, of an unknown source: no block that may come changes that. */
        REFUSED
    }

    private final Context at;
    private final SealBudget budget = new SealBudget();
    private final Map<Request, Long> waiting = new LinkedHashMap<>();
    private final Map<SealedPlace, Signed> signed = new LinkedHashMap<>(16, 0.75f, true);

    Acknowledging(Context at) {
        this.at = at;
    }

    void onSeal(NodeId from, Microblock block) {
        boolean ours = block.networkId().equals(at.genesis.networkId())
                && at.genesis.sourceKey(block.source()).isPresent();
        if (!maySign() || !ours || !budget.takeRequest(from, at.nowNs)) {
            return;
        }
        Request request = new Request(from, SealedPlace.of(block));
        switch (judge(request.place())) {
            case GOOD -> answer(List.of(request));
            case LACKING -> {
                await(request);
                if (!holds(request.place())) {
                    at.effects.add(new Effect.TakeBlock(from, block));
                }
            }
            case REFUSED -> {
                // A second block of its place is evidence: the exchange keeps it and reports the fork.
                if (!holds(request.place())) {
                    at.effects.add(new Effect.TakeBlock(from, block));
                }
            }
        }
    }

    /** Blocks have come: answers who waited for them. */
    void onBlocks() {
        List<Request> good = new ArrayList<>();
        Iterator<Map.Entry<Request, Long>> each = waiting.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Request, Long> entry = each.next();
            Judgement judgement = judge(entry.getKey().place());
            if (judgement == Judgement.GOOD) {
                good.add(entry.getKey());
            }
            if (judgement != Judgement.LACKING || entry.getValue() <= at.nowNs) {
                each.remove();
            }
        }
        answer(good);
    }

    /** DSM 2.2: an observer, or a key whose log was lost, signs nothing. */
    private boolean maySign() {
        return at.isSigner() && !at.state.own.isSealed();
    }

    private void await(Request request) {
        waiting.values().removeIf(untilNs -> untilNs <= at.nowNs);
        long ofPeer = waiting.keySet().stream()
                .filter(other -> other.from().equals(request.from()))
                .count();
        if (waiting.containsKey(request) || (waiting.size() < WAITING_MAX && ofPeer < WAITING_PER_PEER_MAX)) {
            waiting.put(request, at.nowNs + WAIT_NS);
        }
    }

    private boolean holds(SealedPlace place) {
        return at.ledger.at(place.source(), place.incarnation(), place.seq()).contains(place.block());
    }

    private Judgement judge(SealedPlace place) {
        // Receipts 2.1: "exactly one block at the place"
        List<Hash32> held = at.ledger.at(place.source(), place.incarnation(), place.seq());
        if (held.size() > 1 || (held.size() == 1 && !held.get(0).equals(place.block())) || isKnownFork(place)) {
            return Judgement.REFUSED;
        }
        // Receipts 2.2: "above the finalised frontier of a source that may be extended"
        Optional<Frontier.Start> start =
                at.tip.frontier().next(at.genesis.networkId(), place.source(), place.incarnation());
        if (start.isEmpty() || place.seq() < start.get().from()) {
            return Judgement.REFUSED;
        }
        return !held.isEmpty() && isLinked(place) ? Judgement.GOOD : Judgement.LACKING;
    }

    /**
     * Receipts 2.3: "every block between the frontier and the place is held and chained". A linked chain passes through each of its
     * numbers, and here there is only one block to pass through. It is also what this node's next frontier report names.
     */
    private boolean isLinked(SealedPlace place) {
        return at.ledger
                .highest(place.source(), place.incarnation())
                .filter(head -> head.to() >= place.seq())
                .isPresent();
    }

    private boolean isKnownFork(SealedPlace place) {
        return at.forks.stream()
                .anyMatch(fork -> Forks.source(fork).equals(place.source())
                        && fork.first().incarnation() == place.incarnation());
    }

    /** One wait for the disk for all of them, and only then the words. */
    private void answer(List<Request> requests) {
        List<Effect> answers = new ArrayList<>();
        boolean fresh = false;
        for (Request request : requests) {
            Optional<byte[]> known = Optional.ofNullable(signed.get(request.place()))
                    .filter(word -> word.setHash().equals(at.set().hash()))
                    .map(Signed::signature);
            if (!maySign() || (known.isEmpty() && !budget.takeSignature(at.nowNs))) {
                continue;
            }
            fresh |= known.isEmpty();
            byte[] signature = known.orElseGet(() -> sign(request.place()));
            Ack ack = new Ack(new Acknowledgement(
                    request.place(), at.set().hash(), at.index().getAsInt(), signature));
            answers.add(new Effect.Send(request.from(), ConsensusCodec.encode(ack)));
        }
        if (fresh) {
            // Receipts 2.4: "synced before the word leaves"
            at.effects.add(new Effect.SyncBlocks());
        }
        at.effects.addAll(answers);
    }

    private byte[] sign(SealedPlace place) {
        byte[] message = place.signingBytes(at.genesis.networkId(), at.set().hash());
        byte[] signature =
                at.signer.orElseThrow().signVote(at.set().member(at.index().getAsInt()), message);
        signed.put(place, new Signed(at.set().hash(), signature));
        if (signed.size() > SIGNED_MAX) {
            signed.remove(signed.keySet().iterator().next());
        }
        return signature;
    }
}
