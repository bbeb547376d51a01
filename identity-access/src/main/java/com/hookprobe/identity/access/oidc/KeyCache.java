package com.hookprobe.identity.access.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A provider's keys. Fetched anew when they are an hour old, and when a token names one that is not there: the provider has changed
 * its keys. That at most once in {@link #PAUSE}, or anybody could make this machine ask the provider without end. Safe for use by many
 * threads.
 */
final class KeyCache {
    static final Duration AGE_MAX = Duration.ofHours(1);
    static final Duration PAUSE = Duration.ofSeconds(30);

    private static final int KEYS_MAX = 100;
    private static final int RSA_BITS_MIN = 2048;
    private static final int RSA_BITS_MAX = 8192;

    private final Web web;
    private final Clock clock;
    private List<JWK> keys = List.of();
    private @Nullable Instant fetched;
    private @Nullable Instant asked;

    KeyCache(Web web, Clock clock) {
        this.web = web;
        this.clock = clock;
    }

    /**
     * The key for a token.
     *
     * @param kid its name; null only where a single key fits
     */
    synchronized JWK find(URI place, @Nullable String kid, JWSAlgorithm algorithm) throws OidcException {
        Instant now = clock.instant();
        Instant last = fetched;
        if (last == null || now.isAfter(last.plus(AGE_MAX)) || now.isBefore(last)) {
            fetch(place, now);
        }
        List<JWK> fit = fitting(kid, algorithm);
        if (fit.isEmpty() && mayAsk(now)) {
            fetch(place, now);
            fit = fitting(kid, algorithm);
        }
        if (fit.size() != 1) {
            throw new OidcException("id token: expected one key of the provider for it, found " + fit.size());
        }
        return fit.get(0);
    }

    private boolean mayAsk(Instant now) {
        Instant last = asked;
        // A clock that was put back must neither keep old keys nor shut everybody out until it has caught up.
        return last == null || now.isBefore(last) || !now.isBefore(last.plus(PAUSE));
    }

    private void fetch(URI place, Instant now) throws OidcException {
        if (!mayAsk(now)) {
            throw new OidcException("keys: the provider was asked a moment ago; try again");
        }
        asked = now;
        Map<String, Object> said = web.get(place);
        if (!(said.get("keys") instanceof List<?> list) || list.size() > KEYS_MAX) {
            throw new OidcException("keys: expected a list of at most " + KEYS_MAX);
        }
        List<JWK> read = new ArrayList<>();
        for (Object item : list) {
            if (item instanceof Map<?, ?> map) {
                JWK key = parse(map);
                if (key != null) {
                    read.add(key);
                }
            }
        }
        keys = List.copyOf(read);
        fetched = now;
    }

    /** A key of a kind that is not known here is passed over: the provider may have it for others. */
    @SuppressWarnings("unchecked")
    private static @Nullable JWK parse(Map<?, ?> map) {
        try {
            return JWK.parse((Map<String, Object>) map).toPublicJWK();
        } catch (ParseException | IllegalArgumentException e) {
            return null;
        }
    }

    private List<JWK> fitting(@Nullable String kid, JWSAlgorithm algorithm) {
        return keys.stream()
                .filter(key -> kid == null || kid.equals(key.getKeyID()))
                .filter(key -> fits(key, algorithm))
                .toList();
    }

    // access 9.5: "the kind of key MUST be the algorithm's"; a public key is never the key of a MAC
    private static boolean fits(JWK key, JWSAlgorithm algorithm) {
        if (key.getKeyUse() != null && !KeyUse.SIGNATURE.equals(key.getKeyUse())) {
            return false;
        }
        if (key.getAlgorithm() != null && !key.getAlgorithm().getName().equals(algorithm.getName())) {
            return false;
        }
        if (JWSAlgorithm.RS256.equals(algorithm)) {
            return key instanceof RSAKey rsa && rsa.size() >= RSA_BITS_MIN && rsa.size() <= RSA_BITS_MAX;
        }
        if (JWSAlgorithm.ES256.equals(algorithm)) {
            return key instanceof ECKey ec && Curve.P_256.equals(ec.getCurve());
        }
        return JWSAlgorithm.EdDSA.equals(algorithm)
                && key instanceof OctetKeyPair pair
                && Curve.Ed25519.equals(pair.getCurve());
    }
}
