package com.hookprobe.identity.access.oidc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Logins that were begun and not ended: for each what the answer has to fit. Each is taken out once. Too many push out the oldest. Safe
 * for use by many threads.
 */
final class PendingLogins {
    static final Duration LIFE = Duration.ofMinutes(10);
    static final int PENDING_MAX = 1_000;

    private static final int SECRET_BYTES = 32;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /**
     * One login.
     *
     * @param state goes to the provider and comes back
     * @param nonce comes back in the id token
     * @param verifier of PKCE; only the token endpoint is told it
     * @param browser stays with the browser that began, in a cookie; an answer that another brings is refused
     */
    record Pending(String state, String nonce, String verifier, String browser, Instant begun) {
        @Override
        public String toString() {
            return "Pending[" + begun + "]";
        }
    }

    private final SecureRandom random;
    private final Map<String, Pending> pending = new LinkedHashMap<>();

    PendingLogins(SecureRandom random) {
        this.random = random;
    }

    synchronized Pending begin(Instant now) {
        pending.values().removeIf(old -> now.isAfter(old.begun().plus(LIFE)));
        if (pending.size() >= PENDING_MAX) {
            pending.remove(pending.keySet().iterator().next());
        }
        Pending made = new Pending(draw(), draw(), draw(), draw(), now);
        pending.put(made.state(), made);
        return made;
    }

    /** Takes a login out, if this browser began it and it is not too old. */
    synchronized Optional<Pending> take(String state, String browser, Instant now) {
        Pending found = pending.get(state);
        // One that another browser brings stays: a stranger must not be able to end a login.
        if (found == null
                || !MessageDigest.isEqual(
                        found.browser().getBytes(StandardCharsets.UTF_8), browser.getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        pending.remove(state);
        return now.isAfter(found.begun().plus(LIFE)) ? Optional.empty() : Optional.of(found);
    }

    synchronized int size() {
        return pending.size();
    }

    private String draw() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return BASE64.encodeToString(secret);
    }
}
