package com.hookprobe.dsm.consensus;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * BLS keys that were parsed before. To parse one costs a square root and a check of its group, a good part of a pairing; a
 * certificate of 100 validators would pay for 67. Only good keys are kept, the least recently used goes first. Safe for use by many
 * threads.
 */
final class KnownKeys {
    /** Four sets of the largest size. */
    static final int KEYS_MAX = 4 * Quorum.VALIDATORS_MAX;

    private record Bytes(byte[] key) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes that && Arrays.equals(key, that.key);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(key);
        }
    }

    private final Map<Bytes, BlsPublicKey> known = new LinkedHashMap<>(16, 0.75f, true);

    /** As {@link BlsPublicKey#parse}. */
    synchronized Optional<BlsPublicKey> parse(byte[] compressed) {
        BlsPublicKey before = known.get(new Bytes(compressed));
        if (before != null) {
            return Optional.of(before);
        }
        Optional<BlsPublicKey> parsed = BlsPublicKey.parse(compressed);
        if (parsed.isPresent()) {
            if (known.size() >= KEYS_MAX) {
                known.remove(known.keySet().iterator().next());
            }
            known.put(new Bytes(compressed.clone()), parsed.get());
        }
        return parsed;
    }

    synchronized int size() {
        return known.size();
    }
}
