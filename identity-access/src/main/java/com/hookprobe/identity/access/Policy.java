package com.hookprobe.identity.access;

import com.hookprobe.identity.registry.sql.Scope;

/**
 * Decides who may do what. The only place that looks at roles. Pure and immutable: what it is not told it refuses.
 *
 * <p>Whoever carries operations out asks through {@link Gate}, which writes the answer down as well.
 */
public final class Policy {
    private final PolicyTable table;

    private Policy(PolicyTable table) {
        this.table = table;
    }

    /** The policy of this program. */
    public static Policy ofJar() {
        return new Policy(PolicyTable.ofJar());
    }

    /** The table as it stands in the jar: Markdown. */
    public static String tableText() {
        return PolicyTable.text();
    }

    /** What an operation does, as the table says. */
    public Operation.Kind kind(Operation operation) {
        return table.kind(operation);
    }

    /**
     * Says whether a principal may do something to a thing.
     *
     * @param thing whose the thing is: a tenant, or the platform for what is no tenant's
     */
    public Decision check(Principal who, Operation operation, Scope thing) {
        // access 3.4: "scopes of a token only take away"
        if (!who.narrowedTo().contains(operation)) {
            return new Decision(false, "not among the scopes of this token or session: " + operation.text());
        }
        if (table.kind(operation).isSelf()) {
            return checkSelf(who, operation);
        }
        for (Grant grant : who.grants()) {
            // access 1.5: a role that was granted in one tenant says nothing about the platform
            if (thing.equals(Scope.platform())) {
                if (grant.isEverywhere() && table.allows(grant.role(), operation, Reach.PLATFORM)) {
                    return new Decision(true, grant + ", platform");
                }
            } else {
                Reach reach = reach(grant, thing);
                if (table.allows(grant.role(), operation, reach)) {
                    return new Decision(true, grant + ", " + (reach == Reach.OWN ? "own tenant" : "another tenant"));
                }
            }
        }
        return new Decision(
                false, "no role that allows " + operation.text() + (who.grants().isEmpty() ? ": none granted" : ""));
    }

    /** access 1.6: who has no role yet has what a VIEWER has of its own, or it could not change its first password. */
    private Decision checkSelf(Principal who, Operation operation) {
        boolean allowed = who.grants().isEmpty()
                ? table.allows(Role.VIEWER, operation, Reach.OWN)
                : who.grants().stream().anyMatch(grant -> table.allows(grant.role(), operation, Reach.OWN));
        return new Decision(allowed, allowed ? "one's own" : "no role that allows " + operation.text());
    }

    private static Reach reach(Grant grant, Scope tenant) {
        if (grant.role() == Role.PLATFORM_ADMIN) {
            return Reach.OTHER;
        }
        return grant.isEverywhere() || grant.where().equals(tenant) ? Reach.OWN : Reach.OTHER;
    }
}
