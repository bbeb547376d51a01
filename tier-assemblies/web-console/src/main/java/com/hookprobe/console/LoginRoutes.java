package com.hookprobe.console;

import com.hookprobe.console.view.NodeView;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.RateLimiter;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.AccessException;
import com.hookprobe.identity.access.Grant;
import com.hookprobe.identity.access.LoginName;
import com.hookprobe.identity.access.Operation;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.access.Role;
import com.hookprobe.identity.access.Sessions;
import com.hookprobe.identity.access.oidc.OidcLogin;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Getting in, getting out, and who one is. (console.md 3.) */
final class LoginRoutes {
    private static final int NAME_MAX = 130;
    private static final int PASSWORD_MAX = 256;
    private static final int SECRET_MAX = 256;
    private static final Set<String> PROVIDER_ANSWERS =
            Set.of("state", "code", "iss", "error", "error_description", "error_uri", "session_state", "scope");

    /**
     * First starts and answers of providers, of one address: each that is refused is a row of the audit, and no account's throttle
     * holds it.
     */
    private static final double STRANGERS_PER_SECOND = 0.2;

    private static final int STRANGERS_BURST = 10;
    private static final int ADDRESSES_MAX = 1_024;

    private final Routes routes;
    private final Door door;
    private final Access access;
    private final NodeView node;
    private final Optional<ConsoleConfig.Provider> provider;
    private final boolean isProvidersNode;
    private final RateLimiter strangers =
            new RateLimiter(STRANGERS_PER_SECOND, STRANGERS_BURST, ADDRESSES_MAX, System::nanoTime);

    /** Passwords that are given as the old one, of one account: who has found an open session must not find the password as well. */
    private final RateLimiter guesses =
            new RateLimiter(STRANGERS_PER_SECOND, STRANGERS_BURST, ADDRESSES_MAX, System::nanoTime);

    LoginRoutes(Routes routes, ConsoleConfig config, Access access, NodeView node, boolean isProvidersNode) {
        this.routes = routes;
        this.door = routes.door();
        this.access = access;
        this.node = node;
        this.provider = config.provider();
        this.isProvidersNode = isProvidersNode;
    }

    /**
     * Who asks, and what there is for him: operations that he may do to the node, to what is a site's, and in each place that he sees.
     */
    record Me(
            String name,
            boolean mustChange,
            boolean hasSite,
            boolean hasFederation,
            boolean hasRegistry,
            boolean hasReports,
            boolean hasFleet,
            List<String> node,
            List<String> site,
            List<Place> places) {}

    record Place(String place, List<String> may) {}

    record Entry(String name, boolean mustChange) {}

    record Ways(String provider) {}

    List<Endpoint> endpoints() {
        List<Endpoint> all = new ArrayList<>(List.of(
                Endpoint.get(
                        "/ui/api/ways",
                        Endpoint.Guard.OPEN,
                        Set.of(),
                        request -> Json.answer(new Ways(
                                provider.map(ConsoleConfig.Provider::label).orElse("")))),
                routes.open("/ui/api/login", this::login),
                routes.open("/ui/api/first", this::first),
                routes.post("/ui/api/logout", this::logout),
                routes.post("/ui/api/password", this::password),
                routes.get("/ui/api/me", Set.of(), (who, request) -> me(who))));
        provider.ifPresent(with -> {
            all.add(Endpoint.get(
                    "/ui/oidc/begin", Endpoint.Guard.OPEN, Set.of(), request -> begin(with.login(), request)));
            all.add(Endpoint.get(
                    "/ui/oidc/finish",
                    Endpoint.Guard.OPEN,
                    PROVIDER_ANSWERS,
                    request -> finish(with.login(), request)));
        });
        return all;
    }

