package com.hookprobe.node.role;

import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.node.wire.MeshMessage;
import java.time.Instant;

/** What the verifier's loop knows of one node: its last proven place, and whether it may go on. */
final class Subject {
    final byte[] key;
    final Instant enrolled;
    RegisteredDevice device;
    long count;
    byte[] fingerprint = new byte[MeshMessage.FINGERPRINT_LENGTH];
    boolean active = true;
    boolean held;

    Subject(RegisteredDevice device) {
        this.key = device.currentKey();
        this.enrolled = device.firstSeen();
        this.device = device;
    }
}
