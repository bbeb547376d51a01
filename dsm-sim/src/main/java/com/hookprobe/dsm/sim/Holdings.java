package com.hookprobe.dsm.sim;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How much a machine keeps in its maps, lists and sets (S13), counted by reflection: the machines need no counters for it, and a new
 * map is counted without anybody thinking of it.
 */
final class Holdings {
    /** @param name class and field, for the message */
    private record Slot(Field field, String name) {}

    private static final Map<Class<?>, List<Slot>> FIELDS = new ConcurrentHashMap<>();

    /** The blocks that a peer has: bounded by itself, and the one thing that honest work makes large (spec of the ledger). */
    private static final String KNOWN = "PeerState.known";

    private static final int KNOWN_MAX = 1_024;

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private int largest;
    private String largestName = "";

    private Holdings() {}

    /**
     * Counts the entries of each collection that an engine and its block exchange reach through their fields.
     *
     * @param bound the most that one collection may hold
     * @return the most that one holds
     */
    static long check(SimNode node, int bound) {
        Holdings holdings = new Holdings();
        holdings.visit(node.engine(), "engine");
        holdings.visit(node.exchange(), "exchange");
        SimulationFailure.check(
                holdings.largest <= bound,
                "S13: " + node + " holds " + holdings.largest + " entries in " + holdings.largestName
                        + ", the bound is " + bound);
        return holdings.largest;
    }

    private void visit(@Nullable Object object, String name) {
        if (object == null || !seen.add(object)) {
            return;
        }
        if (object instanceof Map<?, ?> map) {
            count(map.size(), name);
            map.values().forEach(value -> visit(value, name));
        } else if (object instanceof Collection<?> collection) {
            count(collection.size(), name);
            collection.forEach(value -> visit(value, name));
        } else if (isOurs(object.getClass())) {
            for (Slot slot : slots(object.getClass())) {
                try {
                    visit(slot.field().get(object), slot.name());
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException("the field was made accessible", e);
                }
            }
        }
    }

    private void count(int size, String name) {
        if (name.equals(KNOWN)) {
            SimulationFailure.check(size <= KNOWN_MAX, "S13: " + name + " holds " + size + " names of blocks");
        } else if (size > largest) {
            largest = size;
            largestName = name;
        }
    }

    /** The machines' state; the ledger, the genesis and the disk are not what a peer can make grow here. */
    private static boolean isOurs(Class<?> type) {
        String name = type.getName();
        return name.startsWith("com.hookprobe.dsm.consensus.core.")
                || name.startsWith("com.hookprobe.dsm.ledger.core.")
                || name.equals("com.hookprobe.dsm.consensus.ValidatorEngine")
                || name.equals("com.hookprobe.dsm.ledger.BlockExchange");
    }

    private static List<Slot> slots(Class<?> type) {
        return FIELDS.computeIfAbsent(type, t -> {
            List<Slot> found = new ArrayList<>();
            for (Class<?> at = t; at != null && isOurs(at); at = at.getSuperclass()) {
                for (Field field : at.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())
                            && !field.getType().isPrimitive()) {
                        field.setAccessible(true);
                        found.add(new Slot(field, t.getSimpleName() + "." + field.getName()));
                    }
                }
            }
            return List.copyOf(found);
        });
    }
}
