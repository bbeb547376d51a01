package com.hookprobe.identity.access;

import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;

/**
 * One way to the registry: the gate first, then the registry in the scope of the one whose the thing is, and no wider. What the gate let
 * through is in the audit before it is done; what then fails is there, too.
 */
final class Passage {
    /** What is done with the registry. */
    interface Call<T> {
        T run(DeviceRegistry registry) throws RegistryException;
    }

    /** As many characters as the registry's own audit takes of a name. */
    private static final int BY_CHARS_MAX = 128;

    private final DeviceRegistry registry;
    private final Gate gate;

    Passage(DeviceRegistry registry, Gate gate) {
        this.registry = registry;
        this.gate = gate;
    }

    Gate gate() {
        return gate;
    }

    <T> T through(Principal who, Operation operation, Scope scope, String what, Call<T> call)
            throws RegistryException, DatabaseException {
        gate.pass(who, operation, scope, what);
        try {
            return call.run(registry.within(scope));
        } catch (RegistryException e) {
            gate.failed(who, operation, scope, what, e.kind().name());
            throw e;
        }
    }

    /** Looks for something in each of the principal's scopes, without a decision; what is found is asked for through the gate. */
    DeviceRegistry within(Scope scope) {
        return registry.within(scope);
    }

    static String by(Principal who) {
        return AuditText.clean(who.name(), BY_CHARS_MAX);
    }
}
