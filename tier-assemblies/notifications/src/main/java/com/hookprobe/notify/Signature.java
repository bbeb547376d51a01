package com.hookprobe.notify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs webhooks as Standard Webhooks 1.0 says: HMAC-SHA-256 over id, timestamp and body (docs/spec/notifications.md, 6.2). */
final class Signature {
    static final String ID = "webhook-id";
    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";

    private static final String PREFIX = "whsec_";
    private static final int KEY_MIN = 24;
    private static final int KEY_MAX = 256;

    private Signature() {}

    /**
     * The key that a secret file holds: {@code whsec_} and Base64, or any other text of 24 to 256 bytes as it stands.
     *
     * @throws IOException when it is neither; what was found is not repeated
     */
    static byte[] key(SecretFile file) throws IOException {
        String text = file.read();
        byte[] key;
        try {
            key = text.startsWith(PREFIX)
                    ? Base64.getDecoder().decode(text.substring(PREFIX.length()))
                    : text.getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IOException("the secret file begins with whsec_, and Base64 does not follow", e);
        }
        if (key.length < KEY_MIN || key.length > KEY_MAX) {
            throw new IOException("the secret file holds a key of less than " + KEY_MIN + " or more than " + KEY_MAX
                    + " bytes; make one with: echo whsec_$(openssl rand -base64 32)");
        }
        return key;
    }

    /** The header's value. */
    static String of(byte[] key, String id, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
