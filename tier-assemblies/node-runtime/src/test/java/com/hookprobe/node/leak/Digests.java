package com.hookprobe.node.leak;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Hashes without any secret: whoever has one finds the value by trying all values. Not thread-safe. */
final class Digests {
    static final String SHA_256 = "SHA-256";

    private final Map<String, MessageDigest> plain = new LinkedHashMap<>();
    private final Mac mac;

    Digests() {
        try {
            for (String name : new String[] {SHA_256, "SHA-1", "MD5"}) {
                plain.put(name, MessageDigest.getInstance(name));
            }
            mac = Mac.getInstance("HmacSHA256");
            // RFC 2104 fills a key up with zeros: this is the empty one, which Java does not let through.
            mac.init(new SecretKeySpec(new byte[1], "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has these", e);
        }
    }

    /** All of them, by their names. */
    Map<String, byte[]> of(byte[] guess) {
        Map<String, byte[]> made = new LinkedHashMap<>();
        plain.forEach((name, digest) -> made.put(name, digest.digest(guess)));
        made.put("HMAC without a key", mac.doFinal(guess));
        return made;
    }
}
