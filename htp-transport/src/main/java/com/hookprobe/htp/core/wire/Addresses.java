package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses as bytes and as the prefix that rate limits count by. */
final class Addresses {
    private Addresses() {}

    /** The 16 bytes of the address's host. */
    static byte[] ip16(InetSocketAddress address) {
        return to16(address.getAddress());
    }

    /** 16 bytes; IPv4 in its mapped form ::ffff:a.b.c.d. */
    static byte[] to16(InetAddress address) {
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

    /** HTP 3.4: rate limits count per /32 (IPv4) or /64 (IPv6). */
    static Prefix prefix(InetSocketAddress address) {
        byte[] raw = address.getAddress().getAddress();
        return raw.length == 4 ? new Prefix(4, Bytes.u32(raw, 0)) : new Prefix(6, Bytes.i64(raw, 0));
    }

    record Prefix(int family, long bits) {}
}
