package com.hookprobe.node.leak;

import com.hookprobe.qsecbit.metric.IpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Something that must not leave a site, in all its plain forms.
 *
 * @param what names it in a failure
 * @param texts as it is written
 * @param raws as bytes, each searched in both orders
 * @param hashed further byte strings that somebody might hash it as
 */
public record Needle(String what, List<String> texts, List<byte[]> raws, List<byte[]> hashed) {
    private static final int V6_PREFIX_BYTES = 8;

    public Needle {
        texts = List.copyOf(texts);
        raws = List.copyOf(raws);
        hashed = List.copyOf(hashed);
    }

    public static Needle text(String what, String text) {
        return new Needle(what, List.of(text), List.of(), List.of());
    }

    /** An address as text, as a number, as bytes, and as this product's canonical value with the type in front. */
    public static Needle address(String what, String text) {
        return address(what, text, true);
    }

    /** @param raw false to leave out the bytes themselves: four small numbers stand in many records */
    public static Needle address(String what, String text, boolean raw) {
        IpAddress address = IpAddress.parse(text).orElseThrow();
        byte[] bytes = address.bytes();
        List<String> texts = new ArrayList<>(List.of(text));
        List<byte[]> raws = new ArrayList<>();
        if (raw) {
            raws.add(bytes);
        }
        if (address.isV4()) {
            texts.add(String.valueOf(ByteBuffer.wrap(bytes).getInt() & 0xffff_ffffL));
        } else {
            texts.add(groups(bytes));
        }
        if (raw && !address.isV4()) {
            raws.add(Arrays.copyOf(bytes, V6_PREFIX_BYTES));
        }
        byte[] typed = ByteBuffer.allocate(1 + bytes.length)
                .put((byte) (address.isV4() ? 1 : 2))
                .put(bytes)
                .array();
        return new Needle(what, texts, raws, List.of(bytes, typed));
    }

    private static String groups(byte[] bytes) {
        return HexFormat.ofDelimiter(":").formatHex(bytes).replaceAll("(..):(..)", "$1$2");
    }

    public static Needle mac(String what, byte[] bytes) {
        List<String> texts = List.of(
                HexFormat.ofDelimiter(":").formatHex(bytes),
                HexFormat.ofDelimiter("-").formatHex(bytes),
                HexFormat.of().formatHex(bytes));
        return new Needle(what, texts, List.of(bytes), List.of());
    }

    /** A number of 64 bits, such as a flow id. */
    public static Needle number(String what, long value) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
        return new Needle(what, List.of(Long.toUnsignedString(value)), List.of(bytes), List.of());
    }

    /** What a guesser would hash, by the name of the form. */
    Map<String, byte[]> guesses() {
        Map<String, byte[]> guesses = new LinkedHashMap<>();
        for (String text : texts) {
            for (String spelt : List.of(text, text.toLowerCase(Locale.ROOT), text.toUpperCase(Locale.ROOT))) {
                guesses.put("text " + spelt, spelt.getBytes(StandardCharsets.UTF_8));
            }
        }
        int number = 0;
        for (Collection<byte[]> list : List.of(raws, hashed)) {
            for (byte[] bytes : list) {
                guesses.put("bytes " + ++number, bytes);
                guesses.put("bytes reversed " + number, reversed(bytes));
            }
        }
        return guesses;
    }

    static byte[] reversed(byte[] bytes) {
        byte[] turned = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            turned[i] = bytes[bytes.length - 1 - i];
        }
        return turned;
    }
}
