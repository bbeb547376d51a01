package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Operation;
import com.hookprobe.dsm.consensus.SetChange;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.ValidatorSigner;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Approval;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Proposed;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the validator set on their way into a checkpoint (DSM 3.6). Whoever wants one tells all validators; each asks its own rules
 * ({@link Effect.Consider}), and when they agree, signs. The leader that has q approvals takes the change into its body. Approvals are for
 * one set: when it changes, everybody signs again.
 */
final class Admissions {
    /** Changes that wait at most; one of this node's operator pushes out a member's, and a member's pushes out a stranger's. */
    static final int PENDING_MAX = 64;

    /** Of one sender. */
    static final int PER_SENDER_MAX = 8;

    /** Heights after which a change that nobody approved is forgotten. */
    static final long HEIGHTS_MAX = 1_024;

    /** Bad signatures of one sender at one height before its changes and approvals are ignored. */
    static final int BAD_MAX = 16;

    private static final class Pending {
        final SetChange change;
        final NodeId sender;
        final long since;
        final TreeMap<Integer, byte[]> approvals = new TreeMap<>();
        boolean ours;

        @Nullable Operation ready;

        Pending(SetChange change, NodeId sender, long since) {
            this.change = change;
            this.sender = sender;
            this.since = since;
        }
    }

    private final Context at;
    private final Map<Hash32, Pending> pending = new LinkedHashMap<>();
    private final Map<NodeId, Integer> bad = new HashMap<>();

    Admissions(Context at) {
        this.at = at;
    }

    /** A change that this node's operator or a peer wants. */
    void offer(NodeId sender, SetChange change) {
        Hash32 name = change.hash();
        long same = pending.values().stream()
                .filter(held -> held.sender.equals(sender))
                .count();
        boolean own = change.subject().equals(sender);
        Optional<Pending> older = pending.values().stream()
                .filter(held ->
                        own && held.sender.equals(sender) && held.change.kind().equals(change.kind()))
                .findFirst();
        // Everybody has a place for a change of its own membership: a newer one takes the place of an older one. What
        // others have
        // passed on of the older one stays, so who asks all the time is served too.
        if (pending.containsKey(name) || (same >= PER_SENDER_MAX && !own) || isMoot(change) || isTiresome(sender)) {
            return;
        }
        if (!isSigned(change)) {
            bad.merge(sender, 1, Integer::sum);
            return;
        }
        older.ifPresent(pending.values()::remove);
        if (pending.size() >= PENDING_MAX && !makeRoom(rank(sender))) {
            return;
        }
        Pending held = new Pending(change, sender, at.state.height);
        pending.put(name, held);
        if (change.needsApproval()) {
            at.effects.add(new Effect.Consider(change));
        } else {
            held.ready = Operation.of(change);
        }
        if (sender.equals(at.self)) {
            at.broadcast(new Proposed(change));
        }
        at.state.recheck = true;
    }

    /** A change that its subject must have signed is looked at before it is kept: else anybody could fill the pool with them. */
    private boolean isSigned(SetChange change) {
        if (change.needsApproval()) {
            return change.entering()
                    .map(candidate -> candidate.verify(at.set(), at.genesis.networkId()))
                    .orElse(true);
        }
        return at.setRules
                .objection(at.set(), at.state.height, at.tip.epoch() + 1, Operation.of(change))
                .isEmpty();
    }

    /**
     * True when a sender's signatures have failed too often at this height. It only is not listened to here: an honest node that is one
     * set behind or ahead fails too, and must hear and be heard in everything else.
     */
    private boolean isTiresome(NodeId sender) {
        return bad.getOrDefault(sender, 0) >= BAD_MAX;
    }

    private int rank(NodeId sender) {
        return sender.equals(at.self) ? 2 : at.set().indexOf(sender).isPresent() ? 1 : 0;
    }

    private boolean makeRoom(int rank) {
        Iterator<Pending> each = pending.values().iterator();
        while (each.hasNext()) {
            if (rank(each.next().sender) < rank) {
                each.remove();
                return true;
            }
        }
        return false;
    }

