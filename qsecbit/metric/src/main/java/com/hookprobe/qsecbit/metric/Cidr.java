package com.hookprobe.qsecbit.metric;

import java.util.Optional;

/**
 * A prefix of addresses in canonical form: the bits behind the prefix are zero. A single address is a prefix of full
 * length.
 *
 * @param address the first address of the prefix
 * @param length 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Cidr(IpAddress address, int length) {
    /**
     * Checks the length and clears the bits behind it.
     *
     * @throws IllegalArgumentException when the length does not fit the family
     */
    public Cidr {
        if (length < 0 || length > address.bits()) {
            throw new IllegalArgumentException(
                    "a prefix of " + address + " has 0.." + address.bits() + " bits, got " + length);
        }
        address = mask(address, length);
    }

    /** The prefix that holds only one address. */
    public static Cidr of(IpAddress address) {
        return new Cidr(address, address.bits());
    }

    /** Reads {@code address} or {@code address/length}; bits behind the prefix are cleared. */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return IpAddress.parse(text).map(Cidr::of);
        }
        Optional<IpAddress> address = IpAddress.parse(text.substring(0, slash));
        int length = length(text.substring(slash + 1));
        if (address.isEmpty() || length < 0 || length > address.get().bits()) {
            return Optional.empty();
        }
        return Optional.of(new Cidr(address.get(), length));
    }

    /** True when the address is of the same family and lies inside. */
    public boolean contains(IpAddress other) {
        return other.isV4() == address.isV4() && mask(other, length).equals(address);
    }

    /** True when every address of the other prefix lies inside. */
    public boolean contains(Cidr other) {
        return other.length >= length && contains(other.address);
    }

    /** True when there is an address in both. */
    public boolean overlaps(Cidr other) {
        return contains(other) || other.contains(this);
    }

    /** True when the prefix holds one address only. */
    public boolean isSingle() {
        return length == address.bits();
    }

    /** The bit of the prefix at a position, 0 being the most significant. */
    public boolean bit(int position) {
        if (position < 0 || position >= length) {
            throw new IllegalArgumentException("bit " + position + " of " + this);
        }
        return address.bit(position);
    }

    /** {@code address/length}, or the address alone for a single one. */
    @Override
    public String toString() {
        return isSingle() ? address.toString() : address + "/" + length;
    }

    private static IpAddress mask(IpAddress address, int length) {
        int kept = address.isV4() ? length + 96 : length;
        long high = kept >= 64 ? address.high() : kept == 0 ? 0 : address.high() & -1L << (64 - kept);
        long low = kept >= 128 ? address.low() : kept <= 64 ? 0 : address.low() & -1L << (128 - kept);
        return new IpAddress(high, low);
    }

    private static int length(String text) {
        if (text.isEmpty() || text.length() > 3 || (text.length() > 1 && text.charAt(0) == '0')) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
