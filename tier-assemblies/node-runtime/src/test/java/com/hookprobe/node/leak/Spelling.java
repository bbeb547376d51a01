package com.hookprobe.node.leak;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * One byte string that gives a needle away.
 *
 * @param folded the case of ASCII letters does not matter; the bytes are in lower case
 */
record Spelling(Needle needle, String how, byte[] bytes, boolean folded) {
    /** Shorter ones stand everywhere by chance. */
    static final int BYTES_MIN = 4;

    private static final int DIGEST_BYTES = 16;
    private static final int BASE64_PART = 3;

    /**
     * How unlikely it is at one place by chance: 2 to the minus this.
     *
     * @param text true among characters, where keys and hashes are written as hexadecimal digits or base64; else among bytes
     */
    int bits(boolean text) {
        if (text && consistsOf("0123456789abcdef")) {
            return 4 * bytes.length;
        }
        boolean base64 = text && consistsOf("0123456789abcdefghijklmnopqrstuvwxyz+/");
        int bits = 0;
        for (byte b : bytes) {
            bits += (base64 ? 6 : 8) - (folded && b >= 'a' && b <= 'z' ? 1 : 0);
        }
        return bits;
    }

    private boolean consistsOf(String characters) {
        for (byte b : fold(bytes)) {
            if (characters.indexOf(b) < 0) {
                return false;
            }
        }
        return true;
    }

    static List<Spelling> of(Needle needle) {
        Spellings made = new Spellings(needle);
        for (String text : needle.texts()) {
            made.text("ASCII " + text, text.getBytes(StandardCharsets.UTF_8));
            made.text("UTF-16 " + text, text.getBytes(StandardCharsets.UTF_16BE));
            made.text("UTF-16, little endian, " + text, text.getBytes(StandardCharsets.UTF_16LE));
            made.written("text " + text, text.getBytes(StandardCharsets.UTF_8));
        }
        for (byte[] raw : needle.raws()) {
            for (byte[] order : List.of(raw, Needle.reversed(raw))) {
                String name = "bytes " + HexFormat.of().formatHex(order);
                made.exact(name, order);
                made.written(name, order);
            }
        }
        Digests digests = new Digests();
        needle.guesses()
                .forEach((form, guess) -> digests.of(guess).forEach((hash, digest) -> {
                    // The first half is in the whole as well.
                    byte[] half = Arrays.copyOf(digest, DIGEST_BYTES);
                    made.exact(hash + " of " + form, half);
                    made.written(hash + " of " + form, half);
                }));
        return made.list();
    }

    static byte[] fold(byte[] bytes) {
        byte[] folded = bytes.clone();
        for (int i = 0; i < folded.length; i++) {
            if (folded[i] >= 'A' && folded[i] <= 'Z') {
                folded[i] += 'a' - 'A';
            }
        }
        return folded;
    }

    private record Spellings(Needle needle, List<Spelling> list) {
        Spellings(Needle needle) {
            this(needle, new ArrayList<>());
        }

        void text(String how, byte[] bytes) {
            add(new Spelling(needle, how, fold(bytes), true));
        }

        void exact(String how, byte[] bytes) {
            add(new Spelling(needle, how, bytes, false));
        }

        /** As letters and digits that stand for bytes. */
        void written(String how, byte[] bytes) {
            text("hex of " + how, HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
            for (int before = 0; before < BASE64_PART; before++) {
                exact("base64 of " + how, base64(bytes, before));
            }
        }

        /** The characters that are the same whatever stands before and behind. */
        private static byte[] base64(byte[] bytes, int before) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            int from = (8 * before + 5) / 6;
            int to = 8 * shifted.length / 6;
            return text.substring(from, to).getBytes(StandardCharsets.US_ASCII);
        }

        private void add(Spelling spelling) {
            if (spelling.bytes().length >= BYTES_MIN) {
                list.add(spelling);
            }
        }
    }

    @Override
    public String toString() {
        return needle.what().toUpperCase(Locale.ROOT) + ", " + how;
    }
}
