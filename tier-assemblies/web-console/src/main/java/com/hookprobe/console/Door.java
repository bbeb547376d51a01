package com.hookprobe.console;

import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.registry.sql.DatabaseException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Who asks, and from which page. Immutable. (console.md 3.) */
final class Door {
    /** Which a change must carry: no form and no foreign page can set it without being asked first. */
    static final String HEADER = "X-HookProbe-Console";

    /** An address, or this machine's own name for itself, with or without a port. */
    private static final Pattern UNBINDABLE =
            Pattern.compile("(localhost|[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-fA-F:.]+])(:[0-9]{1,5})?");

    private static final Duration PROVIDER_PATIENCE = Duration.ofMinutes(10);

    private final Access access;
    private final String session;
    private final String provider;
    private final String attributes;
    private final String scheme;
    private final boolean secure;
    private final Set<String> origins;

    Door(ConsoleConfig config, Access access) {
        this.access = access;
        // RFC 6265bis: with this prefix a browser takes the cookie from this very host, over TLS, for all of its paths
        // only.
        String prefix = config.secure() ? "__Host-" : "";
        this.session = prefix + "hp-" + config.name();
        this.provider = prefix + "hp-oidc-" + config.name();
        this.attributes = "; Path=/; HttpOnly" + (config.secure() ? "; Secure" : "");
        this.scheme = config.secure() ? "https://" : "http://";
        this.secure = config.secure();
        this.origins = config.origins();
    }

    /** Anybody may ask, but a change only from a page of this server. */
    Endpoint.Guard ownPage() {
        return request -> {
            requireOwnPage(request);
            return "";
        };
    }

    /** The session's text becomes the caller; what it is worth is looked up inside the edge's gate. */
    Endpoint.Guard reader() {
        return request -> required(cookie(request, session));
    }

    /** As {@link #reader}, for changes. */
    Endpoint.Guard changer() {
        return request -> {
            requireOwnPage(request);
            return required(cookie(request, session));
        };
    }

    /** Who holds the session of this request, as it stands now. */
    Principal principal(Request request) throws DatabaseException, Problem {
        return holder(request.caller()).orElseThrow(Door::nobody);
    }

    /** Who holds a session; empty when it is over. */
    Optional<Principal> holder(String text) throws DatabaseException {
        return access.sessions().authenticate(text);
    }

    Response give(Response response, String secret) {
        return response.header("Set-Cookie", session + '=' + secret + attributes + "; SameSite=Strict");
    }

    Response take(Response response) {
        return response.header("Set-Cookie", session + "=" + attributes + "; SameSite=Strict; Max-Age=0");
    }

    /** Lax: the provider sends the browser back here from its own page. */
    Response giveProvider(Response response, String secret) {
        return response.header(
                "Set-Cookie",
                provider + '=' + secret + attributes + "; SameSite=Lax; Max-Age=" + PROVIDER_PATIENCE.toSeconds());
    }

    String providerCookie(Request request) {
        return cookie(request, provider);
    }

    private void requireOwnPage(Request request) throws Problem {
        String origin = request.header("Origin");
        boolean own = origins.isEmpty() ? isOfHost(origin, request.header("Host")) : origins.contains(origin);
        String site = request.header("Sec-Fetch-Site");
        if (request.header(HEADER).isEmpty() || !own || !(site.isEmpty() || site.equals("same-origin"))) {
            throw Problem.of(
                    403,
                    "Not from this console",
                    "a change that a page of this console sent, with " + HEADER + " and its Origin",
                    origin.isEmpty() ? "no Origin" : origin,
                    "open the console by the address that it was configured with, and try again");
        }
    }

    /**
     * Of the very host that was asked. Without TLS only a name that nobody else can give an address of ours: any other may have been
     * rebound to this machine by whose page it is.
     */
    private boolean isOfHost(String origin, String host) {
        return origin.equals(scheme + host)
                && (secure || UNBINDABLE.matcher(host).matches());
    }

    private static String required(String text) throws Problem {
        if (text.isEmpty()) {
            throw nobody();
        }
        return text;
    }

    private static Problem nobody() {
        return Problem.of(401, "Not logged in", "a session", "none, or one that is over", "log in");
    }

    private static String cookie(Request request, String name) {
        for (String pair : request.header("Cookie").split(";", -1)) {
            String trimmed = pair.strip();
            if (trimmed.startsWith(name + '=')) {
                return trimmed.substring(name.length() + 1);
            }
        }
        return "";
    }
}
