package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an interval set of the kernel holds of the prefixes that are wanted in it. Not thread-safe.
 *
 * <p>The kernel refuses elements that overlap. Two prefixes overlap only when one holds the other, so the set gets the
 * widest ones, and a narrower one comes in when the wider one around it has gone (RESPONSE 5.3). Should this program die
 * in between, a narrower ban that would have outlived the wider one is missing: the price of the kernel's rule.
 */
final class PrefixCover {
    private static final long SURE_MICROS = 2_000_000;

    private final NftSet set;
    private final Map<Cidr, Long> wantedUntilMicros = new HashMap<>();
    private Map<Cidr, Long> inKernel = new HashMap<>();

    PrefixCover(NftSet set) {
        this.set = set;
    }

    void want(Cidr prefix, long untilMicros) {
        wantedUntilMicros.put(prefix, untilMicros);
    }

    void drop(Cidr prefix) {
        wantedUntilMicros.remove(prefix);
    }

    /**
     * Adds to two batches what leads from the kernel's set to the wanted one; {@link #committed} follows when both hold.
     *
     * <p>What has ended is removed in a transaction of its own, before: to remove it safely it is added first, and nft
     * would count that against a prefix around it that comes in the same transaction.
     */
    Map<Cidr, Long> plan(NftBatch before, NftBatch batch, boolean flushed, long nowMicros) {
        Map<Cidr, Long> target = widest(nowMicros);
        if (!flushed) {
            inKernel.forEach((prefix, until) -> {
                if (until.equals(target.get(prefix))) {
                    return;
                }
                if (until > nowMicros + SURE_MICROS) {
                    batch.delete(set, new Indicator(prefix));
                } else {
                    before.remove(set, new Indicator(prefix));
                }
            });
        }
        target.forEach((prefix, until) -> {
            if (flushed || !until.equals(inKernel.get(prefix))) {
                batch.add(set, new Indicator(prefix), NftEnforcer.timeoutSeconds(until, nowMicros));
            }
        });
        return target;
    }

    void committed(Map<Cidr, Long> target) {
        inKernel = target;
    }

    void clear() {
        wantedUntilMicros.clear();
    }

    private Map<Cidr, Long> widest(long nowMicros) {
        List<Cidr> prefixes = new ArrayList<>(wantedUntilMicros.keySet());
        // In this order a prefix comes directly after the last prefix that can hold it.
        prefixes.sort(Comparator.comparing(Cidr::address).thenComparingInt(Cidr::length));
        Map<Cidr, Long> widest = new HashMap<>();
        Cidr last = null;
        for (Cidr prefix : prefixes) {
            long untilMicros = wantedUntilMicros.getOrDefault(prefix, 0L);
            if (untilMicros > nowMicros && (last == null || !last.contains(prefix))) {
                widest.put(prefix, untilMicros);
                last = prefix;
            }
        }
        return widest;
    }
}
