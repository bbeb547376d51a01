package com.hookprobe.identity.registry;

import static com.hookprobe.identity.registry.DeviceStatus.ACTIVE;
import static com.hookprobe.identity.registry.DeviceStatus.PENDING;
import static com.hookprobe.identity.registry.DeviceStatus.REVOKED;
import static com.hookprobe.identity.registry.DeviceStatus.SUSPENDED;

import java.util.List;
import java.util.Optional;

/**
 * One allowed change of status. The same table stands in the database, where triggers ask it, and in identity.md, 10.2; a test
 * compares the three.
 *
 * @param from before
 * @param action as the audit table spells it
 * @param to after
 */
record Transition(DeviceStatus from, String action, DeviceStatus to) {
    static final String APPROVE = "approve";
    static final String ADMIT = "admit";
    static final String SUSPEND = "suspend";
    static final String REINSTATE = "reinstate";
    static final String REVOKE = "revoke";
    static final String REPLACE = "replace";

    static final List<Transition> ALLOWED = List.of(
            new Transition(PENDING, APPROVE, ACTIVE),
            new Transition(PENDING, ADMIT, ACTIVE),
            new Transition(PENDING, REVOKE, REVOKED),
            new Transition(ACTIVE, SUSPEND, SUSPENDED),
            new Transition(ACTIVE, REVOKE, REVOKED),
            new Transition(ACTIVE, REPLACE, REVOKED),
            new Transition(SUSPENDED, REINSTATE, ACTIVE),
            new Transition(SUSPENDED, REVOKE, REVOKED),
            new Transition(SUSPENDED, REPLACE, REVOKED));

    static Optional<DeviceStatus> after(DeviceStatus from, String action) {
        return ALLOWED.stream()
                .filter(t -> t.from() == from && t.action().equals(action))
                .map(Transition::to)
                .findFirst();
    }
}
