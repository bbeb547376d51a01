package com.hookprobe.neuro.verify.core;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Histories in memory, and which of them leaves it. Devices come round in turns: were it always the one that was used longest ago, then
 * with one device more than there is room for each would have left just before its turn. So most of the room is for those that
 * have it, as long as they come back, and the others take turns in the rest.
 */
final class Residents {
    /** The part of the room in which histories take turns. */
    private static final int TURNS = 8;
    /** A history that was not used for so many uses, times the room, gives up its place. */
    private static final long IDLE_USES = 16;

    private final int most;
    private final int turning;
    /** Both in the order of the last use: whatever is used is put in anew. */
    private final Map<DeviceId, Resident> settled = new LinkedHashMap<>();

    private final Map<DeviceId, Resident> passing = new LinkedHashMap<>();
    private long uses;

    /** A history and how far it is safe. */
    static final class Resident {
        final DeviceHistory history;
        long savedRevision;
        /** The visit that changed it last. */
        long ticket;

        private long usedAt;

        Resident(DeviceHistory history, long savedRevision) {
            this.history = history;
            this.savedRevision = savedRevision;
        }

        boolean dirty() {
            return unsaved() != 0;
        }

        /** Changes that only the journal holds. */
        long unsaved() {
            return history.revision() - savedRevision;
        }

        /** Neither saved histories nor what is in memory alone may run ahead of the journal. */
        boolean durable(long durableTicket) {
            return ticket <= durableTicket;
        }
    }

    Residents(int most) {
        this.most = most;
        this.turning = most < TURNS ? 1 : most / TURNS;
    }

    /** Without counting as a use. */
    Optional<Resident> look(DeviceId device) {
        Resident known = settled.get(device);
        return Optional.ofNullable(known == null ? passing.get(device) : known);
    }

    Optional<Resident> use(DeviceId device) {
        Map<DeviceId, Resident> holds = settled.containsKey(device) ? settled : passing;
        Optional<Resident> known = Optional.ofNullable(holds.remove(device));
        known.ifPresent(resident -> {
            resident.usedAt = ++uses;
            holds.put(device, resident);
        });
        return known;
    }

    boolean full() {
        return settled.size() + passing.size() >= most;
    }

    void add(Resident resident) {
        resident.usedAt = ++uses;
        passing.put(resident.history.device(), resident);
        if (passing.size() > turning && settled.size() < most - turning) {
            Iterator<Resident> eldest = passing.values().iterator();
            Resident stays = eldest.next();
            eldest.remove();
            settled.put(stays.history.device(), stays);
        }
    }

    /** The one to leave memory: one that may be saved, or needs no saving. */
    Optional<Resident> victim(long durableTicket) {
        Optional<Resident> idle = settled.values().stream()
                .filter(one -> one.usedAt < uses - IDLE_USES * most)
                .findFirst()
                .filter(one -> may(one, durableTicket));
        return idle.isPresent()
                ? idle
                : Stream.concat(passing.values().stream(), settled.values().stream())
                        .filter(one -> may(one, durableTicket))
                        .findFirst();
    }

    private static boolean may(Resident one, long durableTicket) {
        return !one.dirty() || one.durable(durableTicket);
    }

    /** Returns its history, wiped. */
    DeviceHistory evict(Resident resident) {
        settled.remove(resident.history.device());
        passing.remove(resident.history.device());
        resident.history.close();
        return resident.history;
    }

    List<DeviceId> dirty() {
        List<DeviceId> dirty = new ArrayList<>();
        Stream.concat(settled.values().stream(), passing.values().stream())
                .filter(Resident::dirty)
                .forEach(one -> dirty.add(one.history.device()));
        return dirty;
    }

    void wipe() {
        settled.values().forEach(one -> one.history.close());
        passing.values().forEach(one -> one.history.close());
        settled.clear();
        passing.clear();
    }
}
