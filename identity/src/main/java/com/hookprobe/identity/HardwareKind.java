package com.hookprobe.identity;

import java.util.Locale;
import java.util.Optional;

/**
 * What kind of machine a program finds itself on, as far as the machine tells. A hypervisor that wants to hide can.
 * (identity.md, 6.3.)
 */
public enum HardwareKind {
    /** A machine of metal, or what looks like one. */
    PHYSICAL,
    /** A virtual machine: its hypervisor gives it its UUID, cards and disks, and can copy them. */
    VIRTUAL,
    /** A container: what can be read is its host's, and the same for every container of that host. */
    CONTAINER,
    /** Nothing tells. */
    UNKNOWN;

    /** Returns the code in records: 1..4. */
    int code() {
        return ordinal() + 1;
    }

    static Optional<HardwareKind> ofCode(int code) {
        return code < 1 || code > values().length ? Optional.empty() : Optional.of(values()[code - 1]);
    }

    /** Returns the name for logs and commands, such as {@code virtual}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
