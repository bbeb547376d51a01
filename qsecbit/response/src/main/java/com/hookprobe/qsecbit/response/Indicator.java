package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.Optional;

/**
 * What a decision is about: one IPv4 or IPv6 address, or a prefix of them. Never a name: nothing here asks a name server.
 *
 * @param prefix the addresses; a single address is a prefix of full length
 */
public record Indicator(Cidr prefix) {
    /** The widest IPv4 prefix that may be acted upon. */
    public static final int V4_PREFIX_BITS_MIN = 8;

    /** The widest IPv6 prefix that may be acted upon. */
    public static final int V6_PREFIX_BITS_MIN = 16;

    /** The kinds of indicator. */
    public enum Type {
        IP4,
        IP6,
        PREFIX
    }

    /**
     * Refuses what is no one's address and what is wider than any attacker.
     *
     * @throws IllegalArgumentException for an unspecified address or a prefix wider than the bounds above
     */
    public Indicator {
        Optional<String> fault = faultOf(prefix);
        if (fault.isPresent()) {
            throw new IllegalArgumentException(fault.get());
        }
    }

    /**
     * The indicator of one address.
     *
     * @throws IllegalArgumentException for the unspecified address
     */
    public static Indicator of(IpAddress address) {
        return new Indicator(Cidr.of(address));
    }

    /**
     * Reads {@code address} or {@code address/length}. RESPONSE 1.1: bits behind the prefix MUST be zero, because
     * {@code 192.0.2.7/8} is a slip of someone who meant one address.
     */
    public static Optional<Indicator> parse(String text) {
        Optional<Cidr> cidr = Cidr.parse(text);
        if (cidr.isEmpty() || faultOf(cidr.get()).isPresent()) {
            return Optional.empty();
        }
        int slash = text.indexOf('/');
        boolean bitsBehind = slash >= 0
                && !IpAddress.parse(text.substring(0, slash))
                        .equals(Optional.of(cidr.get().address()));
        return bitsBehind ? Optional.empty() : Optional.of(new Indicator(cidr.get()));
    }

    /** The kind of this indicator. */
    public Type type() {
        if (!prefix.isSingle()) {
            return Type.PREFIX;
        }
        return prefix.address().isV4() ? Type.IP4 : Type.IP6;
    }

    /** The address, or {@code address/length}. */
    @Override
    public String toString() {
        return prefix.toString();
    }

    private static Optional<String> faultOf(Cidr prefix) {
        int bitsMin = prefix.address().isV4() ? V4_PREFIX_BITS_MIN : V6_PREFIX_BITS_MIN;
        if (prefix.length() < bitsMin) {
            return Optional.of("an indicator has at least " + bitsMin + " bits, got " + prefix);
        }
        if (prefix.address().isUnspecified()) {
            return Optional.of("the unspecified address is no indicator");
        }
        return Optional.empty();
    }
}
