package com.hookprobe.identity.access;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operator asked for was refused. The message says what was expected, what was found and what to do; it holds no secret,
 * and nothing of a tenant that the operator may not see. Unchecked, so that it passes through a transaction and ends it.
 */
public final class AccessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why it was refused. */
    public enum Kind {
        /** There is no such thing, or none that this principal may see; the two look alike. */
        NOT_FOUND,
        /** The thing is known to the principal, who may not do this to it. */
        NOT_PERMITTED,
        /** Who the principal is was not shown: a wrong, expired or revoked token, session or password. */
        NOT_AUTHENTICATED,
        /** A name is taken, a thing exists already, or another changed it meanwhile. */
        CONFLICT,
        /** A value that cannot be taken: a name, a password, a time. */
        INVALID,
        /** It would leave the platform without an administrator. */
        LAST_ADMIN,
        /** A bound is reached. */
        FULL,
        /** Too many attempts; {@link #retryAfter} says when. */
        THROTTLED,
        /** Too many logins at this moment. */
        BUSY
    }

    private final Kind kind;
    private final @Nullable Duration retryAfter;

    public AccessException(Kind kind, String message) {
        this(kind, message, null);
    }

    AccessException(Kind kind, String message, @Nullable Duration retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /** Returns why it was refused. */
    public Kind kind() {
        return kind;
    }

    /** How long to wait, when THROTTLED. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
