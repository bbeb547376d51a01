package com.hookprobe.node.health;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Stores that did not take what they were given. Every store of a node takes nothing more after that until it is opened again, for
 * nobody knows what is on its disk. Thread-safe.
 */
public final class StoreFailures {
    /** What a node has opened and writes to all the time. */
    public enum Store {
        /** Blocks, payloads and checkpoints. */
        LEDGER,
        /** What a validator has signed, and proposals. */
        VOTES,
        /** TERs and weights of a device. */
        WEIGHTS,
        /** The verifier's journal of all devices. */
        VERIFIER,
        /** What a witness has signed. */
        WITNESS,
        /** A correlator's inputs, and what it has told. */
        CORRELATOR
    }

    /** Hears of the first failure of a store since it was opened. */
    @FunctionalInterface
    public interface Listener {
        /** @param why what the store or the system said */
        void failed(Store store, String why);
    }

    private final Listener listener;
    private final Map<Store, Long> failures = new EnumMap<>(Store.class);

    /** All stores are whole. */
    public StoreFailures(Listener listener) {
        this.listener = listener;
    }

    /** A store has failed, or says that it has before. */
    public void failed(Store store, Throwable why) {
        boolean first;
        synchronized (this) {
            first = failures.merge(store, 1L, Long::sum) == 1;
        }
        if (first) {
            String said = why.getMessage();
            listener.failed(store, said == null ? why.getClass().getSimpleName() : said);
        }
    }

    /** How often stores have failed. */
    public synchronized long count() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Names of those that have failed. */
    public synchronized Set<String> stores() {
        Set<String> names = new TreeSet<>();
        failures.keySet().forEach(store -> names.add(store.name().toLowerCase(Locale.ROOT)));
        return names;
    }
}
