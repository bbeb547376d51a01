package com.hookprobe.htp.sim;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What happens when, in virtual nanoseconds; of two events at one time the one that was added first comes first. A heap
 * with four children a node in three parallel arrays: nothing is allocated per event, and one level of children shares a
 * cache line of times.
 */
final class EventQueue {
    private long[] times = new long[256];
    private long[] orders = new long[256];
    private @Nullable Object[] items = new Object[256];
    private int size;
    private long nextOrder;

    int size() {
        return size;
    }

    /** The time of the first event, or {@link Long#MAX_VALUE}. */
    long nextNs() {
        return size == 0 ? Long.MAX_VALUE : times[0];
    }

    void add(long atNs, Object item) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            orders = Arrays.copyOf(orders, 2 * size);
            items = Arrays.copyOf(items, 2 * size);
        }
        rise(size++, atNs, nextOrder++, item);
    }

    /** Takes the first event out; null when there is none. */
    @Nullable Object poll() {
        if (size == 0) {
            return null;
        }
        Object first = items[0];
        size--;
        long time = times[size];
        long order = orders[size];
        Object last = items[size];
        items[size] = null;
        if (size > 0) {
            sink(time, order, last);
        }
        return first;
    }

    private void rise(int hole, long time, long order, Object item) {
        while (hole > 0) {
            int parent = (hole - 1) >> 2;
            if (times[parent] <= time) {
                // A later addition never passes an earlier one of the same time.
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        put(hole, time, order, item);
    }

    private void sink(long time, long order, @Nullable Object item) {
        int hole = 0;
        while (true) {
            int first = (hole << 2) + 1;
            if (first >= size) {
                break;
            }
            int least = first;
            int end = Math.min(first + 4, size);
            for (int child = first + 1; child < end; child++) {
                if (before(times[child], orders[child], times[least], orders[least])) {
                    least = child;
                }
            }
            if (before(time, order, times[least], orders[least])) {
                break;
            }
            move(least, hole);
            hole = least;
        }
        put(hole, time, order, item);
    }

    private static boolean before(long time, long order, long otherTime, long otherOrder) {
        return time < otherTime || (time == otherTime && order < otherOrder);
    }

    private void move(int from, int to) {
        times[to] = times[from];
        orders[to] = orders[from];
        items[to] = items[from];
    }

    private void put(int at, long time, long order, @Nullable Object item) {
        times[at] = time;
        orders[at] = order;
        items[at] = item;
    }
}
