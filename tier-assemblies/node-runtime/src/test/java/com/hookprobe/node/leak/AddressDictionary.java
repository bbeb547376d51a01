package com.hookprobe.node.leak;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The attack that undoes a plain hash of an address: hash them all and look it up. Here all of one /18, as text, as bytes, and as
 * bytes after the type; what holds for these holds for all 2^32, which take some minutes.
 */
public final class AddressDictionary {
    private static final int HOSTS = 1 << 14;
    private static final int THIRD = 64;

    /** By the first eight bytes: enough to know a digest by, cut or whole. */
    private final Map<Long, Integer> known = new HashMap<>(16 * HOSTS);

    private final String prefix;

    /** @param prefix the first two numbers, such as {@code 203.0}; the third is 64 to 127 */
    public AddressDictionary(String prefix) {
        this.prefix = prefix;
        Digests digests = new Digests();
        int high = Integer.parseInt(prefix.substring(0, prefix.indexOf('.')));
        int low = Integer.parseInt(prefix.substring(prefix.indexOf('.') + 1));
        for (int host = 0; host < HOSTS; host++) {
            byte[] raw = {(byte) high, (byte) low, (byte) (THIRD + (host >> 8)), (byte) host};
            int number = host;
            byte[] text = text(host).getBytes(StandardCharsets.US_ASCII);
            byte[] typed = {1, raw[0], raw[1], raw[2], raw[3]};
            for (byte[] guess : List.of(text, raw, typed)) {
                digests.of(guess).values().forEach(digest -> known.put(number(digest, 0), number));
            }
        }
    }

    private String text(int host) {
        return prefix + "." + (THIRD + (host >> 8)) + "." + (host & 0xff);
    }

    private static long number(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes, at, Long.BYTES).getLong();
    }

    /** Every address whose hash stands anywhere in the bytes. */
    public List<String> attack(byte[] bytes) {
        List<String> fallen = new ArrayList<>();
        for (int at = 0; at + Long.BYTES <= bytes.length; at++) {
            Optional.ofNullable(known.get(number(bytes, at))).ifPresent(host -> fallen.add(text(host)));
        }
        return fallen;
    }

    /** How probable it is that the attack on so many bytes finds what is not there. */
    public double falseAlarm(long bytes) {
        return bytes * known.size() * Math.pow(2, -64);
    }
}
