package com.hookprobe.htp;

/**
 * What user's datagrams hold that wait for the endpoint's thread, all sessions' together: bounded, as they come at the speed
 * of a loop and leave at the network's. For those that wait for the network, each session has a bound. Thread-safe.
 */
final class WaitingDatagrams {
    static final long BYTES_MAX = 8 << 20;
    /** What one holds besides its bytes. */
    private static final int COST_BYTES = 64;

    private final ReceiveBudget bytes = new ReceiveBudget(BYTES_MAX);

    /** False, and nothing is counted, when there is no room. */
    boolean take(int length) {
        boolean room = bytes.take(length + COST_BYTES);
        if (!room) {
            give(length);
        }
        return room;
    }

    void give(int length) {
        bytes.give(length + COST_BYTES);
    }
}
