package com.hookprobe.qsecbit.response;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A decision with a time to live.
 *
 * @param id 1 to 64 characters of {@code [0-9A-Za-z:._-]}; names the decision for ever
 * @param indicator what it is about
 * @param action what is done
 * @param ttl how long, 1 s to 365 days
 * @param origin who decided
 * @param scope for whom it holds
 * @param reason one line for people; control characters are replaced and it is cut at 256 characters
 * @param score the Qsecbit score at that time, in [0, 1]
 * @param createdMicros when, in microseconds since the epoch
 */
public record Decision(
        String id,
        Indicator indicator,
        Action action,
        Duration ttl,
        Origin origin,
        Scope scope,
        String reason,
        double score,
        long createdMicros) {
    /** The longest name of a decision. */
    public static final int ID_CHARS_MAX = 64;

    /** The longest reason. */
    public static final int REASON_CHARS_MAX = 256;

    /** The shortest time to live. */
    public static final Duration TTL_MIN = Duration.ofSeconds(1);

    /** The longest time to live. */
    public static final Duration TTL_MAX = Duration.ofDays(365);

    private static final int ID_BYTES = 16;
    private static final int MAC_BYTES = 6;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range, a scope that the origin may not decide for, or a prefix
     *     in quarantine: that is for single hosts
     */
    public Decision {
        requireId(id);
        if (!scope.permitted(origin)) {
            throw new IllegalArgumentException("a decision of " + origin + " does not hold for " + scope);
        }
        if (action == Action.QUARANTINE && indicator.type() == Indicator.Type.PREFIX) {
            throw new IllegalArgumentException("a single host is quarantined, got " + indicator);
        }
        if (ttl.compareTo(TTL_MIN) < 0 || ttl.compareTo(TTL_MAX) > 0) {
            throw new IllegalArgumentException("a time to live lies in 1 s..365 d, got " + ttl);
        }
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("a score lies in [0, 1], got " + score);
        }
        if (createdMicros < 0) {
            throw new IllegalArgumentException("a time is not negative, got " + createdMicros);
        }
        reason = oneLine(reason);
    }

    /**
     * A decision of the usual scope of its origin.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public Decision(
            String id,
            Indicator indicator,
            Action action,
            Duration ttl,
            Origin origin,
            String reason,
            double score,
            long createdMicros) {
        this(id, indicator, action, ttl, origin, Scope.of(origin), reason, score, createdMicros);
    }

    /** The same with the usual scope of the origin. */
    public static Decision named(
            Indicator indicator,
            Action action,
            Duration ttl,
            Origin origin,
            String reason,
            double score,
            long createdMicros) {
        return named(indicator, action, ttl, origin, Scope.of(origin), reason, score, createdMicros);
    }

    /** A decision made on this node; its name is a hash of its other parts, so the same decision has the same name. */
    public static Decision named(
            Indicator indicator,
            Action action,
            Duration ttl,
            Origin origin,
            Scope scope,
            String reason,
            double score,
            long createdMicros) {
        String line = oneLine(reason);
        MessageDigest sha256 = sha256();
        sha256.update(ResponseLabels.DECISION_ID.getBytes(StandardCharsets.US_ASCII));
        byte[] address = indicator.isMac()
                ? macBytes(indicator)
                : indicator.prefix().address().bytes();
        sha256.update((byte) address.length);
        sha256.update(address);
        sha256.update(ByteBuffer.allocate(28)
                .put((byte)
                        (indicator.isMac() ? 8 * MAC_BYTES : indicator.prefix().length()))
                .put((byte) action.code())
                .put((byte) origin.ordinal())
                .put((byte) scope.ordinal())
                .putLong(ttl.toMillis())
                .putLong(createdMicros)
                .putDouble(score)
                .array());
        sha256.update(line.getBytes(StandardCharsets.UTF_8));
        String id = HexFormat.of().formatHex(sha256.digest(), 0, ID_BYTES);
        return new Decision(id, indicator, action, ttl, origin, scope, line, score, createdMicros);
    }

    /** When it ends, in microseconds since the epoch. */
    public long endsMicros() {
        return createdMicros + ttl.toNanos() / 1000;
    }

    /** The same decision, counted from another time. */
    Decision createdAt(long micros) {
        return new Decision(id, indicator, action, ttl, origin, scope, reason, score, micros);
    }

    private static byte[] macBytes(Indicator indicator) {
        byte[] eight =
                ByteBuffer.allocate(Long.BYTES).putLong(indicator.mac().bits()).array();
        return Arrays.copyOfRange(eight, Long.BYTES - MAC_BYTES, Long.BYTES);
    }

    private static void requireId(String id) {
        boolean valid = !id.isEmpty() && id.length() <= ID_CHARS_MAX;
        for (int i = 0; valid && i < id.length(); i++) {
            char c = id.charAt(i);
            valid = (c >= '0' && c <= '9')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || ":._-".indexOf(c) >= 0;
        }
        if (!valid) {
            throw new IllegalArgumentException("a decision's id has 1..64 characters of [0-9A-Za-z:._-]");
        }
    }

    /** RESPONSE 1.4: a reason may quote a sensor, which quotes an attacker: it must not be able to forge a log line. */
    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), REASON_CHARS_MAX));
        for (int i = 0; i < text.length() && line.length() < REASON_CHARS_MAX; i++) {
            char c = text.charAt(i);
            boolean plain = !Character.isISOControl(c)
                    && Character.getType(c) != Character.FORMAT
                    && Character.getType(c) != Character.LINE_SEPARATOR
                    && Character.getType(c) != Character.PARAGRAPH_SEPARATOR
                    && !Character.isSurrogate(c);
            line.append(plain ? c : '?');
        }
        return line.toString();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
