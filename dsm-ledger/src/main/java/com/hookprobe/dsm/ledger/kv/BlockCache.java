package com.hookprobe.dsm.ledger.kv;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The blocks used last, decoded, up to a number of bytes. */
final class BlockCache {
    private record Place(long segment, int block) {}

    private final Map<Place, Slot[]> blocks = new LinkedHashMap<>(16, 0.75f, true);
    private final long bytesMax;
    private long bytes;

    BlockCache(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    Slot @Nullable [] get(long segment, int block) {
        return blocks.get(new Place(segment, block));
    }

    /** Keeps a block that is not there yet, unless it would push out most others. */
    void put(long segment, int block, Slot[] slots) {
        long size = heapBytes(slots);
        if (size > bytesMax / 4) {
            return;
        }
        blocks.put(new Place(segment, block), slots);
        bytes += size;
        Iterator<Slot[]> oldest = blocks.values().iterator();
        while (bytes > bytesMax) {
            bytes -= heapBytes(oldest.next());
            oldest.remove();
        }
    }

    /** Forgets a segment that is gone. */
    void drop(long segment) {
        blocks.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey().segment() == segment;
            bytes -= gone ? heapBytes(entry.getValue()) : 0;
            return gone;
        });
    }

    private static long heapBytes(Slot[] slots) {
        long sum = 0;
        for (Slot slot : slots) {
            sum += slot.heapBytes();
        }
        return sum;
    }
}
