package com.hookprobe.htp.core.message;

import org.jspecify.annotations.Nullable;

/**
 * A message on its way out. Fragments are cut to the room that a packet has, so what is acknowledged and what is lost are
 * byte ranges: acknowledged is a prefix and, above it, a few ranges; lost are the ranges that must leave again, never
 * overlapping what is acknowledged. Both sets exist only for messages that need them.
 */
final class OutMessage {
    private static final byte[] GONE = {};

    final OutChannel channel;
    final int total;
    /** Negative: nobody asked to be told. */
    final long sendId;
    /** Given when the message starts. */
    long id;
    /** The first byte that was never sent. */
    int next;
    /** True once it left, or had to leave, in more than one fragment: it then takes one of the places of HTP 4.4. */
    boolean partial;
    /** True while it stands in the queue of messages with lost ranges. */
    boolean queuedAgain;

    private byte[] bytes;
    private boolean done;
    private int ackedPrefix;
    private @Nullable RangeSet acked;
    private @Nullable RangeSet lost;
    /** The lost range of a message without bytes. */
    private boolean emptyLost;

    OutMessage(OutChannel channel, byte[] bytes, long sendId) {
        this.channel = channel;
        this.bytes = bytes;
        this.total = bytes.length;
        this.sendId = sendId;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean done() {
        return done;
    }

    /** Ends it without the peer: what still refers to it finds it done. */
    void abandon() {
        finish();
    }

    /** True when this acknowledgement completes the message. */
    boolean ack(int offset, int length) {
        if (done) {
            return false;
        }
        int end = offset + length;
        if (lost != null) {
            lost.remove(offset, end);
        }
        if (offset <= ackedPrefix) {
            ackedPrefix = Math.max(ackedPrefix, end);
            absorb();
        } else {
            if (acked == null) {
                acked = new RangeSet();
            }
            acked.add(offset, end);
        }
        if (ackedPrefix == total) {
            finish();
        }
        return done;
    }

    private void absorb() {
        if (acked != null && !acked.isEmpty() && acked.start(0) <= ackedPrefix) {
            // Ranges never touch, so the prefix swallows whole ranges, and the last of them may reach further.
            int i = acked.firstEndingFrom(ackedPrefix);
            if (i < acked.count() && acked.start(i) <= ackedPrefix) {
                ackedPrefix = acked.end(i);
            }
            acked.remove(0, ackedPrefix);
        }
    }

    private void finish() {
        done = true;
        // Later ids may be done while an earlier one is not, and packets may still name this one.
        bytes = GONE;
        acked = null;
        lost = null;
        emptyLost = false;
    }

    /** Notes that a fragment was lost; true when something of it must now be sent again. */
    boolean lose(int offset, int length) {
        if (done) {
            return false;
        }
        if (total == 0) {
            emptyLost = true;
            return true;
        }
        int start = Math.max(offset, ackedPrefix);
        int end = offset + length;
        if (lost == null) {
            lost = new RangeSet();
        }
        if (acked == null) {
            lost.add(start, end);
        } else {
            lost.addExcept(start, end, acked);
        }
        return !lost.isEmpty();
    }

    boolean hasLost() {
        return emptyLost || (lost != null && !lost.isEmpty());
    }

    /** Something of it was lost, and nothing arrived: perhaps the peer has no memory for it. */
    boolean perhapsRefused() {
        return lost != null && ackedPrefix == 0 && (acked == null || acked.isEmpty());
    }

    /** Where the first lost range begins. Only when {@link #hasLost}. */
    int lostStart() {
        return lost == null || lost.isEmpty() ? 0 : lost.start(0);
    }

    /** Bytes of the first lost range. Only when {@link #hasLost}. */
    int lostLength() {
        return lost == null || lost.isEmpty() ? 0 : lost.end(0) - lost.start(0);
    }

    /** The first so many bytes of the first lost range left again. */
    void sentAgain(int length) {
        emptyLost = false;
        if (lost != null && !lost.isEmpty()) {
            lost.remove(lost.start(0), lost.start(0) + length);
        }
    }
}
