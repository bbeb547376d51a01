package com.hookprobe.dsm.api;

import com.hookprobe.http.Problem;
import com.hookprobe.http.SecretHash;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may ask for what. */
final class Access {
    private static final String SCHEME = "Bearer ";
    private static final int TOKEN_MAX = 512;

    private final List<AccessToken> tokens;

    Access(List<AccessToken> tokens) {
        this.tokens = tokens;
    }

    /**
     * Lets pass or throws.
     *
     * @param role empty for what is public
     * @param authorization the header, empty when there is none
     */
    void require(Optional<Role> role, String authorization) throws Problem {
        if (role.isEmpty()) {
            return;
        }
        if (authorization.isEmpty()) {
            throw unauthorized("none", "Bearer");
        }
        AccessToken token = find(authorization);
        if (token == null) {
            throw unauthorized("one that is not known", "Bearer error=\"invalid_token\"");
        }
        if (!token.may(role.get())) {
            throw Problem.of(
                            403,
                            "Forbidden",
                            "a token with the role " + role.get(),
                            "one with " + token.roles().stream().sorted().toList(),
                            "use another token, or have the role added to this one")
                    .header("WWW-Authenticate", "Bearer error=\"insufficient_scope\"");
        }
    }

    private @Nullable AccessToken find(String authorization) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) || authorization.length() > TOKEN_MAX) {
            return null;
        }
        SecretHash presented =
                SecretHash.of(authorization.substring(SCHEME.length()).strip());
        AccessToken found = null;
        for (AccessToken token : tokens) {
            // All are compared, so that the time does not tell which one it is.
            found = token.hash().equals(presented) ? token : found;
        }
        return found;
    }

    private static Problem unauthorized(String found, String challenge) {
        return Problem.of(
                        401,
                        "Unauthorized",
                        "a bearer token",
                        found,
                        "send Authorization: Bearer and a token that this node's configuration knows")
                .header("WWW-Authenticate", challenge);
    }
}
