package com.hookprobe.htp.sim;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a machine holds: the bytes of all arrays, and 16 bytes per object and per element of a collection, that can be reached
 * through HTP's own classes and Java's collections. What the simulator lends it (sinks, identities, the nonce watch) and
 * what is inside cipher objects is not counted. An approximation that shows growth, whatever field it is in.
 */
final class DeepSize {
    private static final int OBJECT_BYTES = 16;

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ArrayDeque<Object> open = new ArrayDeque<>();
    private long bytes;

    private DeepSize() {}

    static long of(Machine machine) {
        DeepSize size = new DeepSize();
        size.found(machine);
        while (!size.open.isEmpty()) {
            size.visit(size.open.poll());
        }
        return size.bytes;
    }

    private void found(Object object) {
        if (object != null && seen.add(object)) {
            open.add(object);
        }
    }

    private void visit(Object object) {
        bytes += OBJECT_BYTES;
        Class<?> type = object.getClass();
        if (type.isArray()) {
            visitArray(object, type.getComponentType());
        } else if (object instanceof Collection<?> collection) {
            bytes += (long) OBJECT_BYTES * collection.size();
            collection.forEach(this::found);
        } else if (object instanceof Map<?, ?> map) {
            bytes += (long) OBJECT_BYTES * map.size();
            map.keySet().forEach(this::found);
            map.values().forEach(this::found);
        } else if (ours(object, type)) {
            for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
                Arrays.stream(each.getDeclaredFields()).forEach(field -> visitField(object, field));
            }
        }
    }

    private static boolean ours(Object object, Class<?> type) {
        String name = type.getName();
        boolean simulator = name.startsWith("com.hookprobe.htp.sim.") && !(object instanceof Machine);
        return name.startsWith("com.hookprobe.htp.") && !simulator && !type.isEnum();
    }

    private void visitArray(Object array, Class<?> component) {
        int length = Array.getLength(array);
        if (component.isPrimitive()) {
            bytes += (long) length
                    * (component == long.class || component == double.class
                            ? 8
                            : component == int.class || component == float.class
                                    ? 4
                                    : component == short.class || component == char.class ? 2 : 1);
            return;
        }
        bytes += 4L * length;
        Arrays.stream((Object[]) array).forEach(this::found);
    }

    private void visitField(Object object, Field field) {
        if (field.getType().isPrimitive() || Modifier.isStatic(field.getModifiers())) {
            return;
        }
        try {
            field.setAccessible(true);
            found(field.get(object));
        } catch (IllegalAccessException e) {
            throw new AssertionError(field.toString(), e);
        }
    }
}
