package com.hookprobe.identity.access;

import com.hookprobe.identity.registry.sql.Scope;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * An operator's account. Holds no secret.
 *
 * @param id 32 hexadecimal digits
 * @param name with the home
 * @param hasPassword false for who comes by OpenID Connect only
 * @param mustChange the password was set by another: it opens nothing but its own change
 * @param lastLogin with the precision of a second
 */
public record Account(
        String id,
        LoginName name,
        boolean hasPassword,
        boolean mustChange,
        boolean disabled,
        Instant created,
        String createdBy,
        Optional<Instant> lastLogin,
        Set<Grant> grants) {
    public Account {
        grants = Set.copyOf(grants);
    }

    /** The name with the home: {@code TENANT/NAME} or {@code NAME}. */
    public String login() {
        return name.text();
    }

    /** Whose account it is. */
    public Scope home() {
        return name.home();
    }
}
