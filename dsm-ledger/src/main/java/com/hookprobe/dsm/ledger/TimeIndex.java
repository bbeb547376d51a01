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
        int[] left = {max};
        KeyValues.Visitor visitor = (key, value) -> {
            TimeKey at = TimeKey.decode(key);
            boolean behind = after.map(it -> back ? at.compareTo(it) < 0 : at.compareTo(it) > 0)
                    .orElse(true);
            if (behind) {
                found.add(at);
                left[0]--;
            }
            return left[0] > 0;
        };
        byte[] from = low.encode();
        byte[] to = high.encode();
        if (after.isPresent()) {
            // Within this type the cursor's moment is where to go on; what lies before it there is few, and skipped.
            TimeKey cursor = after.get();
            byte[] moment = new TimeKey(cursor.timeMicros(), low.type(), back ? LAST : Hash32.ZERO).encode();
            from = back ? from : max(from, moment);
            to = back ? min(to, moment) : to;
        }
        if (back) {
            values.scanBack(Column.TIMES, from, to, visitor);
        } else {
            values.scan(Column.TIMES, from, to, visitor);
        }
    }

    private static byte[] max(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b) >= 0 ? a : b;
    }

    private static byte[] min(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b) <= 0 ? a : b;
    }
}
