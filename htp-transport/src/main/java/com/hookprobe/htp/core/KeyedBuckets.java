package com.hookprobe.htp.core;

import java.util.LinkedHashMap;
import java.util.Map;

/** A token bucket per key, for at most so many keys; the one that was not used for longest makes room. */
final class KeyedBuckets<K> {
    private final int ratePerPeriod;
    private final long periodNs;
    private final int burst;
    private final Map<K, TokenBucket> buckets;

    KeyedBuckets(int ratePerPeriod, long periodNs, int burst, int keysMax) {
        this.ratePerPeriod = ratePerPeriod;
        this.periodNs = periodNs;
        this.burst = burst;
        this.buckets = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, TokenBucket> eldest) {
                return size() > keysMax;
            }
        };
    }

    boolean tryTake(K key, long nowNs) {
        return buckets.computeIfAbsent(key, k -> new TokenBucket(ratePerPeriod, periodNs, burst, nowNs))
                .tryTake(nowNs);
    }
}
