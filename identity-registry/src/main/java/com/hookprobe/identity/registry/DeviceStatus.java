package com.hookprobe.identity.registry;

/** Where a device stands in the registry. (identity.md, section 10.) */
public enum DeviceStatus {
    /** Asked to be enrolled; nobody has approved it, and it may do nothing. */
    PENDING,
    /** Approved by a person. */
    ACTIVE,
    /** Taken out for a while. */
    SUSPENDED,
    /** Taken out for ever. */
    REVOKED;

    /**
     * Tells whether a change is allowed: PENDING to ACTIVE, ACTIVE to SUSPENDED and back, and each of the three to REVOKED.
     */
    public boolean mayBecome(DeviceStatus next) {
        return Transition.ALLOWED.stream().anyMatch(t -> t.from() == this && t.to() == next);
    }
}
