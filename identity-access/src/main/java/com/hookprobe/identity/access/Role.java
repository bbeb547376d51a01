package com.hookprobe.identity.access;

import java.util.Arrays;
import java.util.Optional;

/**
 * What an account is for. A role is granted in one tenant or in all; {@link #PLATFORM_ADMIN} is granted on the platform only and
 * {@link #TENANT_ADMIN} in one tenant only. What each may do stands in the policy table and nowhere else. (access.md, 1.)
 */
public enum Role {
    VIEWER,
    ANALYST,
    OPERATOR,
    TENANT_ADMIN,
    PLATFORM_ADMIN;

    /** Reads a name as it stands in the table; upper case. */
    public static Optional<Role> ofText(String text) {
        return Arrays.stream(values()).filter(role -> role.name().equals(text)).findFirst();
    }
}
