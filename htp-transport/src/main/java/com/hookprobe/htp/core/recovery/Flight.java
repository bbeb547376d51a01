package com.hookprobe.htp.core.recovery;

import java.util.function.Supplier;

/**
 * The packets in flight, a ring in the order of sending, and the pool of those that are free. Packets leave at the front
 * only; one that is acknowledged before its elders stays as a mark until they are gone, which loss detection soon sees to:
 * behind the largest acknowledged number no more than a handful are undecided.
 *
 * <p>Memory follows the load: when the ring runs empty, ring and pool are cut to the larger of what the last busy time
 * needed and half of what was kept before. So bursts of one size allocate nothing, and a session that has become quiet
 * gives its memory back within a few heartbeats. Not thread-safe.
 */
final class Flight<T> {
    private static final int SLOTS_MIN = 16;
    /** A packet with its contents is a few hundred bytes; more free ones than this are left to the collector. */
    private static final int POOL_MAX = 1024;

    private final Supplier<T> contents;
    private FlightPacket<T>[] ring = array(SLOTS_MIN);
    private int head;
    private int size;
    private FlightPacket<T>[] pool = array(SLOTS_MIN);
    private int free;
    private int peak;
    private int kept = SLOTS_MIN;

    Flight(Supplier<T> contents) {
        this.contents = contents;
    }

    FlightPacket<T> obtain() {
        if (free == 0) {
            return new FlightPacket<>(contents.get());
        }
        free--;
        FlightPacket<T> packet = pool[free];
        clear(pool, free);
        return packet;
    }

    void giveBack(FlightPacket<T> packet) {
        if (free == pool.length) {
            if (free == POOL_MAX) {
                return;
            }
            pool = moved(pool, 0, free, 2 * free);
        }
        pool[free] = packet;
        free++;
    }

    /** Marked ones included. */
    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The packet in place i from the front. */
    FlightPacket<T> get(int i) {
        return ring[(head + i) & (ring.length - 1)];
    }

    void add(FlightPacket<T> packet) {
        if (size == ring.length) {
            ring = moved(ring, head, size, 2 * size);
            head = 0;
        }
        ring[(head + size) & (ring.length - 1)] = packet;
        size++;
        peak = Math.max(peak, size);
    }

    /** Takes the oldest out and into the pool; it stays readable until the next {@link #obtain}. */
    void removeFirst() {
        FlightPacket<T> packet = ring[head];
        clear(ring, head);
        head = (head + 1) & (ring.length - 1);
        size--;
        giveBack(packet);
        if (size == 0) {
            trim();
        }
    }

    /** The place of the first packet with at least this number; {@link #size} if there is none. */
    int firstFrom(long number) {
        if (size == 0 || get(0).number >= number) {
            return 0;
        }
        int below = 0;
        int above = size;
        while (above - below > 1) {
            int middle = (below + above) >>> 1;
            if (get(middle).number < number) {
                below = middle;
            } else {
                above = middle;
            }
        }
        return above;
    }

    /** Forgets all packets, free ones too. */
    void abandon() {
        ring = array(SLOTS_MIN);
        pool = array(SLOTS_MIN);
        head = 0;
        size = 0;
        free = 0;
        peak = 0;
        kept = SLOTS_MIN;
    }

    private void trim() {
        kept = Math.max(SLOTS_MIN, Math.max(peak, kept / 2));
        peak = 0;
        int slots = powerOfTwo(kept);
        if (ring.length > slots) {
            ring = array(slots);
            head = 0;
        }
        int poolSlots = Math.min(POOL_MAX, slots);
        if (pool.length > poolSlots) {
            free = Math.min(free, poolSlots);
            pool = moved(pool, 0, free, poolSlots);
        }
    }

    private static int powerOfTwo(int atLeast) {
        return Integer.highestOneBit(2 * atLeast - 1);
    }

    private static <T> FlightPacket<T>[] moved(FlightPacket<T>[] from, int start, int count, int slots) {
        FlightPacket<T>[] to = array(slots);
        int first = Math.min(count, from.length - start);
        System.arraycopy(from, start, to, 0, first);
        System.arraycopy(from, 0, to, first, count - first);
        return to;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays cannot be generic; no other element type ever gets in
    private static <T> FlightPacket<T>[] array(int slots) {
        return new FlightPacket[slots];
    }

    @SuppressWarnings("NullAway") // an unused slot; never read before it is written again
    private static <T> void clear(FlightPacket<T>[] slots, int at) {
        slots[at] = null;
    }
}
