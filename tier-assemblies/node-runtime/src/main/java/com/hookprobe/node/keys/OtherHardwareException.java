package com.hookprobe.node.keys;

import java.util.List;

/** The keys are not for the hardware under this program. The message says what differs and what an operator can do. */
public final class OtherHardwareException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> differing;

    OtherHardwareException(String message, List<String> differing) {
        super(message);
        this.differing = List.copyOf(differing);
    }

    /** Names of the fields that differ, never values; empty when the keystore remembers no hardware at all. */
    public List<String> differing() {
        return differing;
    }
}
