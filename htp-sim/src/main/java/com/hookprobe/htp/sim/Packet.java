package com.hookprobe.htp.sim;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A datagram under way. Pooled: the network hands it out, fills it, and takes it back when it arrived or was lost. */
final class Packet {
    byte[] bytes = new byte[2048];
    int length;
    /** Source as the next hop sees it: the host's own address before its NAT, the public one behind it. */
    InetSocketAddress from;

    InetSocketAddress to;
    Host source;
    /** Null until the destination was looked up, in the middle of the network. */
    @Nullable Host target;
    /** True when a fault changed its bytes. */
    boolean damaged;
    /** True when its sender had got something at the address that it shows: the round trip is done. */
    boolean roundTrip;

    Packet(InetSocketAddress nowhere, Host nobody) {
        from = nowhere;
        to = nowhere;
        source = nobody;
    }

    void fill(byte[] buffer, int offset, int count) {
        if (bytes.length < count) {
            bytes = new byte[Integer.highestOneBit(count) << 1];
        }
        System.arraycopy(buffer, offset, bytes, 0, count);
        length = count;
    }
}
