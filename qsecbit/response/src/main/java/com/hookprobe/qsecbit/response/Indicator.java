package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.util.Optional;

/**
 * What a decision is about: one IPv4 or IPv6 address, a prefix of them, or the hardware address of a station on this
 * site's own links. Never a name: nothing here asks a name server.
 *
 * @param prefix the addresses; a single address is a prefix of full length. Of a hardware address it is the unspecified
 *     address, which every allowlist holds: code that overlooks the kind refuses
 * @param mac the hardware address, or {@link MacAddress#NONE}
 */
public record Indicator(Cidr prefix, MacAddress mac) {
    /** The widest IPv4 prefix that may be acted upon. */
    public static final int V4_PREFIX_BITS_MIN = 8;

    /** The widest IPv6 prefix that may be acted upon. */
    public static final int V6_PREFIX_BITS_MIN = 16;

    /** The kinds of indicator. */
    public enum Type {
        IP4,
        IP6,
        PREFIX,
        MAC
    }

    private static final Cidr NO_PREFIX = Cidr.of(IpAddress.NONE);

    /**
     * Refuses what is no one's address and what is wider than any attacker.
     *
     * @throws IllegalArgumentException for an unspecified address, a prefix wider than the bounds above, or a hardware
     *     address that is not one station's
     */
    public Indicator {
        Optional<String> fault = mac.isPresent() ? faultOf(prefix, mac) : faultOf(prefix);
        if (fault.isPresent()) {
            throw new IllegalArgumentException(fault.get());
        }
    }

    /**
     * The indicator of a prefix.
     *
     * @throws IllegalArgumentException for an unspecified address or a prefix wider than the bounds above
     */
    public Indicator(Cidr prefix) {
        this(prefix, MacAddress.NONE);
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
     * The indicator of one station.
     *
     * @throws IllegalArgumentException for no address, a group address, or all zeros
     */
    public static Indicator of(MacAddress mac) {
        if (!mac.isPresent()) {
            throw new IllegalArgumentException("no hardware address is no indicator");
        }
        return new Indicator(NO_PREFIX, mac);
    }

    /**
     * Reads {@code address}, {@code address/length} or {@code aa:bb:cc:dd:ee:ff}. RESPONSE 1.1: bits behind the prefix MUST be zero, because
     * {@code 192.0.2.7/8} is a slip of someone who meant one address.
     */
    public static Optional<Indicator> parse(String text) {
        Optional<MacAddress> mac = MacAddress.parse(text);
        if (mac.isPresent()) {
            return faultOf(NO_PREFIX, mac.get()).isPresent() ? Optional.empty() : Optional.of(of(mac.get()));
        }
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
        if (isMac()) {
            return Type.MAC;
        }
        if (!prefix.isSingle()) {
            return Type.PREFIX;
        }
        return prefix.address().isV4() ? Type.IP4 : Type.IP6;
    }

    /** True for a hardware address. */
    public boolean isMac() {
        return mac.isPresent();
    }

    /** The address, {@code address/length}, or the hardware address. */
    @Override
    public String toString() {
        return isMac() ? mac.toString() : prefix.toString();
    }

    private static Optional<String> faultOf(Cidr prefix, MacAddress mac) {
        if (!prefix.equals(NO_PREFIX)) {
            return Optional.of("an indicator is a prefix or a hardware address, got " + prefix + " and " + mac);
        }
        // RESPONSE 1.2: nobody sends from a group address, so a ban of one hits nobody or is a slip.
        boolean station = !mac.isGroup() && mac.bits() != 0;
        return station ? Optional.empty() : Optional.of("a hardware address of one station is expected, got " + mac);
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
