package com.hookprobe.htp.core.meet;

import com.hookprobe.htp.core.wire.Addresses;
import com.hookprobe.htp.core.wire.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * A peer behind a relay circuit, as an address like any other: 100::/64, the prefix that routers discard (RFC 6666), with
 * the circuit and the session that carries it in the rest. What names a circuit is this class and not the number, and a
 * datagram that claims to come from such an address on the network is dropped.
 */
public final class RelayAddress extends InetSocketAddress {
    /** Before each datagram on the wire: the circuit, u32. */
    public static final int HEADER_BYTES = 4;
    /**
     * The largest datagram of a session behind a circuit: in its frame it fits a packet of 1200 bytes, with 76 bytes left
     * for an ACK.
     */
    public static final int DATAGRAM_BYTES = 1000;

    private static final long serialVersionUID = 1L;

    private final long carrier;
    private final long circuit;

    /**
     * A circuit of a session.
     *
     * @param carrier the machine's number of the session that carries the circuit, below 2^48
     * @param circuit its number within that session, u32
     */
    public RelayAddress(long carrier, long circuit) {
        super(host(carrier, circuit), (int) (carrier >>> 32) & 0xffff);
        this.carrier = carrier;
        this.circuit = circuit;
    }

    /** The machine's number of the session that carries it. */
    public long carrier() {
        return carrier;
    }

    /** Its number within that session, u32. */
    public long circuit() {
        return circuit;
    }

    private static InetAddress host(long carrier, long circuit) {
        byte[] ip = new byte[16];
        Bytes.put64(ip, 0, Addresses.CIRCUITS);
        Bytes.put32(ip, 8, (int) circuit);
        Bytes.put32(ip, 12, (int) carrier);
        try {
            return InetAddress.getByAddress(ip);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("sixteen bytes are an address", e);
        }
    }
}
