package com.hookprobe.htp.core.message;

import java.util.ArrayDeque;

/**
 * The queues of the urgent channels, or of the others. What cannot go on now is kept apart from what can, so that the
 * next fragment is found at once however many channels there are.
 */
final class ServiceClass {
    private static final int LOST_PIECES = 3;

    private int lostPieces;

    /** Messages with lost ranges; some may be acknowledged by now. */
    final ArrayDeque<OutMessage> again = new ArrayDeque<>(1);
    /** Channels that may have something to start or to go on with, in turn. */
    final ArrayDeque<OutChannel> turns = new ArrayDeque<>(1);
    /** Channels whose next message waits for credit of the session. */
    final ArrayDeque<OutChannel> waitCredit = new ArrayDeque<>(1);
    /** Channels whose next message waits for one of the places of partial messages. */
    final ArrayDeque<OutChannel> waitPlace = new ArrayDeque<>(1);
    /** Messages that left whole, were lost, no longer fit one packet, and wait for such a place. */
    final ArrayDeque<OutMessage> againWaitPlace = new ArrayDeque<>(1);

    /** Credit came: those who waited for it are first in turn, in their order. */
    void onCredit() {
        for (OutChannel last = waitCredit.pollLast(); last != null; last = waitCredit.pollLast()) {
            turns.addFirst(last);
        }
    }

    /**
     * There is a free place: one channel and one message may try for it. One at a time, because many channels may wait
     * and each try costs a step.
     */
    void onPlace() {
        OutMessage message = againWaitPlace.pollFirst();
        if (message != null) {
            again.addFirst(message);
        }
        OutChannel channel = waitPlace.pollFirst();
        if (channel != null) {
            turns.addFirst(channel);
        }
    }

    /** A lost piece left. */
    void onAgain() {
        lostPieces++;
    }

    /**
     * HTP 4.10: true after some lost pieces, once: the next packet is for anything else, and then another message that lost
     * something is first. What the peer has no memory for is lost again and again, and would stop what could give it memory.
     */
    boolean yieldsLost() {
        if (lostPieces < LOST_PIECES) {
            return false;
        }
        lostPieces = 0;
        OutMessage first = again.pollFirst();
        if (first != null) {
            again.addLast(first);
        }
        return true;
    }
}
