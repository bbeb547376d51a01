package com.hookprobe.console;

import com.hookprobe.identity.access.oidc.OidcLogin;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a console is set up.
 *
 * @param name of the cookies, 1 to 32 characters {@code a-z}, {@code 0-9} and {@code -}: browsers keep cookies by host and not by port,
 *     so consoles of one host need different names
 * @param secure true when browsers come by https, here or at a proxy
 * @param origins from where changes are taken, such as {@code https://console.example.com}; empty: the origin must be the host that the
 *     request names, and without TLS that an address or localhost: another name may be rebound
 * @param provider login by OpenID Connect
 * @param streams live streams at once: each holds a thread of the edge
 * @param streamsPerSession of these, of one session; one more ends the oldest
 */
public record ConsoleConfig(
        String name,
        boolean secure,
        Set<String> origins,
        Optional<Provider> provider,
        int streams,
        int streamsPerSession) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");
    private static final int STREAMS_MAX = 64;

    /**
     * An OpenID provider; its redirect URI ends with {@code /ui/oidc/finish}.
     *
     * @param label on the button
     */
    public record Provider(String label, OidcLogin login) {}

    /** Checks the values. */
    public ConsoleConfig {
        origins = Set.copyOf(origins);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("console: expected a name of 1 to 32 characters a-z, 0-9 and -");
        }
        if (streams < 1 || streams > STREAMS_MAX || streamsPerSession < 1 || streamsPerSession > streams) {
            throw new IllegalArgumentException("console: expected 1 to " + STREAMS_MAX
                    + " streams and no more of a session, found " + streams + " and " + streamsPerSession);
        }
    }

    /** No provider, 8 streams, 3 of a session, any origin that is the host's. */
    public static ConsoleConfig of(String name, boolean secure) {
        return new ConsoleConfig(name, secure, Set.of(), Optional.empty(), 8, 3);
    }
}
