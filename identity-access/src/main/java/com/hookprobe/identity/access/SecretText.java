package com.hookprobe.identity.access;

import com.hookprobe.identity.Labelled;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A random secret and the text in which it is shown once: {@code KIND_ID_SECRET_CHECKSUM}, lower case hexadecimal, 8, 32 and 4
 * bytes. The id says which row to look at; the checksum (the first bytes of a labelled hash of what stands before it) tells a
 * mistyped secret from a wrong one without asking the database, and lets scanners for leaked secrets know it by its form.
 *
 * <p>What is stored is {@link #storedHash}: a plain hash is enough for 32 random bytes.
 */
final class SecretText {
    /** What a secret is for; the first letters of its text. */
    enum Kind {
        API_TOKEN("hpt", AccessLabels.API_TOKEN),
        SESSION("hps", AccessLabels.SESSION),
        BOOTSTRAP("hpb", AccessLabels.BOOTSTRAP);

        private final String prefix;
        private final String label;

        Kind(String prefix, String label) {
            this.prefix = prefix;
            this.label = label;
        }
    }

    private static final int ID_BYTES = 8;
    private static final int SECRET_BYTES = 32;
    private static final int CHECKSUM_BYTES = 4;
    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern FORM = Pattern.compile("(hp[tsb])_([0-9a-f]{16})_([0-9a-f]{64})_([0-9a-f]{8})");

    private final Kind kind;
    private final String id;
    private final byte[] secret;

    private SecretText(Kind kind, String id, byte[] secret) {
        this.kind = kind;
        this.id = id;
        this.secret = secret;
    }

    static SecretText draw(Kind kind, SecureRandom random) {
        byte[] id = new byte[ID_BYTES];
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        return new SecretText(kind, HEX.formatHex(id), secret);
    }

    /** Reads a text; empty when it is none of this kind, or mistyped. */
    static Optional<SecretText> parse(Kind kind, String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || !form.group(1).equals(kind.prefix)) {
            return Optional.empty();
        }
        SecretText read = new SecretText(kind, form.group(2), HEX.parseHex(form.group(3)));
        return read.checksum().equals(form.group(4)) ? Optional.of(read) : Optional.empty();
    }

    String id() {
        return id;
    }

    /** The text that is shown once. Greppable on purpose: nothing else gives the secret out. */
    String reveal() {
        return body() + "_" + checksum();
    }

    /** What is stored, hexadecimal. */
    String storedHash() {
        return HEX.formatHex(Labelled.sha256(kind.label, id.getBytes(StandardCharsets.US_ASCII), secret));
    }

    /** Compares with a stored hash in constant time. */
    boolean matches(String storedHash) {
        return MessageDigest.isEqual(
                storedHash.getBytes(StandardCharsets.US_ASCII), storedHash().getBytes(StandardCharsets.US_ASCII));
    }

    void wipe() {
        Arrays.fill(secret, (byte) 0);
    }

    private String body() {
        return kind.prefix + "_" + id + "_" + HEX.formatHex(secret);
    }

    private String checksum() {
        byte[] hash = Labelled.sha256(AccessLabels.SECRET_CHECKSUM, body().getBytes(StandardCharsets.US_ASCII));
        return HEX.formatHex(hash, 0, CHECKSUM_BYTES);
    }

    @Override
    public String toString() {
        return kind.prefix + "_" + id + "_...";
    }
}
