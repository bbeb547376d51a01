package com.hookprobe.identity.access.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Verifies an id token. (OpenID Connect Core 1.0, 3.1.3.7; access.md 9.5 and 9.6.) What is not said here of a token is not believed:
 * keys and addresses of keys in its header are never looked at.
 */
final class IdToken {
    private static final int CHARS_MAX = 64 * 1024;
    private static final int SUBJECT_CHARS_MAX = 255;
    /** How old a token may be when it comes: it was made for this login. */
    private static final Duration AGE_MAX = Duration.ofMinutes(10);
    /** The longest life that is believed in. */
    private static final Duration LIFE_MAX = Duration.ofDays(1);

    private final OidcConfig config;
    private final KeyCache keys;

    IdToken(OidcConfig config, KeyCache keys) {
        this.config = config;
        this.keys = keys;
    }

    /** Returns the claims of a token that holds. */
    Map<String, Object> verify(String text, String nonce, URI keysAt, Instant now) throws OidcException {
        if (text.length() > CHARS_MAX) {
            throw new OidcException("id token: expected at most " + CHARS_MAX + " characters");
        }
        JWSObject token = parse(text);
        JWSHeader header = token.getHeader();
        JWSAlgorithm algorithm = header.getAlgorithm();
        // access 9.5: "before anything else is looked at"
        if (!config.algorithms().contains(algorithm.getName())) {
            throw new OidcException(
                    "id token: expected one of " + config.algorithms() + ", found the algorithm " + algorithm);
        }
        if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
            throw new OidcException("id token: expected no critical header, found " + header.getCriticalParams());
        }
        verifySignature(token, keys.find(keysAt, header.getKeyID(), algorithm));
        Map<String, Object> claims = token.getPayload().toJSONObject();
        if (claims == null) {
            throw new OidcException("id token: expected a JSON object");
        }
        checkWhoAndForWhom(claims);
        checkTimes(claims, now);
        if (!(claims.get("nonce") instanceof String found)
                || !MessageDigest.isEqual(
                        found.getBytes(StandardCharsets.UTF_8), nonce.getBytes(StandardCharsets.UTF_8))) {
            throw new OidcException("id token: expected the nonce of this login, found another or none");
        }
        return claims;
    }

    /** Refuses {@code none} as well: this is a signed object or nothing. */
    private static JWSObject parse(String text) throws OidcException {
        try {
            return JWSObject.parse(text);
        } catch (ParseException | IllegalArgumentException e) {
            throw new OidcException("id token: expected a signed token (JWS, compact), found something else", e);
        }
    }

    private static void verifySignature(JWSObject token, JWK key) throws OidcException {
        try {
            JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
            JWSVerifier verifier;
            if (JWSAlgorithm.RS256.equals(algorithm)) {
                verifier = new RSASSAVerifier(key.toRSAKey());
            } else if (JWSAlgorithm.ES256.equals(algorithm)) {
                verifier = new ECDSAVerifier(key.toECKey());
            } else {
                verifier = new Ed25519Verifier(key.toOctetKeyPair());
            }
            if (!token.verify(verifier)) {
                throw new OidcException("id token: the signature is not the provider's");
            }
        } catch (JOSEException | IllegalStateException e) {
            throw new OidcException("id token: the signature cannot be verified", e);
        }
    }

    private void checkWhoAndForWhom(Map<String, Object> claims) throws OidcException {
        if (!config.issuer().toString().equals(claims.get("iss"))) {
            throw new OidcException("id token: expected the issuer " + config.issuer() + ", found another");
        }
        Object audience = claims.get("aud");
        List<?> all = audience instanceof List<?> list ? list : audience == null ? List.of() : List.of(audience);
        if (!all.contains(config.clientId())) {
            throw new OidcException("id token: expected the audience " + config.clientId() + ", found another");
        }
        Object party = claims.get("azp");
        if (party == null ? all.size() > 1 : !party.equals(config.clientId())) {
            throw new OidcException("id token: expected azp " + config.clientId() + ", found another or none");
        }
        if (!(claims.get("sub") instanceof String subject)
                || subject.isBlank()
                || subject.length() > SUBJECT_CHARS_MAX) {
            throw new OidcException("id token: expected a subject of 1 to " + SUBJECT_CHARS_MAX + " characters");
        }
    }

    private void checkTimes(Map<String, Object> claims, Instant now) throws OidcException {
        Instant expires = time(claims, "exp");
        Instant issued = time(claims, "iat");
        if (!now.isBefore(expires.plus(config.skew()))) {
            throw new OidcException("id token: it expired at " + expires);
        }
        if (issued.isAfter(now.plus(config.skew()))
                || issued.isBefore(now.minus(AGE_MAX).minus(config.skew()))) {
            throw new OidcException("id token: expected one that was issued now, found " + issued);
        }
        if (expires.isAfter(issued.plus(LIFE_MAX))) {
            throw new OidcException("id token: expected a life of at most " + LIFE_MAX + ", found until " + expires);
        }
        if (claims.containsKey("nbf") && time(claims, "nbf").isAfter(now.plus(config.skew()))) {
            throw new OidcException("id token: it is not valid yet");
        }
    }

    private static Instant time(Map<String, Object> claims, String name) throws OidcException {
        if (claims.get(name) instanceof Number seconds && seconds.doubleValue() >= 0 && seconds.doubleValue() < 1e11) {
            return Instant.ofEpochSecond(seconds.longValue());
        }
        throw new OidcException("id token: expected " + name + " in seconds since 1970, found none");
    }
}
