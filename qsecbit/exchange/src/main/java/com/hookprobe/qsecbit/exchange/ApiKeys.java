package com.hookprobe.qsecbit.exchange;

import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.RateLimiter;
import com.hookprobe.http.Request;
import com.hookprobe.http.SecretHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Who may ask for what, by a key. Keys come and go while the server runs. Thread-safe. */
public final class ApiKeys {
    private static final int KEYS_MAX = 1_024;
    private static final int KEY_CHARS_MAX = 512;
    private static final double REQUESTS_PER_SECOND = 20;
    private static final int BURST = 100;

    private final RateLimiter rates;
    private volatile List<ApiKey> keys;

    /**
     * With these keys.
     *
     * @param nanoTime for the rate of each key; never goes back
     * @throws IllegalArgumentException for more than 1,024, or two of one name
     */
    public ApiKeys(List<ApiKey> keys, LongSupplier nanoTime) {
        this.keys = checked(keys);
        this.rates = new RateLimiter(REQUESTS_PER_SECOND, BURST, KEYS_MAX, nanoTime);
    }

    /** Takes these in place of all others; what is missing is revoked from the next request on. */
    public void replace(List<ApiKey> next) {
        List<ApiKey> checked = checked(next);
        synchronized (this) {
            keys = checked;
        }
    }

    /** Revokes a key; false when there is none of that name. */
    public synchronized boolean revoke(String name) {
        List<ApiKey> left = new ArrayList<>(keys);
        boolean found = left.removeIf(key -> key.name().equals(name));
        keys = List.copyOf(left);
        return found;
    }

    /** Asks for a key with a right, in {@code X-Api-Key}, or as bearer token or password. 403 in both cases, as CrowdSec answers. */
    public Endpoint.Guard lapi(Right right) {
        return head -> {
            ApiKey key = find(head);
            if (key == null || !key.rights().contains(right)) {
                throw forbidden();
            }
            return limited(key);
        };
    }

    /** The same with 401 for a key that is not known, 403 for one without the right. */
    public Endpoint.Guard http(Right right) {
        return head -> {
            ApiKey key = find(head);
            if (key == null) {
                throw Problem.of(
                                401,
                                "Unauthorized",
                                "a key",
                                "none that is known",
                                "send it as X-Api-Key, as bearer token, or as password of its name")
                        .header("WWW-Authenticate", "Basic realm=\"exchange\", charset=\"UTF-8\"");
            }
            if (!key.rights().contains(right)) {
                throw Problem.of(
                        403,
                        "Forbidden",
                        "a key with the right " + right,
                        "one without",
                        "use another key, or have the right added to this one");
            }
            return limited(key);
        };
    }

    static Problem forbidden() {
        return Problem.of(
                403, "access forbidden", "a key of this node", "none, or another", "ask its operator for one");
    }

    private String limited(ApiKey key) throws Problem {
        int wait = rates.refusal(key.name());
        if (wait > 0) {
            throw Problem.of(
                            429,
                            "Too many requests",
                            "at most " + REQUESTS_PER_SECOND + " requests a second with one key",
                            "more",
                            "try again in " + wait + " s")
                    .header("Retry-After", Integer.toString(wait));
        }
        return key.name();
    }

    private @Nullable ApiKey find(Request head) {
        String user = "";
        String presented = head.header("X-Api-Key");
        String authorization = head.header("Authorization");
        if (presented.isEmpty() && scheme(authorization, "bearer ")) {
            presented = authorization.substring("bearer ".length()).strip();
        } else if (presented.isEmpty() && scheme(authorization, "basic ")) {
            String pair =
                    decoded(authorization.substring("basic ".length()).strip()).orElse("");
            int colon = pair.indexOf(':');
            user = colon < 0 ? "?" : pair.substring(0, colon);
            presented = colon < 0 ? "" : pair.substring(colon + 1);
        }
        if (presented.isEmpty() || presented.length() > KEY_CHARS_MAX) {
            return null;
        }
        SecretHash asked = SecretHash.of(presented);
        ApiKey found = null;
        for (ApiKey key : keys) {
            // All are compared, so that the time does not tell which one it is.
            found = key.hash().equals(asked) ? key : found;
        }
        return found == null || user.isEmpty() || user.equals(found.name()) ? found : null;
    }

    private static boolean scheme(String authorization, String scheme) {
        return authorization.toLowerCase(Locale.ROOT).startsWith(scheme);
    }

    private static Optional<String> decoded(String base64) {
        if (base64.length() > 2 * KEY_CHARS_MAX) {
            return Optional.empty();
        }
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<ApiKey> checked(List<ApiKey> keys) {
        if (keys.size() > KEYS_MAX) {
            throw new IllegalArgumentException("expected at most " + KEYS_MAX + " keys, found " + keys.size());
        }
        if (keys.stream().map(ApiKey::name).distinct().count() != keys.size()) {
            throw new IllegalArgumentException("expected keys with different names, found two of one");
        }
        return List.copyOf(keys);
    }
}
