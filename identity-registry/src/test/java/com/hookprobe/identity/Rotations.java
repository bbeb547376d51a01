package com.hookprobe.identity;

/** Makes key rotations without a keystore. */
public final class Rotations {
    private Rotations() {}

    public static KeyRotation create(NodeId id, int index, DeviceKey old, DeviceKey next) {
        return KeyRotation.create(id, index, old, next);
    }
}
