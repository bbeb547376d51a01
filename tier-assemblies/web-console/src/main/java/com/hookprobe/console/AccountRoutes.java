package com.hookprobe.console;

import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.Account;
import com.hookprobe.identity.access.Accounts;
import com.hookprobe.identity.access.Grant;
import com.hookprobe.identity.access.LoginName;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.access.Role;
import com.hookprobe.identity.registry.sql.Scope;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Accounts of operators and their roles; {@link Accounts} asks the gate and writes the audit. */
final class AccountRoutes {
    private static final int NAME_MAX = 130;
    private static final int PASSWORD_MAX = 256;
    private static final int REASON_MAX = 200;

    private final Routes routes;
    private final Accounts accounts;

    AccountRoutes(Routes routes, Access access) {
        this.routes = routes;
        this.accounts = access.accounts();
    }

    record Row(
            String login,
            String home,
            boolean hasPassword,
            boolean mustChange,
            boolean disabled,
            long createdMicros,
            String createdBy,
            long lastLoginMicros,
            List<Held> grants) {}

    record Held(String role, String place) {}

    /** What can be done to an account. */
    private enum Deed {
        ENABLE,
        DISABLE,
        RESET,
        END_SESSIONS,
        GRANT,
        REVOKE
    }

    List<Endpoint> endpoints() {
        return List.of(
                routes.get("/ui/api/accounts", Set.of("place", "after", "limit"), this::list),
                routes.post("/ui/api/accounts", this::add),
                routes.post("/ui/api/accounts/change", this::change));
    }

    private Object list(Principal who, Request request) throws Exception {
        Scope home = Places.of(request.query().text("place").orElse("*"));
        String after = request.query().text("after").orElse("");
        if (after.length() > NAME_MAX) {
            throw Problem.badRequest("a login name as after", after, "take it from the page before");
        }
        return accounts.list(who, home, after, SiteRoutes.limit(request)).stream()
                .map(AccountRoutes::row)
                .toList();
    }

    private Object add(Principal who, Request request, Body body) throws Exception {
        LoginName name = LoginName.parse(body.text("login", NAME_MAX));
        char[] password = body.secret("password", PASSWORD_MAX);
        try {
            return row(accounts.add(who, name, password));
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private Object change(Principal who, Request request, Body body) throws Exception {
        LoginName name = LoginName.parse(body.text("login", NAME_MAX));
        Deed deed = body.choice("deed", Deed.class);
        return switch (deed) {
            case ENABLE -> row(accounts.enable(who, name, body.text("reason", REASON_MAX)));
            case DISABLE -> row(accounts.disable(who, name, body.text("reason", REASON_MAX)));
            case RESET -> reset(who, name, body.secret("password", PASSWORD_MAX));
            case END_SESSIONS -> {
                accounts.endSessions(who, name);
                yield Map.of();
            }
            case GRANT -> row(accounts.grant(who, name, grant(body)));
            case REVOKE -> row(accounts.revoke(who, name, grant(body)));
        };
    }

    private Row reset(Principal who, LoginName name, char[] password) throws Exception {
        try {
            return row(accounts.resetPassword(who, name, password));
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static Grant grant(Body body) throws Problem {
        return new Grant(body.choice("role", Role.class), Places.of(body.text("place", 63)));
    }

    private static Row row(Account account) {
        return new Row(
                account.login(),
                Places.text(account.home()),
                account.hasPassword(),
                account.mustChange(),
                account.disabled(),
                Micros.of(account.created()),
                account.createdBy(),
                account.lastLogin().map(Micros::of).orElse(0L),
                account.grants().stream()
                        .map(grant -> new Held(grant.role().name(), Places.text(grant.where())))
                        .sorted(Comparator.comparing(Held::place).thenComparing(Held::role))
                        .toList());
    }
}
