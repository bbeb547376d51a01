package com.hookprobe.identity.access;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * An API token as it is listed. Holds no secret.
 *
 * @param id 16 hexadecimal digits; they stand in the token's text, too
 * @param owner the login name of its account
 * @param label what its owner calls it
 * @param scopes the operations that it is for, if its owner may do them
 * @param lastUsed to the hour
 */
public record ApiToken(
        String id,
        String owner,
        String label,
        Set<Operation> scopes,
        Instant created,
        Instant expires,
        Optional<Instant> lastUsed,
        Optional<Instant> revoked) {
    public ApiToken {
        scopes = Set.copyOf(scopes);
    }

    /**
     * A token that was just made.
     *
     * @param secret its text, which is shown once and stored nowhere
     */
    public record Made(ApiToken token, String secret) {
        /** Without the secret. */
        @Override
        public String toString() {
            return "Made[" + token.id() + "]";
        }
    }
}
