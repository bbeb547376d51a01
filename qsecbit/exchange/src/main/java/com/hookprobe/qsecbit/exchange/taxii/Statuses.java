package com.hookprobe.qsecbit.exchange.taxii;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.qsecbit.exchange.Json;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What became of the latest posts, for who made them; the oldest makes room. Thread-safe. */
final class Statuses {
    static final int KEPT_MAX = 256;
    static final int BYTES_MAX = 4 << 20;

    private final Map<String, Kept> kept = new LinkedHashMap<>();
    private long bytes;

    private record Kept(String caller, byte[] status) {}

    synchronized void put(String id, String caller, ObjectNode status) {
        Kept fresh = new Kept(caller, Json.bytes(status));
        kept.put(id, fresh);
        bytes += fresh.status().length;
        Iterator<Kept> oldest = kept.values().iterator();
        while (kept.size() > KEPT_MAX || bytes > BYTES_MAX) {
            bytes -= oldest.next().status().length;
            oldest.remove();
        }
    }

    /** The status in JSON. */
    synchronized Optional<byte[]> get(String id, String caller) {
        return Optional.ofNullable(kept.get(id))
                .filter(one -> one.caller().equals(caller))
                .map(Kept::status);
    }
}
