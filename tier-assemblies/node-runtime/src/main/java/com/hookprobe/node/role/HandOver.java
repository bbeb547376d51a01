package com.hookprobe.node.role;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * From a sensor's thread to the loop, piece by piece: the next piece only when the loop is done with the last. So a flood of
 * findings waits in the sensor's file and not in the loop's queue, where the node's own pulse (TERs, votes, certificates)
 * would stand behind it.
 */
final class HandOver<T> {
    /** So many findings take well under a second on the smallest board. */
    static final int PIECE = 64;

    private static final long LOOK_FOR_STOP_MS = 50;

    /** What the loop does with a piece. */
    @FunctionalInterface
    interface Taker<T> {
        void take(List<T> piece) throws Exception;
    }

    private final NodeLoop loop;
    private final Taker<T> taker;
    private final Semaphore free = new Semaphore(1);

    HandOver(NodeLoop loop, Taker<T> taker) {
        this.loop = loop;
        this.taker = taker;
    }

    /** Called on the sensor's thread, which waits. False when it was stopped before all was handed over. */
    boolean accept(List<T> found, BooleanSupplier stopped) throws InterruptedException {
        for (int from = 0; from < found.size(); from += PIECE) {
            List<T> piece = List.copyOf(found.subList(from, Math.min(from + PIECE, found.size())));
            while (!free.tryAcquire(LOOK_FOR_STOP_MS, TimeUnit.MILLISECONDS)) {
                if (stopped.getAsBoolean()) {
                    return false;
                }
            }
            give(piece);
        }
        return true;
    }

    /** Called on the sensor's thread, which does not wait: one piece, and none while the loop is busy with the last. How many. */
    int offer(List<T> found) {
        if (found.isEmpty() || !free.tryAcquire()) {
            return 0;
        }
        List<T> piece = List.copyOf(found.subList(0, Math.min(PIECE, found.size())));
        give(piece);
        return piece.size();
    }

    private void give(List<T> piece) {
        loop.execute(() -> {
            try {
                taker.take(piece);
            } finally {
                free.release();
            }
        });
    }
}
