package com.hookprobe.dsm.ledger.core;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One chain that is being fetched: everything from the head named by a peer (or by a proposal) down to what is here.
 *
 * <p>Blocks are asked for by number from below, because that is what links and what most gaps are. Where that brings nothing
 * (the peer's chain leaves ours further down, or the branch is not among those that are stored), they are asked for by
 * hash from the head downwards: {@code cursor} is the highest block of the chain that is still missing.
 */
final class Pull {
    /** Which chain: one per source and incarnation for summaries, one per head for proposals. */
    record Key(NodeId source, long incarnation, @Nullable Hash32 requiredHead) {}

    enum State {
        /** To be asked. */
        WAITING,
        /** Asked; {@code dueNs} is the time-out. */
        ASKED,
        /** An answer came and is in the store by the next tick. */
        ANSWERED
    }

    final SourceRange target;
    final boolean required;
    private final List<NodeId> candidates = new ArrayList<>();
    Hash32 cursor;
    long cursorSeq;
    State state = State.WAITING;

    @Nullable NodeId asked;

    long dueNs;
    boolean byHash;
    long linkedBefore;
    long cursorBefore;
    int fruitless;

    Pull(SourceRange target, boolean required) {
        this.target = target;
        this.required = required;
        this.cursor = target.head();
        this.cursorSeq = target.to();
    }

    Key key() {
        return new Key(target.source(), target.incarnation(), required ? target.head() : null);
    }

    void candidate(NodeId peer) {
        if (!candidates.contains(peer)) {
            candidates.add(peer);
        }
    }

    void forget(NodeId peer) {
        candidates.remove(peer);
        if (asked != null && asked.equals(peer)) {
            asked = null;
            state = State.WAITING;
        }
    }

    int candidates() {
        return candidates.size();
    }

    @Nullable NodeId first() {
        return candidates.isEmpty() ? null : candidates.get(0);
    }

    /** The peer brought nothing: the next one's turn. */
    void rotate() {
        fruitless++;
        byHash = false;
        if (candidates.size() > 1) {
            candidates.add(candidates.remove(0));
        }
    }
}
