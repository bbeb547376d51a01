package com.hookprobe.htp.core.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses as bytes and as the prefix that rate limits count by. */
public final class Addresses {
    /** Bytes of a host and a port: ip16 | port u16. */
    public static final int BYTES = 16 + 2;
    /** The first half of a relay circuit's address: 100::/64, which routers discard (RFC 6666). */
    public static final long CIRCUITS = 0x0100L << 48;

    /** The {@link Prefix#family} of a relay circuit; its bits are the circuit and who carries it. */
    private static final int RELAYED = 0;

    private Addresses() {}

    /** 16 bytes; IPv4 in its mapped form ::ffff:a.b.c.d. */
    public static byte[] to16(InetAddress address) {
        byte[] raw = address.getAddress();
        if (raw.length == 16) {
            return raw;
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(raw, 0, mapped, 12, 4);
        return mapped;
    }

    /** Writes ip16 | port u16. */
    public static void put(byte[] b, int at, InetSocketAddress address) {
        System.arraycopy(to16(address.getAddress()), 0, b, at, 16);
        Bytes.put16(b, at + 16, address.getPort());
    }

    /** Reads ip16 | port u16; the mapped form of IPv4 gives an IPv4 address. */
    public static InetSocketAddress get(byte[] b, int at) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(Bytes.slice(b, at, 16)), Bytes.u16(b, at + 16));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("sixteen bytes are an address", e);
        }
    }

    /** True for an address of 100::/64, the prefix that relay circuits have (HTP 3.7.9). */
    public static boolean isCircuit(InetSocketAddress address) {
        // Asked for each datagram: the bytes of IPv4 are not copied for it.
        return address.getAddress() instanceof Inet6Address ip && Bytes.i64(ip.getAddress(), 0) == CIRCUITS;
    }

    /** HTP 3.4: rate limits count per /32 (IPv4), /64 (IPv6) or relay circuit. */
    public static Prefix prefix(InetSocketAddress address) {
        byte[] raw = address.getAddress().getAddress();
        if (raw.length == 4) {
            return new Prefix(4, Bytes.u32(raw, 0));
        }
        return isCircuit(address) ? new Prefix(RELAYED, Bytes.i64(raw, 8)) : new Prefix(6, Bytes.i64(raw, 0));
    }

    /** The first bits of an address of that family. */
    public record Prefix(int family, long bits) {}
}