    /** This node's rules agree to a change that was offered. */
    void approve(Hash32 name) {
        Pending held = pending.get(name);
        if (held != null && held.change.needsApproval()) {
            held.ours = true;
            sign(name, held);
        }
    }

    private void sign(Hash32 name, Pending held) {
        if (!at.isSigner()) {
            return;
        }
        int self = at.index().getAsInt();
        ValidatorSigner signer = at.signer.orElseThrow();
        byte[] message = Operation.signingBytes(at.genesis.networkId(), at.set().hash(), name);
        byte[] signature = signer.signVote(at.set().member(self), message);
        at.broadcast(new Approval(name, self, signature));
        count(held, self, signature);
    }

    /** A peer's approval; it comes from the session of its signer. */
    void onApproval(NodeId from, Approval approval) {
        Pending held = pending.get(approval.change());
        if (held == null || held.ready != null || held.approvals.containsKey(approval.signer()) || isTiresome(from)) {
            return;
        }
        byte[] message = Operation.signingBytes(at.genesis.networkId(), at.set().hash(), approval.change());
        if (at.set().verifyVote(approval.signer(), message, approval.signature())) {
            count(held, approval.signer(), approval.signature());
        } else {
            bad.merge(from, 1, Integer::sum);
        }
    }

    private void count(Pending held, int signer, byte[] signature) {
        ValidatorSet set = at.set();
        held.approvals.put(signer, signature);
        if (held.ready == null && held.approvals.size() >= set.quorum()) {
            held.ready = Operation.of(held.change, set, held.approvals);
            at.state.recheck = true;
        }
    }

    /** What a leader may put into a body. */
    List<Operation> ready() {
        List<Operation> operations = new ArrayList<>();
        for (Pending held : pending.values()) {
            if (held.ready != null) {
                operations.add(held.ready);
            }
        }
        return operations;
    }

    /** A height was decided: forgets what it did, and starts again what another set must approve. */
    void onHeight(List<Operation> done, boolean setChanged) {
        bad.clear();
        done.forEach(operation -> pending.remove(operation.change().hash()));
        pending.values().removeIf(held -> at.state.height - held.since > HEIGHTS_MAX || isMoot(held.change));
        if (setChanged) {
            for (Pending held : pending.values()) {
                held.approvals.clear();
                held.ready = held.change.needsApproval() ? null : held.ready;
            }
        }
        tell(true);
    }

    /** Tells the others again what is still open: messages are lost, and nodes start later. */
    void repeat() {
        tell(false);
    }

    /** @param passOn also others' changes that this node wants; once a height is enough for those */
    private void tell(boolean passOn) {
        pending.forEach((name, held) -> {
            // What this node does not want is its author's to repeat: junk must not spread at the cost of those who
            // pass it on.
            if (held.sender.equals(at.self) || (passOn && (held.ours || held.ready != null))) {
                at.broadcast(new Proposed(held.change));
            }
            if (held.ours) {
                sign(name, held);
            }
        });
    }

    /** True when the change is done, or can never be: then nothing waits for it. */
    private boolean isMoot(SetChange change) {
        boolean member = at.set().find(change.subject()).isPresent();
        if (change.entering().isPresent()) {
            return member;
        }
        if (change instanceof SetChange.Attest attest) {
            return at.set()
                    .find(attest.subject())
                    .map(held -> held.attestedEpoch() >= attest.epoch())
                    .orElse(true);
        }
        if (change instanceof SetChange.RotateKey rotate) {
            return at.set()
                    .find(rotate.subject())
                    .map(held -> !Arrays.equals(held.blsKey(), rotate.oldKey()))
                    .orElse(true);
        }
        return !member;
    }

    /** The changes that wait, with how many have approved. */
    Map<SetChange, Integer> open() {
        Map<SetChange, Integer> open = new LinkedHashMap<>();
        pending.values().forEach(held -> open.put(held.change, held.approvals.size()));
        return open;
    }
}
