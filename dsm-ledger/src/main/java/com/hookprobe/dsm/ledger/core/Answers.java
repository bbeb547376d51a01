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

    /** Making a proof may mean building the tree of an epoch. */
    private static final int PROOF_COST = 64 << 10;

    private final LedgerView view;

    Answers(LedgerView view) {
        this.view = view;
    }

    void onWant(PeerState peer, Want want, long nowNs, List<DisseminationEffect> out) {
        for (NumberRange numbers : want.numbers()) {
            answer(
                    peer,
                    view.range(
                            numbers.source(), numbers.incarnation(), numbers.from(), numbers.to(), DsmWire.BLOCKS_MAX),
                    nowNs,
                    out);
        }
        List<Microblock> named = new ArrayList<>();
        for (Hash32 hash : want.hashes()) {
            view.block(hash).ifPresent(named::add);
        }
        answer(peer, named, nowNs, out);
    }

    void onProofRequest(PeerState peer, Hash32 block, long nowNs, List<DisseminationEffect> out) {
        if (!peer.answerBytes.take(PROOF_COST, nowNs)) {
            peer.overBudget++;
            return;
        }
        DsmMessage answer = view.proof(block)
                .<DsmMessage>map(Proof::new)
                .orElseGet(() -> new Refused(RefusalReason.NO_PROOF, block));
        out.add(new DisseminationEffect.Send(peer.id, DsmWire.encode(answer)));
    }

    void refused(PeerState peer, Refused refusal, long nowNs, List<DisseminationEffect> out) {
        reply(peer, refusal, REFUSAL_COST, nowNs, out);
    }

    private void answer(PeerState peer, List<Microblock> blocks, long nowNs, List<DisseminationEffect> out) {
        if (!blocks.isEmpty()) {
            reply(peer, new Blocks(blocks), blocks.size() * Microblock.BYTES_MAX, nowNs, out);
        }
    }

    private void reply(PeerState peer, DsmMessage message, int cost, long nowNs, List<DisseminationEffect> out) {
        if (peer.answerBytes.take(cost, nowNs)) {
            out.add(new DisseminationEffect.Send(peer.id, DsmWire.encode(message)));
        } else {
            peer.overBudget++;
        }
    }
}
