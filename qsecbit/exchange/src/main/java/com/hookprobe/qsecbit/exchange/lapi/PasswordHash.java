package com.hookprobe.qsecbit.exchange.lapi;

import com.hookprobe.qsecbit.exchange.RefusedException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A password's PBKDF2-HMAC-SHA512 hash with its own salt. */
final class PasswordHash {
    /** What OWASP asks for with SHA-512; some 0.2 s, so a login has a rate of its own. */
    private static final int ROUNDS = 210_000;

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int PARTS = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final int rounds;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int rounds, byte[] salt, byte[] hash) {
        this.rounds = rounds;
        this.salt = salt;
        this.hash = hash;
    }

    static PasswordHash of(String password) {
        return of(password, ROUNDS);
    }

    /** With fewer rounds, for tests that log in often. */
    static PasswordHash of(String password, int rounds) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return new PasswordHash(rounds, salt, derive(password, salt, rounds));
    }

    static PasswordHash parse(String text) throws RefusedException {
        String[] parts = text.split("\\$", -1);
        try {
            if (parts.length == PARTS && parts[0].equals("pbkdf2-sha512")) {
                int rounds = Integer.parseInt(parts[1]);
                byte[] salt = Base64.getDecoder().decode(parts[2]);
                byte[] hash = Base64.getDecoder().decode(parts[3]);
                if (rounds >= 1 && rounds <= 10 * ROUNDS && salt.length == SALT_BYTES && hash.length == HASH_BYTES) {
                    return new PasswordHash(rounds, salt, hash);
                }
            }
        } catch (IllegalArgumentException e) {
            // Refused below.
        }
        throw new RefusedException("a hash of a password", "another text");
    }

    String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "pbkdf2-sha512$" + rounds + '$' + base64.encodeToString(salt) + '$' + base64.encodeToString(hash);
    }

    boolean accepts(String password) {
        return MessageDigest.isEqual(hash, derive(password, salt, rounds));
    }

    private static byte[] derive(String password, byte[] salt, int rounds) {
        char[] characters = password.toCharArray();
        PBEKeySpec spec = new PBEKeySpec(characters, salt, rounds, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PBKDF2WithHmacSHA512", e);
        } finally {
            spec.clearPassword();
            Arrays.fill(characters, '\0');
        }
    }

    @Override
    public String toString() {
        return "PasswordHash";
    }
}
