package com.hookprobe.dsm.ledger.core;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.core.DsmMessage.Blocks;
import com.hookprobe.dsm.ledger.core.DsmMessage.NumberRange;
import com.hookprobe.dsm.ledger.core.DsmMessage.Proof;
import com.hookprobe.dsm.ledger.core.DsmMessage.Refused;
import com.hookprobe.dsm.ledger.core.DsmMessage.Want;
import java.util.ArrayList;
import java.util.List;

/** Answers requests, each within the peer's share of bytes. */
final class Answers {
    private static final int REFUSAL_COST = 64;

    /** Making a proof may mean building the tree of an epoch; those of the last epochs are kept, so most are cheap. */
    private static final int PROOF_COST = 8 << 10;

    private final LedgerView view;

    Answers(LedgerView view) {
        this.view = view;
    }

    /**
     * The share is taken for what is asked, before anything is read: else a short request for blocks that are not here would
     * cost its sender nothing and this node many look-ups.
     */
    void onWant(PeerState peer, Want want, long nowNs, List<DisseminationEffect> out) {
        for (NumberRange numbers : want.numbers()) {
            long count = Math.min(DsmWire.BLOCKS_MAX, numbers.to() - numbers.from() + 1);
            if (take(peer, count * Microblock.BYTES_MAX, nowNs)) {
                long to = numbers.from() + count - 1;
                send(
                        peer,
                        view.range(numbers.source(), numbers.incarnation(), numbers.from(), to, DsmWire.BLOCKS_MAX),
                        out);
            }
        }
        if (!want.hashes().isEmpty() && take(peer, (long) want.hashes().size() * Microblock.BYTES_MAX, nowNs)) {
            List<Microblock> named = new ArrayList<>();
            for (Hash32 hash : want.hashes()) {
                view.block(hash).ifPresent(named::add);
            }
            send(peer, named, out);
        }
    }

    void onProofRequest(PeerState peer, Hash32 block, long nowNs, List<DisseminationEffect> out) {
        if (take(peer, PROOF_COST, nowNs)) {
            DsmMessage answer = view.proof(block)
                    .<DsmMessage>map(Proof::new)
                    .orElseGet(() -> new Refused(RefusalReason.NO_PROOF, block));
            out.add(new DisseminationEffect.Send(peer.id, DsmWire.encode(answer)));
        }
    }

    void refused(PeerState peer, Refused refusal, long nowNs, List<DisseminationEffect> out) {
        if (take(peer, REFUSAL_COST, nowNs)) {
            out.add(new DisseminationEffect.Send(peer.id, DsmWire.encode(refusal)));
        }
    }

    private static void send(PeerState peer, List<Microblock> blocks, List<DisseminationEffect> out) {
        if (!blocks.isEmpty()) {
            out.add(new DisseminationEffect.Send(peer.id, DsmWire.encode(new Blocks(blocks))));
        }
    }

    private static boolean take(PeerState peer, long cost, long nowNs) {
        if (peer.answerBytes.take(cost, nowNs)) {
            return true;
        }
        peer.overBudget++;
        return false;
    }
}
