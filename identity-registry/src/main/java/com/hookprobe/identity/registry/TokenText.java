package com.hookprobe.identity.registry;

import com.hookprobe.identity.Labelled;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An enrolment token: {@code hpe_}, 32 random bytes in base64url without padding (43 characters), and of their checksum 6
 * characters. The checksum tells a mistyped token from a wrong one; it is no secret and no protection.
 */
final class TokenText {
    private static final String PREFIX = "hpe_";
    private static final int SECRET_BYTES = 32;
    private static final int CHECKSUM_BYTES = 4;
    private static final int SECRET_CHARS = 43;
    private static final int CHARS = 4 + SECRET_CHARS + 6;
    private static final int ID_BYTES = 8;

    private TokenText() {}

    static byte[] newSecret(SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    static String text(byte[] secret) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return PREFIX + base64.encodeToString(secret) + base64.encodeToString(checksum(secret));
    }

    /** The secret in a text; empty when it is none, or mistyped. */
    static Optional<byte[]> secret(String text) {
        if (text.length() != CHARS || !text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        byte[] secret;
        try {
            secret = Base64.getUrlDecoder().decode(text.substring(PREFIX.length(), PREFIX.length() + SECRET_CHARS));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        // One text per secret: the decoder takes spare bits that the encoder does not write.
        return text(secret).equals(text) ? Optional.of(secret) : Optional.empty();
    }

    /** What is kept of a token. It has 256 random bits, so that no slow hash is needed. */
    static byte[] hash(byte[] secret) {
        return Labelled.sha256(RegistryLabels.TOKEN, secret);
    }

    /** What a token is called: the beginning of its hash, 16 hexadecimal characters. */
    static String id(byte[] hash) {
        return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    }

    private static byte[] checksum(byte[] secret) {
        return Arrays.copyOf(Labelled.sha256(RegistryLabels.TOKEN_CHECKSUM, secret), CHECKSUM_BYTES);
    }
}
