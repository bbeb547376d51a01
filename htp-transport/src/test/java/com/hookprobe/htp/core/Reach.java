package com.hookprobe.htp.core;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that can be reached from an object through fields of this project's classes, arrays and collections. For tests
 * that bound what a machine keeps, whatever its parts are called, and that look at what is left of its keys.
 */
final class Reach {
    private static final int OBJECT_BYTES = 24;
    private static final int ENTRY_BYTES = 56;

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private long bytes;

    private Reach() {}

    static Reach from(Object... roots) {
        Reach reach = new Reach();
        ArrayDeque<Object> open = new ArrayDeque<>(List.of(roots));
        while (!open.isEmpty()) {
            Object next = open.pop();
            if (reach.seen.add(next)) {
                reach.visit(next, open);
            }
        }
        return reach;
    }

    /** About how many bytes all of it takes: array contents exactly, objects and map entries by a round number. */
    long bytes() {
        return bytes;
    }

    /** The objects of the classes with these simple names. */
    List<Object> instances(String... simpleNames) {
        List<Object> found = new ArrayList<>();
        for (Object each : seen) {
            if (List.of(simpleNames).contains(each.getClass().getSimpleName())) {
                found.add(each);
            }
        }
        return found;
    }

    /** All arrays of bytes, ints and longs. */
    List<Object> arrays() {
        return seen.stream()
                .filter(o -> o instanceof byte[] || o instanceof int[] || o instanceof long[])
                .toList();
    }

    /** True when all elements of an array of numbers are 0. */
    static boolean blank(Object array) {
        for (int i = 0; i < Array.getLength(array); i++) {
            if (((Number) Array.get(array, i)).longValue() != 0) {
                return false;
            }
        }
        return true;
    }

    private void visit(Object o, ArrayDeque<Object> open) {
        bytes += OBJECT_BYTES;
        if (o.getClass().isArray()) {
            int length = Array.getLength(o);
            if (o instanceof Object[] objects) {
                bytes += 4L * length;
                for (Object each : objects) {
                    push(each, open);
                }
            } else {
                bytes += (long) length * width(o);
            }
        } else if (o instanceof Map<?, ?> map) {
            map.forEach((k, v) -> {
                bytes += ENTRY_BYTES;
                push(k, open);
                push(v, open);
            });
        } else if (o instanceof Iterable<?> all && o.getClass().getName().startsWith("java.util")) {
            all.forEach(each -> {
                bytes += ENTRY_BYTES / 2;
                push(each, open);
            });
        } else if (o instanceof Optional<?> optional) {
            optional.ifPresent(each -> push(each, open));
        } else if (o.getClass().getName().startsWith("com.hookprobe")) {
            fields(o, open);
        }
    }

    private void fields(Object o, ArrayDeque<Object> open) {
        for (Class<?> c = o.getClass(); c != null && c.getName().startsWith("com.hookprobe"); c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
                    continue;
                }
                try {
                    field.setAccessible(true);
                    push(field.get(o), open);
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private static void push(Object o, ArrayDeque<Object> open) {
        if (o != null) {
            open.push(o);
        }
    }

    private static int width(Object primitives) {
        if (primitives instanceof byte[] || primitives instanceof boolean[]) {
            return 1;
        }
        return primitives instanceof long[] || primitives instanceof double[] ? 8 : 4;
    }
}
