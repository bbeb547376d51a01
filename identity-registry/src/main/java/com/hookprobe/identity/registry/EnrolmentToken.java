package com.hookprobe.identity.registry;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.sql.TenantId;
import java.time.Instant;
import java.util.Optional;

/**
 * What the registry knows of an enrolment token; the token itself it does not know.
 *
 * @param id 16 hexadecimal characters, no secret
 * @param tenant whose device it makes
 * @param site where that will stand
 * @param tier what it must be
 * @param name what it must be called
 * @param created when it was made
 * @param expires from when on it is of no use
 * @param by who made it
 * @param failures how often it was shown in vain
 * @param usedAt when a device enrolled with it
 * @param usedBy which
 * @param revokedAt when it was taken back
 * @param revokedBy by whom; {@code registry} after too many failures
 */
public record EnrolmentToken(
        String id,
        TenantId tenant,
        Optional<SiteId> site,
        Optional<Tier> tier,
        Optional<String> name,
        Instant created,
        Instant expires,
        String by,
        long failures,
        Optional<Instant> usedAt,
        Optional<NodeId> usedBy,
        Optional<Instant> revokedAt,
        Optional<String> revokedBy) {
    /** Tells whether it is neither used nor revoked; it may have expired. */
    public boolean open() {
        return usedAt.isEmpty() && revokedAt.isEmpty();
    }

    /**
     * Reads the text of a token.
     *
     * @param text as {@link Issued#text}
     * @return its 32 bytes, a secret; empty for a text that is mistyped or no token
     */
    public static Optional<byte[]> secret(String text) {
        return TokenText.secret(text);
    }

    /**
     * Tells what a token is called.
     *
     * @param secret its 32 bytes
     * @return {@link #id}, which is no secret
     */
    public static String idOf(byte[] secret) {
        return TokenText.id(TokenText.hash(secret));
    }

    /**
     * A token that was just made. This is the only time that its text is there to be shown.
     *
     * @param token what is known of it
     * @param text what the device is given; a secret
     */
    public record Issued(EnrolmentToken token, String text) {
        @Override
        public String toString() {
            return "Issued[" + token + "]";
        }
    }

    /**
     * A request that a token did not let in, for the operator.
     *
     * @param tenant whose token it was; the default tenant's if nobody's
     * @param at when
     * @param token which, if there is one
     * @param device that asked
     * @param reason why it was not let in
     */
    public record Failure(TenantId tenant, Instant at, Optional<String> token, NodeId device, String reason) {}
}
