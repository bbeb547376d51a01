package com.hookprobe.htp.core;

import java.util.BitSet;

/** A message on its way out, cut into fragments of equal size (but the last). */
final class OutMessage {
    final int channel;
    final boolean ordered;
    final byte[] bytes;
    final long sendId;
    final int fragmentBytes;
    final int fragments;
    /** Given when the message starts. */
    long id;
    /** The first fragment that was never sent. */
    int next;

    private final BitSet acked = new BitSet();
    private final BitSet queuedAgain = new BitSet();
    private int ackedCount;

    OutMessage(int channel, boolean ordered, byte[] bytes, long sendId, int fragmentBytes) {
        this.channel = channel;
        this.ordered = ordered;
        this.bytes = bytes;
        this.sendId = sendId;
        this.fragmentBytes = fragmentBytes;
        this.fragments = Math.max(1, (bytes.length + fragmentBytes - 1) / fragmentBytes);
    }

    int offset(int index) {
        return index * fragmentBytes;
    }

    int length(int index) {
        return Math.min(fragmentBytes, bytes.length - offset(index));
    }

    /** True when this acknowledgement completes the message. */
    boolean ack(int index) {
        if (acked.get(index)) {
            return false;
        }
        acked.set(index);
        return ++ackedCount == fragments;
    }

    boolean done() {
        return ackedCount == fragments;
    }

    boolean acked(int index) {
        return acked.get(index);
    }

    /** True when the fragment was not yet waiting to be sent again. */
    boolean queueAgain(int index) {
        if (acked.get(index) || queuedAgain.get(index)) {
            return false;
        }
        queuedAgain.set(index);
        return true;
    }

    void sentAgain(int index) {
        queuedAgain.clear(index);
    }
}
