package com.hookprobe.node.role;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * From many threads to the loop, of which none waits: what there is no room for is refused. The loop takes it piece by piece,
 * each in a turn of its own, so that its own pulse does not stand behind a flood.
 */
final class Inflow<T> {
    private final NodeLoop loop;
    private final HandOver.Taker<T> taker;
    private final int most;
    private final Deque<T> waiting = new ArrayDeque<>();
    private boolean scheduled;
    private boolean open;

    /** @param most that wait at once */
    Inflow(NodeLoop loop, int most, HandOver.Taker<T> taker) {
        this.loop = loop;
        this.most = most;
        this.taker = taker;
    }

    /** Takes from now on. */
    synchronized void open() {
        open = true;
    }

    /** Takes nothing more, and forgets what waits. */
    synchronized void close() {
        open = false;
        waiting.clear();
    }

    /** Takes all or nothing; when nothing waits, all, however much: whoever reads it has a bound of his own. */
    synchronized boolean offer(List<? extends T> more) {
        if (!open || (!waiting.isEmpty() && waiting.size() + more.size() > most)) {
            return false;
        }
        waiting.addAll(more);
        schedule();
        return true;
    }

    private void schedule() {
        if (!scheduled && !waiting.isEmpty()) {
            scheduled = true;
            loop.execute(this::turn);
        }
    }

    private void turn() throws Exception {
        List<T> piece = new ArrayList<>();
        synchronized (this) {
            while (piece.size() < HandOver.PIECE && !waiting.isEmpty()) {
                piece.add(waiting.remove());
            }
        }
        try {
            if (!piece.isEmpty()) {
                taker.take(piece);
            }
        } finally {
            synchronized (this) {
                scheduled = false;
                schedule();
            }
        }
    }
}
