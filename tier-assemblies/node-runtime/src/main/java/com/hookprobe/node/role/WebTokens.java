package com.hookprobe.node.role;

import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.SecretHash;
import com.hookprobe.node.config.WebSettings;
import java.util.List;

/** Lets pass who sends {@code Authorization: Bearer} and a token that the configuration knows. Thread-safe. */
final class WebTokens implements Endpoint.Guard {
    private static final String SCHEME = "Bearer ";
    private static final int HEADER_MAX = 512;

    private final List<Known> tokens;

    private record Known(String name, SecretHash hash) {}

    WebTokens(List<WebSettings.Token> tokens) {
        this.tokens = tokens.stream()
                .map(token -> new Known(
                        String.valueOf(token.name()),
                        SecretHash.ofHex("api.tokens.sha256", String.valueOf(token.sha256()))))
                .toList();
    }

    @Override
    public String admit(Request head) throws Problem {
        String header = head.header("Authorization");
        if (header.isEmpty()) {
            throw unauthorized("none", "Bearer");
        }
        String found = "";
        if (header.length() <= HEADER_MAX && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            SecretHash sent = SecretHash.of(header.substring(SCHEME.length()).strip());
            for (Known token : tokens) {
                // All are compared, so that the time does not tell which one it is.
                found = token.hash().equals(sent) ? token.name() : found;
            }
        }
        if (found.isEmpty()) {
            throw unauthorized("one that is not known", "Bearer error=\"invalid_token\"");
        }
        return found;
    }

    private static Problem unauthorized(String found, String challenge) {
        return Problem.of(
                        401,
                        "Unauthorized",
                        "a bearer token",
                        found,
                        "send Authorization: Bearer and a token whose SHA-256 is under api.tokens of this node's"
                                + " configuration")
                .header("WWW-Authenticate", challenge);
    }
}
