package com.hookprobe.htp.core.message;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams that wait to be sent. Bounded; a datagram that comes when it is full pushes out the oldest, because who sends
 * datagrams wants the newest to arrive.
 */
final class DatagramQueue {
    /** Data bytes that may wait. */
    static final int BYTES_MAX = 64 << 10;
    /** Datagrams that may wait. */
    static final int COUNT_MAX = 256;

    private final ArrayDeque<byte[]> data = new ArrayDeque<>(4);
    /** A ring beside the queue: the channel of each datagram. */
    private final byte[] channels = new byte[COUNT_MAX];

    private int first;
    private int bytes;
    private long dropped;

    void add(int channel, byte[] datagram) {
        while (data.size() == COUNT_MAX || (!data.isEmpty() && bytes + datagram.length > BYTES_MAX)) {
            drop();
        }
        channels[(first + data.size()) % COUNT_MAX] = (byte) channel;
        data.addLast(datagram);
        bytes += datagram.length;
    }

    byte @Nullable [] peek() {
        return data.peekFirst();
    }

    /** The channel of the oldest. */
    int channel() {
        return channels[first] & 0xff;
    }

    /** Takes the oldest out, sent. */
    void remove() {
        byte[] oldest = data.pollFirst();
        if (oldest != null) {
            bytes -= oldest.length;
            first = (first + 1) % COUNT_MAX;
        }
    }

    /** Takes the oldest out, never sent. */
    void drop() {
        remove();
        dropped++;
    }

    void clear() {
        data.clear();
        bytes = 0;
    }

    long dropped() {
        return dropped;
    }
}
