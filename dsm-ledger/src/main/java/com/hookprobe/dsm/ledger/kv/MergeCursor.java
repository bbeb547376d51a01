package com.hookprobe.dsm.ledger.kv;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Several cursors as one, in the same order; of slots with the same key only the newest. */
final class MergeCursor implements Cursor {
    private record Head(Cursor cursor, int age, Slot slot) {}

    private final PriorityQueue<Head> heads;
    private @Nullable Slot slot;
    private long takenBytes;

    /** Of cursors from newest to oldest. */
    MergeCursor(List<Cursor> cursors, boolean rising) throws IOException {
        Comparator<Head> byKey = (left, right) ->
                Arrays.compareUnsigned(left.slot().key(), right.slot().key());
        this.heads = new PriorityQueue<>((rising ? byKey : byKey.reversed()).thenComparingInt(Head::age));
        for (int age = 0; age < cursors.size(); age++) {
            enter(cursors.get(age), age);
        }
        advance();
    }

    @Override
    public @Nullable Slot slot() {
        return slot;
    }

    @Override
    public void advance() throws IOException {
        Head first = heads.poll();
        slot = first == null ? null : first.slot();
        while (first != null) {
            takenBytes += first.slot().encodedBytes();
            first.cursor().advance();
            enter(first.cursor(), first.age());
            Head next = heads.peek();
            first = next != null && slot != null && Arrays.equals(next.slot().key(), slot.key()) ? heads.poll() : null;
        }
    }

    /** Encoded bytes of all slots passed so far, older values included. */
    long takenBytes() {
        return takenBytes;
    }

    private void enter(Cursor cursor, int age) {
        Slot at = cursor.slot();
        if (at != null) {
            heads.add(new Head(cursor, age, at));
        }
    }
}
