package com.hookprobe.identity;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A person's password as it is stored: Argon2id (RFC 9106) version 0x13 with a random salt, and the label PASSWORD as associated
 * data. (access.md 5.)
 *
 * <p>Text form: {@code hp1$m=KIB,t=ITERATIONS,p=PARALLELISM$SALT$HASH}, hexadecimal, 16 and 32 bytes. The cost is part of it, so that
 * it can be raised later; a text that asks for more than {@code m=262144,t=64,p=16} is refused.
 *
 * <p>Each call takes the cost's memory, {@link #MEMORY_KIB} by default, and some 50 ms: the caller bounds how many run at once.
 */
public final class PasswordHash {
    /** What one hash takes by default, in KiB. */
    public static final int MEMORY_KIB = KdfCost.DEFAULT.memoryKiB();

    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern FORM =
            Pattern.compile("hp1\\$m=([0-9]{1,7}),t=([0-9]{1,3}),p=([0-9]{1,2})\\$([0-9a-f]{32})\\$([0-9a-f]{64})");

    private final KdfCost cost;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(KdfCost cost, byte[] salt, byte[] hash) {
        this.cost = cost;
        this.salt = salt;
        this.hash = hash;
    }

    /**
     * Hashes a password with a fresh salt at the default cost.
     *
     * @param password 1 to 1,024 characters; not overwritten
     */
    public static PasswordHash of(char[] password, SecureRandom random) {
        return of(password, random, KdfCost.DEFAULT);
    }

    /** At the least cost that Argon2 has; for tests of what is around it. */
    public static PasswordHash insecureCheap(char[] password, SecureRandom random) {
        return of(password, random, new KdfCost(8, 1, 1));
    }

    private static PasswordHash of(char[] password, SecureRandom random, KdfCost cost) {
        byte[] salt = new byte[KdfCost.SALT_BYTES];
        random.nextBytes(salt);
        return new PasswordHash(cost, salt, derive(cost, password, salt));
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when it is none, or asks for more than is allowed
     */
    public static PasswordHash parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "stored password: expected hp1$m=,t=,p=$salt$hash, found something else");
        }
        return new PasswordHash(
                new KdfCost(
                        Integer.parseInt(form.group(1)),
                        Integer.parseInt(form.group(2)),
                        Integer.parseInt(form.group(3))),
                HEX.parseHex(form.group(4)),
                HEX.parseHex(form.group(5)));
    }

    /** Tells whether a password is the one; takes the same time whether or not. */
    public boolean matches(char[] password) {
        byte[] derived = derive(cost, password, salt);
        try {
            return MessageDigest.isEqual(derived, hash);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    /** Returns the text form, which is stored. */
    public String text() {
        return "hp1$m=" + cost.memoryKiB() + ",t=" + cost.iterations() + ",p=" + cost.parallelism() + "$"
                + HEX.formatHex(salt) + "$" + HEX.formatHex(hash);
    }

    /** Names the class only. */
    @Override
    public String toString() {
        return "PasswordHash";
    }

    private static byte[] derive(KdfCost cost, char[] password, byte[] salt) {
        return cost.derive(password, salt, Bytes.ascii(IdentityLabels.PASSWORD));
    }
}
