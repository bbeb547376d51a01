package com.hookprobe.identity.registry;

import java.util.Locale;

/** What a person decides about a device. */
public enum StatusAction {
    /** PENDING to ACTIVE. */
    APPROVE,
    /** ACTIVE to SUSPENDED. */
    SUSPEND,
    /** SUSPENDED to ACTIVE. */
    REINSTATE,
    /** PENDING, ACTIVE or SUSPENDED to REVOKED, from which nothing leads back. */
    REVOKE;

    /** Returns the name in lower case, as the audit table spells it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
