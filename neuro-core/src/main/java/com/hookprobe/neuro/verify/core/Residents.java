package com.hookprobe.neuro.verify.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Histories in memory, the coldest first. */
final class Residents {
    private final int most;
    /** In the order of the last use: whatever is used is put in anew. */
    private final Map<DeviceId, Resident> byUse = new LinkedHashMap<>();

    /** A history and how far it is safe. */
    static final class Resident {
        final DeviceHistory history;
        long savedRevision;
        /** The visit that changed it last. */
        long ticket;

        Resident(DeviceHistory history, long savedRevision) {
            this.history = history;
            this.savedRevision = savedRevision;
        }

        boolean dirty() {
            return history.revision() != savedRevision;
        }

        /** Saved histories never run ahead of the journal, so that what the journal holds always joins them. */
        boolean durable(long durableTicket) {
            return ticket <= durableTicket;
        }
    }

    Residents(int most) {
        this.most = most;
    }

    /** Without counting as a use. */
    Optional<Resident> look(DeviceId device) {
        return Optional.ofNullable(byUse.get(device));
    }

    Optional<Resident> use(DeviceId device) {
        Optional<Resident> known = Optional.ofNullable(byUse.remove(device));
        known.ifPresent(resident -> byUse.put(device, resident));
        return known;
    }

    boolean full() {
        return byUse.size() >= most;
    }

    void add(Resident resident) {
        byUse.put(resident.history.device(), resident);
    }

    /** The coldest one that may be saved, or needs no saving. */
    Optional<Resident> victim(long durableTicket) {
        return byUse.values().stream()
                .filter(one -> !one.dirty() || one.durable(durableTicket))
                .findFirst();
    }

    void evict(Resident resident) {
        byUse.remove(resident.history.device());
        resident.history.close();
    }

    List<DeviceId> dirty() {
        List<DeviceId> dirty = new ArrayList<>();
        byUse.values().stream().filter(Resident::dirty).forEach(one -> dirty.add(one.history.device()));
        return dirty;
    }

    void wipe() {
        byUse.values().forEach(one -> one.history.close());
        byUse.clear();
    }
}
