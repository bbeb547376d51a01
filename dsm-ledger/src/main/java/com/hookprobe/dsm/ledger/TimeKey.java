package com.hookprobe.dsm.ledger;

import java.util.Comparator;

/**
 * A block's place in time. Ordered by time, then type, then hash: the order of pages.
 *
 * @param timeMicros microseconds since 1970 by its source's clock
 * @param type what it records
 * @param hash the block
 */
public record TimeKey(long timeMicros, EventType type, Hash32 hash) implements Comparable<TimeKey> {
    private static final Comparator<TimeKey> ORDER = Comparator.comparingLong(TimeKey::timeMicros)
            .thenComparing(key -> key.type().code())
            .thenComparing(TimeKey::hash);

    public TimeKey {
        Checks.that(timeMicros >= 0, "timeMicros", timeMicros);
    }

    @Override
    public int compareTo(TimeKey other) {
        return ORDER.compare(this, other);
    }

    byte[] encode() {
        return Keys.time(type, timeMicros, hash);
    }

    static TimeKey decode(byte[] bytes) throws StoreException {
        try {
            WireReader in = new WireReader(bytes);
            EventType type = EventType.ofCode(in.u8());
            TimeKey key = new TimeKey(in.u64(), type, in.hash());
            in.end();
            return key;
        } catch (MalformedException e) {
            throw StoreFormat.damaged("the time of a block", e);
        }
    }
}
