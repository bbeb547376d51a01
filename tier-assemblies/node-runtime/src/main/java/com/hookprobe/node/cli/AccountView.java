package com.hookprobe.node.cli;

import com.hookprobe.identity.access.Account;
import com.hookprobe.identity.access.ApiToken;
import com.hookprobe.identity.access.AuditRecord;
import com.hookprobe.identity.access.Grant;
import com.hookprobe.identity.access.Operation;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.node.log.EventLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Accounts, tokens and audit rows for people and, one JSON object a line, for programs. */
final class AccountView {
    private AccountView() {}

    static void print(Account account, boolean json) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("account", account.login());
        fields.put("id", account.id());
        fields.put("home", place(account.home()));
        fields.put("state", state(account));
        fields.put("roles", roles(account));
        fields.put("password", account.hasPassword());
        fields.put("created", account.created().toString());
        fields.put("created_by", account.createdBy());
        fields.put("last_login", account.lastLogin().map(Object::toString).orElse(""));
        if (json) {
            System.out.println(EventLog.json(fields));
        } else {
            fields.forEach((key, value) -> System.out.printf("%-11s %s%n", key, value));
        }
    }

    static void printLine(Account account) {
        System.out.printf("%-32s %-15s %s%n", account.login(), state(account), String.join(" ", roles(account)));
    }

    static void print(ApiToken token, String state, boolean json) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("token", token.id());
        fields.put("account", token.owner());
        fields.put("label", token.label());
        fields.put("state", state);
        fields.put(
                "scopes", token.scopes().stream().map(Operation::text).sorted().toList());
        fields.put("expires", token.expires().toString());
        fields.put("last_used", token.lastUsed().map(Object::toString).orElse(""));
        if (json) {
            System.out.println(EventLog.json(fields));
        } else {
            System.out.printf(
                    "%s %-8s %-20s %-24s until %s, last used %s, %d scopes%n",
                    token.id(),
                    state,
                    token.owner(),
                    token.label(),
                    token.expires(),
                    token.lastUsed().map(Object::toString).orElse("never"),
                    token.scopes().size());
        }
    }

    static void print(AuditRecord row, boolean json) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("sequence", row.sequence());
        fields.put("time", row.time().toString());
        fields.put("tenant", place(row.tenant()));
        fields.put("actor", row.actor());
        fields.put("origin", row.origin().name());
        fields.put("action", row.action());
        fields.put("outcome", row.outcome().name());
        fields.put("thing", row.thing());
        fields.put("detail", row.detail());
        fields.put("address", row.address());
        fields.put("hash", row.hash());
        System.out.println(
                json
                        ? EventLog.json(fields)
                        : String.format(
                                        "%6d %s %-8s %-20s %-8s %s %s %s",
                                        row.sequence(),
                                        row.time(),
                                        place(row.tenant()),
                                        row.actor(),
                                        row.outcome(),
                                        row.action(),
                                        row.thing(),
                                        row.detail())
                                .stripTrailing());
    }

    static String place(Scope scope) {
        return scope instanceof Scope.Tenant tenant ? tenant.id().value() : "*";
    }

    private static String state(Account account) {
        if (account.disabled()) {
            return "disabled";
        }
        return account.mustChange() ? "first password" : "enabled";
    }

    private static List<String> roles(Account account) {
        return account.grants().stream().map(Grant::toString).sorted().toList();
    }
}
