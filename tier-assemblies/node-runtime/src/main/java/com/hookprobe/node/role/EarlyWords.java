package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.federation.core.FairQueue;
import com.hookprobe.node.wire.MeshMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Words that have come before their author has shown that it is itself, since this node has just started: they wait for that, for 60
 * s, bounded, with equal shares. Alerts may overtake a certificate. Owned by the node's loop.
 */
final class EarlyWords {
    private static final int WORDS_MAX = 4_096;
    private static final long WAIT_MICROS = 60_000_000L;

    /** Takes a word whose author is awaited no more. */
    @FunctionalInterface
    interface Taker {
        void take(NodeId from, MeshMessage message) throws Exception;
    }

    private record Word(NodeId from, NodeId author, MeshMessage message) {}

    private final NodeContext node;
    private final Predicate<NodeId> awaited;
    private final Taker taker;
    private final FairQueue<Word> waiting = new FairQueue<>(WORDS_MAX);

    EarlyWords(NodeContext node, Predicate<NodeId> awaited, Taker taker) {
        this.node = node;
        this.awaited = awaited;
        this.taker = taker;
    }

    /**
     * True when the word waits now.
     *
     * @param share in whose share it waits
     */
    boolean waits(NodeId from, NodeId author, NodeId share, MeshMessage message) {
        if (!awaited.test(author)) {
            return false;
        }
        waiting.add(share, new Word(from, author, message), node.loop().wallMicros());
        return true;
    }

    /** Each second, and when somebody has shown something: who was waited for, and has come or not. */
    void look() throws Exception {
        List<FairQueue.Entry<Word>> all = new ArrayList<>();
        for (int i = waiting.size(); i > 0; i--) {
            all.add(waiting.poll().orElseThrow());
        }
        for (FairQueue.Entry<Word> next : all) {
            NodeId author = next.message().author();
            if (!awaited.test(author)) {
                taker.take(next.message().from(), next.message().message());
            } else if (node.loop().wallMicros() - next.sinceMicros() < WAIT_MICROS) {
                waiting.giveBack(next);
            } else {
                String name = node.links().name(author);
                node.log().event("report_refused", "from", name, "reason", "its resonance is not verified in time");
            }
        }
    }
}
