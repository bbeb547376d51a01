package com.hookprobe.identity.access;

import com.hookprobe.identity.registry.sql.Scope;
import java.util.List;
import java.util.Set;

/**
 * Who asks, as it stood when the request came: the grants are read anew for each request, so what is taken away is gone at the
 * next one. Made by {@link Sessions}, {@link ApiTokens} and {@link #local}. Immutable.
 *
 * @param name as the audit names it: a login name, or {@code local:USER}
 * @param accountId the account; empty for a local principal
 * @param home whose account it is
 * @param grants at most {@link Accounts#GRANTS_MAX}
 * @param narrowedTo the operations that are left; all of {@link Operation} when nothing narrows. It only takes away
 */
public record Principal(
        String name, String accountId, Scope home, Set<Grant> grants, Set<Operation> narrowedTo, Origin origin) {
    /** How the principal showed who it is. */
    public enum Origin {
        /** Nobody showed anything yet: a login that failed. */
        UNKNOWN,
        /** A session, after a login by password or OpenID Connect. */
        SESSION,
        /** An API token. */
        TOKEN,
        /** Whoever can open the database on this machine. */
        LOCAL
    }

    /** All operations: the scopes of who is not narrowed. */
    public static final Set<Operation> ALL = Set.of(Operation.values());

    public Principal {
        grants = Set.copyOf(grants);
        narrowedTo = Set.copyOf(narrowedTo);
    }

    /**
     * Whoever opened the database on this machine: platform admin, because who can write the file can write whatever the program
     * could refuse. Named in the audit by the user of the operating system. (access.md 2.6.)
     */
    public static Principal local(String osUser) {
        return new Principal(
                "local:" + AuditText.clean(osUser, 64),
                "",
                Scope.platform(),
                Set.of(new Grant(Role.PLATFORM_ADMIN, Scope.platform())),
                ALL,
                Origin.LOCAL);
    }

    /** The same, acting with an account's rights and no more. The audit names both. */
    public static Principal localAs(String osUser, Account account) {
        return new Principal(
                "local:" + AuditText.clean(osUser, 64) + " as " + account.login(),
                account.id(),
                account.home(),
                account.grants(),
                ALL,
                Origin.LOCAL);
    }

    /** True when something in this place may be seen to exist: some role was granted there or everywhere. */
    public boolean sees(Scope place) {
        return grants.stream()
                .anyMatch(grant -> grant.isEverywhere() || grant.where().equals(place));
    }

    /** Where to look for this principal's things: the platform alone, or each of its tenants. */
    public List<Scope> scopes() {
        if (grants.stream().anyMatch(Grant::isEverywhere)) {
            return List.of(Scope.platform());
        }
        return grants.stream().map(Grant::where).distinct().toList();
    }

    Principal narrowed(Set<Operation> to) {
        Set<Operation> both = new java.util.HashSet<>(narrowedTo);
        both.retainAll(to);
        return new Principal(name, accountId, home, grants, both, origin);
    }
}
