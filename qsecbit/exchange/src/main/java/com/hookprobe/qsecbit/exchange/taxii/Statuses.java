package com.hookprobe.qsecbit.exchange.taxii;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What became of the latest posts, for who made them. Thread-safe. */
final class Statuses {
    private static final int KEPT_MAX = 256;

    private final Map<String, Kept> kept = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > KEPT_MAX;
        }
    };

    private record Kept(String caller, ObjectNode status) {}

    synchronized void put(String id, String caller, ObjectNode status) {
        kept.put(id, new Kept(caller, status));
    }

    synchronized Optional<ObjectNode> get(String id, String caller) {
        return Optional.ofNullable(kept.get(id))
                .filter(one -> one.caller().equals(caller))
                .map(Kept::status);
    }
}
