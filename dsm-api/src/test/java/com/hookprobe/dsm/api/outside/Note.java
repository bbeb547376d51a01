package com.hookprobe.dsm.api.outside;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A signed note, read as C2SP signed-note.md has it.
 *
 * @param text what is signed
 * @param signatures the lines below
 */
public record Note(String text, List<Line> signatures) {
    /** A signature line. */
    public record Line(String name, byte[] id, byte[] signature) {}

    /** A key that is trusted, with its type: 1 for Ed25519, 4 for a cosignature. */
    public record Key(String name, int type, byte[] publicKey) {
        /** {@code <name>+<id>+<base64 of type and key>}. */
        public static Key parse(String text) throws Refused {
            String[] parts = text.split("\\+", 3);
            byte[] typed = Base64.getDecoder().decode(parts[2]);
            Key key = new Key(parts[0], typed[0], Arrays.copyOfRange(typed, 1, typed.length));
            if (!HexFormat.of().formatHex(key.id()).equals(parts[1])) {
                throw new Refused("key id " + parts[1]);
            }
            return key;
        }

        public byte[] id() {
            try {
                MessageDigest sha = MessageDigest.getInstance("SHA-256");
                sha.update((name + "\n").getBytes(StandardCharsets.UTF_8));
                sha.update((byte) type);
                sha.update(publicKey);
                return Arrays.copyOf(sha.digest(), 4);
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    public static Note parse(byte[] bytes) throws Refused {
        String whole;
        try {
            whole = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refused("not UTF-8");
        }
        if (whole.chars().anyMatch(c -> c < 0x20 && c != '\n')) {
            throw new Refused("a control character");
        }
        int split = whole.lastIndexOf("\n\n");
        if (split < 0 || !whole.endsWith("\n")) {
            throw new Refused("no signatures");
        }
        List<Line> lines = new ArrayList<>();
        for (String line : whole.substring(split + 2).split("\n")) {
            lines.add(line(line));
        }
        if (lines.size() > 16) {
            throw new Refused(lines.size() + " signatures");
        }
        return new Note(whole.substring(0, split + 1), lines);
    }

    public static Line line(String line) throws Refused {
        String[] parts = line.split(" ");
        if (parts.length != 3 || !parts[0].equals("\u2014") || parts[1].isEmpty() || parts[1].contains("+")) {
            throw new Refused("signature line " + line);
        }
        try {
            byte[] both = Base64.getDecoder().decode(parts[2]);
            return new Line(parts[1], Arrays.copyOf(both, 4), Arrays.copyOfRange(both, 4, both.length));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new Refused("base64 of " + line);
        }
    }

    /** Refuses unless the log's key signed the text. */
    public void requireSignature(Key key) throws Refused {
        boolean signed = false;
        for (Line line : signatures) {
            if (isOf(line, key)) {
                if (!verify(key.publicKey(), text.getBytes(StandardCharsets.UTF_8), line.signature())) {
                    throw new Refused("a wrong signature of a known key");
                }
                signed = true;
            }
        }
        if (!signed) {
            throw new Refused("no signature of a known key");
        }
    }

    /** How many of these witnesses cosigned the text (tlog-cosignature.md). */
    public int cosigned(List<Key> witnesses) throws Refused {
        int count = 0;
        for (Key key : witnesses) {
            for (Line line : signatures) {
                if (isOf(line, key)) {
                    long time = ByteBuffer.wrap(line.signature()).getLong();
                    byte[] signature = Arrays.copyOfRange(line.signature(), 8, line.signature().length);
                    byte[] message = ("cosignature/v1\ntime " + time + "\n" + text).getBytes(StandardCharsets.UTF_8);
                    if (!verify(key.publicKey(), message, signature)) {
                        throw new Refused("a wrong cosignature");
                    }
                    count++;
                }
            }
        }
        return count;
    }

    private static boolean isOf(Line line, Key key) {
        return line.name().equals(key.name()) && Arrays.equals(line.id(), key.id());
    }

    private static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        try {
            byte[] spki = Arrays.copyOf(HexFormat.of().parseHex("302a300506032b6570032100"), 12 + 32);
            System.arraycopy(publicKey, 0, spki, 12, 32);
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(message);
            return ed25519.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
