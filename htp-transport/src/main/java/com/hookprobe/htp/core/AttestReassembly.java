package com.hookprobe.htp.core;

import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.core.wire.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * HTP 3.4: ATTEST bodies being put together, only for cookies that were verified: "per ip:port 1, per ip 64, global 4096,
 * 3 s, 2.6 KB".
 */
final class AttestReassembly {
    static final long LIFE_NS = 3_000_000_000L;
    /** After this silence a fragment of another body takes the place. */
    static final long STALE_NS = 1_000_000_000L;

    static final int PER_IP_MAX = 64;

    private static final class Entry {
        final byte[] key;
        final byte[] body = new byte[Wire.ATTEST_BODY_BYTES];
        final long startNs;
        long progressNs;
        int present;

        Entry(byte[] key, long nowNs) {
            this.key = key;
            this.startNs = nowNs;
            this.progressNs = nowNs;
        }
    }

    private final int max;
    private final Counters counters;
    /** In order of start, so that the oldest come first. */
    private final Map<InetSocketAddress, Entry> entries = new LinkedHashMap<>();

    private final Map<InetAddress, Integer> perIp = new HashMap<>();

    AttestReassembly(int max, Counters counters) {
        this.max = max;
        this.counters = counters;
    }

    int size() {
        return entries.size();
    }

    /** True when a fragment of a body that is not there yet would begin one. */
    boolean wouldBegin(InetSocketAddress from, byte[] key) {
        Entry entry = entries.get(from);
        return entry == null || !Arrays.equals(entry.key, key);
    }

    /** The whole body when this fragment completes it. The piece's length was checked. */
    byte @Nullable [] add(InetSocketAddress from, byte[] key, int index, byte[] source, int at, long nowNs) {
        expire(nowNs);
        Entry entry = entries.get(from);
        if (entry != null && !Arrays.equals(entry.key, key)) {
            if (nowNs - entry.progressNs < STALE_NS) {
                counters.drop(DropReason.HANDSHAKE_LIMIT);
                return null;
            }
            remove(from);
            entry = null;
        }
        if (entry == null) {
            if (entries.size() >= max || perIp.getOrDefault(from.getAddress(), 0) >= PER_IP_MAX) {
                counters.drop(DropReason.HANDSHAKE_LIMIT);
                return null;
            }
            entry = new Entry(key, nowNs);
            entries.put(from, entry);
            perIp.merge(from.getAddress(), 1, Integer::sum);
        }
        if ((entry.present & 1 << index) != 0) {
            counters.drop(DropReason.DUPLICATE);
            return null;
        }
        System.arraycopy(source, at, entry.body, index * Wire.ATTEST_PIECE_BYTES, pieceBytes(index));
        entry.present |= 1 << index;
        entry.progressNs = nowNs;
        if (entry.present != (1 << Wire.ATTEST_FRAGMENTS) - 1) {
            return null;
        }
        remove(from);
        return entry.body;
    }

    static int pieceBytes(int index) {
        return Math.min(Wire.ATTEST_PIECE_BYTES, Wire.ATTEST_BODY_BYTES - index * Wire.ATTEST_PIECE_BYTES);
    }

    void expire(long nowNs) {
        if (entries.isEmpty()) {
            // At each tick; an iterator would be an object.
            return;
        }
        for (Iterator<Map.Entry<InetSocketAddress, Entry>> each =
                        entries.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<InetSocketAddress, Entry> next = each.next();
            if (nowNs - next.getValue().startNs < LIFE_NS) {
                return;
            }
            each.remove();
            uncount(next.getKey().getAddress());
        }
    }

    private void remove(InetSocketAddress from) {
        if (entries.remove(from) != null) {
            uncount(from.getAddress());
        }
    }

    private void uncount(InetAddress ip) {
        perIp.computeIfPresent(ip, (k, n) -> n == 1 ? null : n - 1);
    }
}
