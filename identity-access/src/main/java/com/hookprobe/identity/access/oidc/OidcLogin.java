package com.hookprobe.identity.access.oidc;

import com.hookprobe.identity.access.ExternalLogin;
import com.hookprobe.identity.access.Sessions;
import com.hookprobe.identity.registry.sql.DatabaseException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Login by one OpenID provider: authorization code with PKCE. A web server sends the browser to {@link Start#authorize}, and gives what
 * comes back to {@link #finish}. Logins that are under way are kept in memory: an answer has to come to the process that began. Safe for
 * use by many threads; {@code finish} waits for the provider, at the most three answers of ten seconds.
 */
public final class OidcLogin {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration DISCOVERY_AGE_MAX = Duration.ofHours(1);
    private static final int PARAMETER_CHARS_MAX = 4_096;

    private final OidcConfig config;
    private final ExternalLogin logins;
    private final Clock clock;
    private final Web web;
    private final PendingLogins pending;
    private final IdToken idToken;
    private @Nullable Discovery known;
    private @Nullable Instant knownSince;
    private @Nullable Instant failed;

    /** With the clock and randomness of this machine. */
    public OidcLogin(OidcConfig config, ExternalLogin logins) {
        this(config, logins, Clock.systemUTC(), new SecureRandom(), PATIENCE);
    }

    OidcLogin(OidcConfig config, ExternalLogin logins, Clock clock, SecureRandom random, Duration patience) {
        this.config = config;
        this.logins = logins;
        this.clock = clock;
        this.web = new Web(patience);
        this.pending = new PendingLogins(random);
        this.idToken = new IdToken(config, new KeyCache(web, clock));
    }

    /**
     * A login that began.
     *
     * @param authorize where to send the browser
     * @param browser what to leave with it: a cookie, HttpOnly, Secure, SameSite=Lax, for ten minutes
     */
    public record Start(URI authorize, String browser) {
        /** Without the secrets. */
        @Override
        public String toString() {
            return "Start[" + authorize.getHost() + "]";
        }
    }

    /**
     * Begins a login.
     *
     * @throws com.hookprobe.identity.access.AccessException NOT_AUTHENTICATED when the provider cannot be asked, or is not who it should be
     */
    public Start begin(InetAddress from) throws DatabaseException {
        try {
            Discovery provider = discovery();
            PendingLogins.Pending made = pending.begin(clock.instant());
            Map<String, String> query = new LinkedHashMap<>();
            query.put("response_type", "code");
            query.put("client_id", config.clientId());
            query.put("redirect_uri", config.redirectUri().toString());
            query.put("scope", "openid " + String.join(" ", config.scopes()));
            query.put("state", made.state());
            query.put("nonce", made.nonce());
            query.put("code_challenge", challenge(made.verifier()));
            query.put("code_challenge_method", "S256");
            String base = provider.authorize().toString();
            return new Start(URI.create(base + (base.contains("?") ? "&" : "?") + Web.encode(query)), made.browser());
        } catch (OidcException e) {
            throw logins.refuse(config.home(), reason(e), from);
        }
    }

    /**
     * Ends a login with what the provider sent the browser back with.
     *
     * @param parameters of the query: {@code state}, {@code code} or {@code error}, perhaps {@code iss}
     * @param browser the cookie
     * @throws com.hookprobe.identity.access.AccessException NOT_AUTHENTICATED, for whatever reason; the audit has it
     */
    public Sessions.Opened finish(Map<String, String> parameters, String browser, InetAddress from)
            throws DatabaseException {
        ExternalLogin.Person person;
        try {
            person = person(parameters, browser);
        } catch (OidcException e) {
            throw logins.refuse(config.home(), reason(e), from);
        }
        return logins.login(person, from);
    }

    private ExternalLogin.Person person(Map<String, String> parameters, String browser) throws OidcException {
        for (String value : parameters.values()) {
            if (value.length() > PARAMETER_CHARS_MAX) {
                throw new OidcException(
                        "answer: expected parameters of at most " + PARAMETER_CHARS_MAX + " characters");
            }
        }
        PendingLogins.Pending begun = pending.take(parameters.getOrDefault("state", ""), browser, clock.instant())
                .orElseThrow(() -> new OidcException(
                        "answer: expected the state of a login of this browser, found none, an old or a used one"));
        Discovery provider = discovery();
        String named = parameters.get("iss");
        // access 9.4, RFC 9207: an answer of another provider than the one that was asked
        if (named == null
                ? provider.namesItself()
                : !named.equals(config.issuer().toString())) {
            throw new OidcException("answer: expected iss " + config.issuer() + ", found another or none");
        }
        if (parameters.containsKey("error")) {
            throw new OidcException("answer: the provider refused: " + parameters.get("error"));
        }
        String code = Optional.ofNullable(parameters.get("code"))
                .filter(c -> !c.isEmpty())
                .orElseThrow(() -> new OidcException("answer: expected a code, found none"));
        Map<String, Object> claims = idToken.verify(
                redeem(provider, code, begun.verifier()), begun.nonce(), provider.keys(), clock.instant());
        return person(claims);
    }

    private String redeem(Discovery provider, String code, String verifier) throws OidcException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", config.redirectUri().toString());
        form.put("client_id", config.clientId());
        form.put("code_verifier", verifier);
        Supplier<char[]> supplier = config.clientSecret();
        char[] secret = supplier == null ? null : supplier.get();
        try {
            Map<String, Object> answer = web.post(provider.token(), form, config.clientId(), secret);
            if (answer.get("id_token") instanceof String token) {
                return token;
            }
            throw new OidcException("token endpoint: expected an id_token, found none");
        } finally {
            if (secret != null) {
                Arrays.fill(secret, '\0');
            }
        }
    }

    private ExternalLogin.Person person(Map<String, Object> claims) throws OidcException {
        String wish = claims.get(config.nameClaim()) instanceof String text ? text : "";
        return new ExternalLogin.Person(
                config.issuer().toString(),
                String.valueOf(claims.get("sub")),
                config.home(),
                wish,
                Groups.grants(claims, config.groupsClaim(), config.rules()));
    }

    private synchronized Discovery discovery() throws OidcException {
        Instant now = clock.instant();
        Discovery found = known;
        if (found != null && isWithin(now, knownSince, DISCOVERY_AGE_MAX)) {
            return found;
        }
        // While a provider is down, each login would wait for it, one after the other.
        if (isWithin(now, failed, PATIENCE)) {
            throw new OidcException("discovery: the provider did not answer a moment ago; try again");
        }
        failed = now;
        Discovery fresh = Discovery.parse(config.issuer(), web.get(Discovery.place(config.issuer())));
        known = fresh;
        knownSince = now;
        failed = null;
        return fresh;
    }

    /** False for a moment that lies ahead, as after a clock that was put back. */
    private static boolean isWithin(Instant now, @Nullable Instant since, Duration age) {
        return since != null && !now.isBefore(since) && now.isBefore(since.plus(age));
    }

    private static String challenge(String verifier) {
        try {
            // RFC 7636, 4.2: BASE64URL(SHA256(ASCII(code_verifier))); the standard leaves no place for a label.
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String reason(OidcException e) {
        return String.valueOf(e.getMessage());
    }
}
