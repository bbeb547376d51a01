package com.hookprobe.identity;

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
        return switch (this) {
            case PENDING -> next == ACTIVE || next == REVOKED;
            case ACTIVE -> next == SUSPENDED || next == REVOKED;
            case SUSPENDED -> next == ACTIVE || next == REVOKED;
            case REVOKED -> false;
        };
    }
}
