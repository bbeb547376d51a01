package com.hookprobe.network;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ports of TCP or UDP.
 *
 * @param protocol tcp or udp
 * @param first 1 to 65535
 * @param last not below the first
 */
public record Ports(String protocol, int first, int last) {
    private static final Pattern SHAPE = Pattern.compile("(tcp|udp)/([1-9][0-9]{0,4})(?:-([1-9][0-9]{0,4}))?");
    private static final int MAX = 65_535;

    /** Null when the text is neither like tcp/443 nor like udp/5000-5010. */
    public static @Nullable Ports of(String text) {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            return null;
        }
        int first = Integer.parseInt(shape.group(2));
        int last = shape.group(3) == null ? first : Integer.parseInt(shape.group(3));
        return last < first || last > MAX ? null : new Ports(shape.group(1), first, last);
    }

    /** True when they share a port of the same protocol. */
    public boolean overlaps(Ports other) {
        return protocol.equals(other.protocol) && first <= other.last && other.first <= last;
    }

    /** The number, or the first and the last. */
    public String numbers() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }

    @Override
    public String toString() {
        return protocol + "/" + numbers();
    }
}
