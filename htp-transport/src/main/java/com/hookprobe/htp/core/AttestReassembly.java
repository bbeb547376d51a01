package com.hookprobe.htp.core;

import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.core.wire.Addresses;
import com.hookprobe.htp.core.wire.Wire;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * HTP 3.4.5: ATTEST bodies being put together, only for cookies that were verified: one per address and port, 64 per address
 * prefix, 4096 in all, for 3 s, of 2.6 kB. Half of the places are for prefixes from which a known node had a session, so
 * that strangers who begin bodies and finish none cannot keep out who was here before.
 */
final class AttestReassembly {
    static final long LIFE_NS = 3_000_000_000L;
    /** After this silence a fragment of another body takes the place. */
    static final long STALE_NS = 1_000_000_000L;

    static final int PER_PREFIX_MAX = 64;

    private static final class Entry {
        final byte[] key;
        final byte[] body = new byte[Wire.ATTEST_BODY_BYTES];
        final long startNs;
        final boolean proven;
        long progressNs;
        int present;

        Entry(byte[] key, boolean proven, long nowNs) {
            this.key = key;
            this.proven = proven;
            this.startNs = nowNs;
            this.progressNs = nowNs;
        }
    }

    private final int max;
    private final Counters counters;
    /** In order of start, so that the oldest come first. */
    private final Map<InetSocketAddress, Entry> entries = new LinkedHashMap<>();

    private final Map<Addresses.Prefix, Integer> perPrefix = new HashMap<>();
    private int unproven;

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
    byte @Nullable [] add(
            InetSocketAddress from, byte[] key, int index, byte[] source, int at, boolean proven, long nowNs) {
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
            if (!room(from, proven)) {
                counters.drop(DropReason.HANDSHAKE_LIMIT);
                return null;
            }
            entry = new Entry(key, proven, nowNs);
            entries.put(from, entry);
            unproven += proven ? 0 : 1;
            perPrefix.merge(Addresses.prefix(from), 1, Integer::sum);
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

    private boolean room(InetSocketAddress from, boolean proven) {
        boolean places = proven ? entries.size() < max : unproven < max / 2;
        return places && perPrefix.getOrDefault(Addresses.prefix(from), 0) < PER_PREFIX_MAX;
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
            uncount(next.getKey(), next.getValue());
        }
    }

    private void remove(InetSocketAddress from) {
        Entry entry = entries.remove(from);
        if (entry != null) {
            uncount(from, entry);
        }
    }

    private void uncount(InetSocketAddress from, Entry entry) {
        unproven -= entry.proven ? 0 : 1;
        perPrefix.computeIfPresent(Addresses.prefix(from), (k, n) -> n == 1 ? null : n - 1);
    }
}
