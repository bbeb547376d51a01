package com.hookprobe.identity.access;

import com.hookprobe.identity.access.AccessException.Kind;
import com.hookprobe.identity.access.AuditRecord.Outcome;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;

/**
 * Before each operation: asks the policy, and writes down what it said. A refusal is on disk before it is answered; what cannot be
 * written down is not done. Safe for use by many threads.
 */
public final class Gate {
    private final Policy policy;
    private final AccessStore store;

    Gate(Policy policy, AccessStore store) {
        this.policy = policy;
        this.store = store;
    }

    /**
     * Passes, and records by itself: for operations that other modules carry out.
     *
     * @param thing whose the thing is
     * @param what the thing, as the audit names it: no secret
     * @throws AccessException NOT_FOUND when the principal may not see anything there, NOT_PERMITTED
     */
    public void pass(Principal who, Operation operation, Scope thing, String what) throws DatabaseException {
        check(who, operation, thing, what);
        if (policy.kind(operation).isRecorded()) {
            store.record(AuditEntry.of(who, operation, thing, Outcome.DONE, what, ""));
        }
    }

    /** Writes down that what was allowed could not be carried out. */
    public void failed(Principal who, Operation operation, Scope thing, String what, String why)
            throws DatabaseException {
        store.record(AuditEntry.of(who, operation, thing, Outcome.FAILED, what, why));
    }

    /**
     * Passes and records nothing: for changes that write their own row in their own transaction, and to find out what to show.
     *
     * @throws AccessException NOT_FOUND, NOT_PERMITTED; these are recorded
     */
    void check(Principal who, Operation operation, Scope thing, String what) throws DatabaseException {
        // access 4.2: "things of another tenant MUST look like things that do not exist"
        if (!policy.kind(operation).isSelf() && !thing.equals(Scope.platform()) && !who.sees(thing)) {
            throw notFound(who, operation, what);
        }
        Decision decision = policy.check(who, operation, thing);
        if (!decision.allowed()) {
            Scope ofWhom = who.sees(thing) ? thing : who.home();
            store.record(AuditEntry.of(who, operation, ofWhom, Outcome.REFUSED, what, decision.reason()));
            throw new AccessException(
                    Kind.NOT_PERMITTED,
                    operation.text() + ": not permitted to " + who.name() + "; " + decision.reason()
                            + ". Who may is in docs/spec/access.md, section 3");
        }
    }

    /**
     * The one answer to what is not there and to what is another tenant's. Recorded in the audit of who asked: looking for things
     * of others is worth knowing.
     */
    AccessException notFound(Principal who, Operation operation, String what) throws DatabaseException {
        store.record(AuditEntry.of(who, operation, who.home(), Outcome.REFUSED, what, "no such thing here"));
        return new AccessException(
                Kind.NOT_FOUND,
                operation.text() + ": there is no " + AuditText.clean(what, 200) + "; check the spelling");
    }
}
