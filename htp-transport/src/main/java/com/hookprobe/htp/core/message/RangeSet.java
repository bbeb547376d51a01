package com.hookprobe.htp.core.message;

import java.util.Arrays;

/**
 * A set of byte positions of one message as sorted, half-open ranges that never touch: two ints per range, and nothing
 * per byte. Loss makes few ranges, so moving the array's tail is cheaper than a tree.
 */
final class RangeSet {
    static final int INITIAL_RANGES = 8;

    /** start 0, end 0, start 1, end 1, ... */
    private int[] bounds = new int[2 * INITIAL_RANGES];

    private int count;

    int count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    int start(int i) {
        return bounds[2 * i];
    }

    int end(int i) {
        return bounds[2 * i + 1];
    }

    /** How many ranges there is place for without a larger array. */
    int capacity() {
        return bounds.length / 2;
    }

    void clear() {
        count = 0;
    }

    /** The first range that ends at or after the position, or {@link #count}. */
    int firstEndingFrom(int position) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (end(middle) >= position) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** True when {@link #add} of that range would make one range more. */
    boolean addGrows(int start, int end) {
        int i = firstEndingFrom(start);
        return i == count || start(i) > end;
    }

    /** Adds [start, end); empty ranges change nothing. */
    void add(int start, int end) {
        if (start >= end) {
            return;
        }
        int first = firstEndingFrom(start);
        int after = first;
        int low = start;
        int high = end;
        while (after < count && start(after) <= end) {
            low = Math.min(low, start(after));
            high = Math.max(high, end(after));
            after++;
        }
        replace(first, after, 1);
        bounds[2 * first] = low;
        bounds[2 * first + 1] = high;
    }

    /** Adds what of [start, end) is not in the other set. */
    void addExcept(int start, int end, RangeSet other) {
        int at = start;
        for (int i = other.firstEndingFrom(start); i < other.count && other.start(i) < end; i++) {
            add(at, other.start(i));
            at = Math.max(at, other.end(i));
        }
        add(at, end);
    }

    /** Takes [start, end) out. */
    void remove(int start, int end) {
        if (start >= end) {
            return;
        }
        int first = firstEndingFrom(start);
        if (first < count && end(first) == start) {
            first++;
        }
        int after = first;
        int low = start;
        int high = end;
        while (after < count && start(after) < end) {
            low = Math.min(low, start(after));
            high = Math.max(high, end(after));
            after++;
        }
        if (after == first) {
            return;
        }
        boolean left = low < start;
        boolean right = high > end;
        replace(first, after, (left ? 1 : 0) + (right ? 1 : 0));
        int i = 2 * first;
        if (left) {
            bounds[i++] = low;
            bounds[i++] = start;
        }
        if (right) {
            bounds[i++] = end;
            bounds[i] = high;
        }
    }

    /** Makes the ranges [first, after) so many others, whose bounds the caller sets. */
    private void replace(int first, int after, int others) {
        int newCount = count - (after - first) + others;
        if (2 * newCount > bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        System.arraycopy(bounds, 2 * after, bounds, 2 * (first + others), 2 * (count - after));
        count = newCount;
    }
}
