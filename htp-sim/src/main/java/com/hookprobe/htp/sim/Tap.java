package com.hookprobe.htp.sim;

import java.net.InetSocketAddress;

/** Looks at every datagram before the network does; for faults that are about contents or counts. */
@FunctionalInterface
public interface Tap {
    /** False swallows the datagram. The bytes belong to the caller and must not be kept or changed. */
    boolean pass(InetSocketAddress from, InetSocketAddress to, byte[] buffer, int offset, int length, long nowNs);
}
