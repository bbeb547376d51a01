package com.hookprobe.htp.core.message;

import com.hookprobe.htp.ChannelConfig;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link Inbox} knows of one channel; made with its first message. HTP 4.3: "A receiver remembers the lowest id
 * that is not done and the 1024 from there".
 */
final class InChannel {
    private static final int RING_MIN = 8;
    private static final int SLOT_BYTES = 8;

    final int number;
    final int messageBytesMax;
    final boolean urgent;
    final CreditWindow window;
    /** Everything below is done. */
    private long floor;
    /** Nothing from here on was heard of. */
    private long top;
    /**
     * Slot id mod length, for ids from the floor on: null, {@link InMessage#DONE}, or the message. A power of two, as
     * long as the ids that are really apart need, because most channels never see two messages out of order.
     */
    private @Nullable InMessage[] ring = new InMessage[RING_MIN];

    InChannel(int number, ChannelConfig config, CreditWindow window) {
        this.number = number;
        this.messageBytesMax = config.messageBytesMax();
        this.urgent = config.urgent();
        this.window = window;
    }

    long floor() {
        return floor;
    }

    /** HTP 4.3: 32 bits of an id travel; it is the one of these bits that is nearest to the floor. */
    long whole(long idOnWire) {
        return floor + (int) (idOnWire - floor);
    }

    /** As if every id below were done, and none had been used yet. */
    void skipTo(long id) {
        floor = id;
        top = id;
    }

    /** Makes place for that id, which is in the window; false when the session has none. */
    boolean reach(long id, MemoryShare memory) {
        int needed = (int) (id - floor) + 1;
        if (needed <= ring.length) {
            return true;
        }
        int length = Integer.highestOneBit(needed - 1) << 1;
        if (!memory.tryTakeForWaiting((long) SLOT_BYTES * (length - ring.length))) {
            return false;
        }
        @Nullable InMessage[] larger = new InMessage[length];
        for (int i = 0; i < ring.length; i++) {
            larger[(int) (floor + i) & (length - 1)] = get(floor + i);
        }
        ring = larger;
        return true;
    }

    /** What is known of an id from the floor on. */
    @Nullable InMessage get(long id) {
        return id - floor < ring.length ? ring[slot(id)] : null;
    }

    void put(long id, InMessage message) {
        ring[slot(id)] = message;
        top = Math.max(top, id + 1);
    }

    private int slot(long id) {
        return (int) id & (ring.length - 1);
    }

    /** Raises the floor over all that is done. */
    void raiseFloor() {
        int slot = slot(floor);
        while (ring[slot] == InMessage.DONE) {
            ring[slot] = null;
            floor++;
            slot = slot(floor);
        }
    }

    /** A ring that grew and is empty goes back to its first length. */
    void shrinkIfEmpty(MemoryShare memory) {
        if (floor == top && ring.length > RING_MIN) {
            shrink(memory);
        }
    }

    private void shrink(MemoryShare memory) {
        memory.giveBack((long) SLOT_BYTES * (ring.length - RING_MIN));
        ring = new InMessage[RING_MIN];
    }

    /** Gives everything back. */
    void clear(MemoryShare memory) {
        for (InMessage each : ring) {
            if (each != null && each != InMessage.DONE) {
                each.release(memory);
            }
        }
        shrink(memory);
    }
}
