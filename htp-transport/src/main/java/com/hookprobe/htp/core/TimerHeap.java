package com.hookprobe.htp.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Who wants to be looked at when: a binary heap whose members know their place, so that setting a time makes no object. */
final class TimerHeap<T extends TimerHeap.Timed> {
    /** Something that waits for a time. The two fields are the heap's. */
    abstract static class Timed {
        int place = NOWHERE;
        long wakeNs = Long.MAX_VALUE;
    }

    /** The place of a member that waits for nothing. */
    static final int NOWHERE = -1;

    private Timed[] heap = new Timed[64];
    private int size;

    void set(T member, long atNs) {
        member.wakeNs = atNs;
        if (atNs == Long.MAX_VALUE) {
            remove(member);
        } else if (member.place == NOWHERE) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
            }
            place(member, size++);
            up(member.place);
        } else {
            up(member.place);
            down(member.place);
        }
    }

    void remove(T member) {
        int hole = member.place;
        if (hole == NOWHERE) {
            return;
        }
        member.place = NOWHERE;
        Timed last = heap[--size];
        clear(heap, size);
        if (last != member) {
            place(last, hole);
            up(hole);
            down(last.place);
        }
    }

    long nextNs() {
        return size == 0 ? Long.MAX_VALUE : heap[0].wakeNs;
    }

    /** The member that waits for the earliest time, if that has come; it stays until it is set again. */
    @SuppressWarnings("unchecked")
    @Nullable T due(long nowNs) {
        return size > 0 && heap[0].wakeNs <= nowNs ? (T) heap[0] : null;
    }

    private void up(int from) {
        int i = from;
        Timed moving = heap[i];
        while (i > 0 && heap[(i - 1) / 2].wakeNs > moving.wakeNs) {
            place(heap[(i - 1) / 2], i);
            i = (i - 1) / 2;
        }
        place(moving, i);
    }

    private void down(int from) {
        int i = from;
        Timed moving = heap[i];
        for (int child = 2 * i + 1; child < size; child = 2 * i + 1) {
            if (child + 1 < size && heap[child + 1].wakeNs < heap[child].wakeNs) {
                child++;
            }
            if (heap[child].wakeNs >= moving.wakeNs) {
                break;
            }
            place(heap[child], i);
            i = child;
        }
        place(moving, i);
    }

    /** Nothing beyond the end may keep a member alive. */
    @SuppressWarnings("NullAway") // an unused slot; never read before it is written again
    private static void clear(Timed[] slots, int at) {
        slots[at] = null;
    }

    private void place(Timed member, int at) {
        heap[at] = member;
        member.place = at;
    }
}
