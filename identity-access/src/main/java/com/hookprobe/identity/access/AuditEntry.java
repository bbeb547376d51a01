package com.hookprobe.identity.access;

import com.hookprobe.identity.registry.sql.Scope;

/**
 * What is to be written down. Texts are cut and made printable here, so that none can break a line or grow a table.
 *
 * @param tenant whose audit it stands in: that of the thing when the thing may be seen, else of who asked
 * @param actor who: a login name, {@code local:USER}, or {@value #UNKNOWN} for a name that is no account's (it may be a password,
 *     typed into the wrong field)
 * @param action an operation's text, or {@code login}, {@code login.oidc}, {@code bootstrap}
 * @param thing what it was done to; may be empty
 * @param address from where; may be empty
 */
record AuditEntry(
        Scope tenant,
        String actor,
        Principal.Origin origin,
        String action,
        AuditRecord.Outcome outcome,
        String thing,
        String detail,
        String address) {
    static final String UNKNOWN = "(unknown)";

    AuditEntry {
        actor = AuditText.clean(actor, AuditRecord.ACTOR_CHARS_MAX);
        action = AuditText.clean(action, AuditRecord.ACTION_CHARS_MAX);
        thing = AuditText.clean(thing, AuditRecord.THING_CHARS_MAX);
        detail = AuditText.clean(detail, AuditRecord.DETAIL_CHARS_MAX);
        address = AuditText.clean(address, AuditRecord.ADDRESS_CHARS_MAX);
    }

    static AuditEntry of(
            Principal who,
            Operation operation,
            Scope tenant,
            AuditRecord.Outcome outcome,
            String thing,
            String detail) {
        return new AuditEntry(tenant, who.name(), who.origin(), operation.text(), outcome, thing, detail, "");
    }
}
