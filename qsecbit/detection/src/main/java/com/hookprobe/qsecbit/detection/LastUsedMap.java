package com.hookprobe.qsecbit.detection;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map with a limit; the entry that was used longest ago makes room. Not thread-safe. */
public final class LastUsedMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int entriesMax;

    /** An empty map for so many entries. */
    public LastUsedMap(int entriesMax) {
        super(16, 0.75f, true);
        this.entriesMax = entriesMax;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > entriesMax;
    }
}