    private Object login(Request request, Body body) throws Exception {
        char[] password = body.secret("password", PASSWORD_MAX);
        try {
            return in(access.passwordLogin().login(body.text("name", NAME_MAX), password, request.remote()));
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private Response in(Sessions.Opened opened) {
        return door.give(Json.answer(new Entry(opened.principal().name(), opened.mustChange())), opened.secret());
    }

    /** The first start: the secret that {@code account bootstrap} printed makes the first administrator. */
    private Object first(Request request, Body body) throws Exception {
        requirePause(strangers.refusal(request.remote()));
        char[] password = body.secret("password", PASSWORD_MAX);
        try {
            String name = body.text("name", NAME_MAX);
            access.bootstrap().redeem(body.text("secret", SECRET_MAX), name, password);
            Sessions.Opened opened = access.passwordLogin().login(name, password, request.remote());
            if (!isProvidersNode) {
                runAll(opened.principal());
            }
            return in(opened);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** At a site one person runs everything; what an administrator may not do by his role, he is granted in view of the audit. */
    private void runAll(Principal first) throws DatabaseException {
        for (Role role : List.of(Role.OPERATOR, Role.ANALYST)) {
            access.accounts().grant(first, LoginName.parse(first.name()), new Grant(role, Scope.platform()));
        }
    }

    private Object logout(Principal who, Request request, Body body) throws Exception {
        access.sessions().end(request.caller());
        return door.take(Json.answer(Map.of()));
    }

    private Object password(Principal who, Request request, Body body) throws Exception {
        requirePause(guesses.refusal(who.name()));
        char[] old = body.secret("old", PASSWORD_MAX);
        char[] fresh = body.secret("fresh", PASSWORD_MAX);
        try {
            access.accounts().changePassword(who, old, fresh);
            // All sessions ended with the old password, this one too.
            return in(access.passwordLogin().login(who.name(), fresh, request.remote()));
        } finally {
            Arrays.fill(old, '\0');
            Arrays.fill(fresh, '\0');
        }
    }

    private Me me(Principal who) {
        List<Place> places = who.scopes().stream()
                .map(scope -> new Place(Places.text(scope), may(who, scope)))
                .toList();
        return new Me(
                who.name(),
                who.narrowedTo().size() < Principal.ALL.size(),
                node.site().isPresent(),
                node.federation().isPresent(),
                isProvidersNode,
                node.reports().isPresent(),
                node.fleet().isPresent(),
                may(who, Places.NODE),
                may(who, Places.SITE),
                places);
    }

    private List<String> may(Principal who, Scope scope) {
        return Arrays.stream(Operation.values())
                .filter(operation ->
                        access.policy().check(who, operation, scope).allowed())
                .map(Operation::text)
                .toList();
    }

    private static void requirePause(int wait) throws Problem {
        if (wait > 0) {
            throw Problem.of(429, "Too many attempts", "a pause", "none", "try again in " + wait + " s")
                    .header("Retry-After", Integer.toString(wait));
        }
    }

    private Response begin(OidcLogin login, Request request) throws Exception {
        requirePause(strangers.refusal(request.remote()));
        try {
            OidcLogin.Start start = login.begin(request.remote());
            Response response = Security.of(Response.empty(303))
                    .header("Location", start.authorize().toString());
            return door.giveProvider(response, start.browser());
        } catch (AccessException e) {
            return refused();
        }
    }

    private Response finish(OidcLogin login, Request request) throws Exception {
        requirePause(strangers.refusal(request.remote()));
        Map<String, String> answers = new HashMap<>();
        for (String name : PROVIDER_ANSWERS) {
            request.query().text(name).ifPresent(value -> answers.put(name, value));
        }
        try {
            Sessions.Opened opened = login.finish(answers, door.providerCookie(request), request.remote());
            return door.give(Security.of(Response.empty(303)).header("Location", "/"), opened.secret());
        } catch (AccessException e) {
            return refused();
        }
    }

    /** The person stands in the middle of the provider's redirects: a page is shown, not a problem in JSON. */
    private static Response refused() {
        return Security.of(Response.empty(303)).header("Location", "/#/login?refused");
    }
}
