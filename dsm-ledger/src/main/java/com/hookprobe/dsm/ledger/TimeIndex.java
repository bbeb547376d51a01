package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Finds blocks by time, of one type or of all: each type is a sorted run of its own, and runs are merged. */
final class TimeIndex {
    /** Value of a block that is held. */
    static final byte[] HELD = {};

    /** Value of a block that is only in its proof any more. */
    static final byte[] IN_PROOF = {1};

    private static final Hash32 LAST = Hash32.of(Keys.highest(Hash32.BYTES));

    private final KeyValues values;

    TimeIndex(KeyValues values) {
        this.values = values;
    }

    List<TimeKey> find(TimeQuery query, Optional<TimeKey> after, int max) throws StoreException {
        List<TimeKey> found = new ArrayList<>();
        for (EventType type : query.type().map(List::of).orElse(List.of(EventType.values()))) {
            TimeKey low = new TimeKey(query.fromMicros(), type, Hash32.ZERO);
            TimeKey high = new TimeKey(query.toMicros(), type, LAST);
            scan(query.newestFirst(), low, high, after, max, found);
        }
        Collections.sort(found);
        if (query.newestFirst()) {
            Collections.reverse(found);
        }
        return List.copyOf(found.subList(0, Math.min(max, found.size())));
    }

    private void scan(boolean back, TimeKey low, TimeKey high, Optional<TimeKey> after, int max, List<TimeKey> found)
            throws StoreException {
        byte[] from = low.encode();
        byte[] to = high.encode();
        if (after.isPresent() && back) {
            to = min(to, lastBefore(after.get(), low.type()));
        } else if (after.isPresent()) {
            from = max(from, firstBehind(after.get(), low.type()));
        }
        int[] left = {max};
        KeyValues.Visitor visitor = (key, value) -> {
            TimeKey at = TimeKey.decode(key);
            if (after.isEmpty() || !after.get().equals(at)) {
                found.add(at);
                left[0]--;
            }
            return left[0] > 0;
        };
        if (back) {
            values.scanBack(Column.TIMES, from, to, visitor);
        } else {
            values.scan(Column.TIMES, from, to, visitor);
        }
    }

    /** Where a type's run goes on behind a cursor: at a moment types come in their order. The cursor itself is passed over. */
    private static byte[] firstBehind(TimeKey cursor, EventType type) {
        if (type == cursor.type()) {
            return cursor.encode();
        }
        boolean passed = type.code() < cursor.type().code();
        if (passed && cursor.timeMicros() == Long.MAX_VALUE) {
            return Keys.highest(Keys.TIME_BYTES);
        }
        return new TimeKey(cursor.timeMicros() + (passed ? 1 : 0), type, Hash32.ZERO).encode();
    }

    /** The same downwards. */
    private static byte[] lastBefore(TimeKey cursor, EventType type) {
        if (type == cursor.type()) {
            return cursor.encode();
        }
        boolean passed = type.code() > cursor.type().code();
        if (passed && cursor.timeMicros() == 0) {
            return Keys.lowest(Keys.TIME_BYTES);
        }
        return new TimeKey(cursor.timeMicros() - (passed ? 1 : 0), type, LAST).encode();
    }

    private static byte[] max(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b) >= 0 ? a : b;
    }

    private static byte[] min(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b) <= 0 ? a : b;
    }
}
