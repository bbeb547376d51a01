package com.hookprobe.qsecbit.detection.packet;

/**
 * The bytes of one way of a TCP flow that were not read yet, in order. It holds one message's beginning, not the stream:
 * a reader consumes what it has understood. One part that came too early is kept; the first copy of a byte counts.
 */
final class StreamBuffer {
    static final int CAPACITY = 4096;

    private static final byte[] EMPTY = new byte[0];

    byte[] bytes = EMPTY;
    int length;
    private boolean started;
    private int expected;
    private int earlyFrom;
    private int earlyTo;

    /** Forgets everything but the memory. */
    void clear() {
        length = 0;
        started = false;
        earlyTo = 0;
    }

    /** Says where the stream begins, when that is known. */
    void startAt(int sequence) {
        if (!started) {
            started = true;
            expected = sequence;
        }
    }

    /**
     * Takes a segment.
     *
     * @return true when there is more to read than before
     */
    boolean add(Packet p) {
        startAt(p.tcpSeq);
        int at = p.payloadAt;
        int count = p.payloadLength;
        int ahead = p.tcpSeq - expected;
        if (ahead < 0) {
            if (count + ahead <= 0) {
                return false;
            }
            at -= ahead;
            count += ahead;
            ahead = 0;
        }
        if (bytes.length == 0) {
            bytes = new byte[CAPACITY];
        }
        if (ahead > 0) {
            if (length + ahead + count <= CAPACITY) {
                early(p, at, count, length + ahead);
                return false;
            }
            // Something was lost: what was begun can never be finished, and reading begins anew here.
            length = 0;
            earlyTo = 0;
            expected = p.tcpSeq;
        }
        int stored = Math.min(count, CAPACITY - length);
        System.arraycopy(p.data, at, bytes, length, stored);
        length += stored;
        // What has no room is lost, and so is what of the packet was not captured.
        expected += count + (p.payloadWireLength - p.payloadLength);
        joinEarly(count - stored);
        return true;
    }

    private void early(Packet p, int at, int count, int position) {
        if (earlyTo == 0) {
            earlyFrom = position;
        } else if (position != earlyTo) {
            return;
        }
        System.arraycopy(p.data, at, bytes, position, count);
        earlyTo = position + count;
    }

    private void joinEarly(int lost) {
        if (earlyTo == 0 || earlyFrom > length || lost > 0) {
            return;
        }
        if (earlyTo > length) {
            expected += earlyTo - length;
            length = earlyTo;
        }
        earlyTo = 0;
    }

    /** Takes away what was read. */
    void consume(int count) {
        int taken = Math.min(count, length);
        System.arraycopy(bytes, taken, bytes, 0, Math.max(length, earlyTo) - taken);
        length -= taken;
        if (earlyTo > 0) {
            earlyFrom -= taken;
            earlyTo -= taken;
        }
    }

    /** Takes note of a segment that is of no interest. */
    void pass(Packet p) {
        started = true;
        expected = p.tcpSeq + p.payloadWireLength;
        length = 0;
        earlyTo = 0;
    }

    /** Reads on from a segment's beginning, whatever was before. */
    void restartAt(Packet p) {
        length = 0;
        earlyTo = 0;
        started = true;
        expected = p.tcpSeq;
    }

    /** True when the segment begins where reading stands. */
    boolean isNext(Packet p) {
        return !started || p.tcpSeq == expected;
    }

    boolean isFull() {
        return length >= CAPACITY;
    }
}
