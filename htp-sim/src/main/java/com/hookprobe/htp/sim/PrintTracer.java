package com.hookprobe.htp.sim;

import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Writes a line for everything that happens: virtual seconds, what, who. */
public final class PrintTracer implements Tracer {
    private final PrintStream out;

    /** Writes there. */
    public PrintTracer(PrintStream out) {
        this.out = out;
    }

    @Override
    public void datagram(
            long nowNs, Fate fate, InetSocketAddress from, InetSocketAddress to, byte[] bytes, int length) {
        out.printf(
                Locale.ROOT,
                "%12.6f %-17s %s -> %s %s, %d bytes%n",
                nowNs / 1e9,
                fate,
                text(from),
                text(to),
                kind(bytes, length),
                length);
    }

    @Override
    public void note(long nowNs, String who, String what) {
        out.printf(Locale.ROOT, "%12.6f %-17s %s%n", nowNs / 1e9, who, what);
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** Handshake messages show their type; session packets do not. */
    private static String kind(byte[] bytes, int length) {
        if (length >= Wire.PAYLOAD_OFFSET && Bytes.u16(bytes, 0) == Wire.VERSION) {
            PacketType type = PacketType.of(Bytes.u16(bytes, Wire.TYPE_OFFSET));
            if (type != null && type.handshake()) {
                return type + " " + (Bytes.u32(bytes, Wire.FLAGS_OFFSET) >> 16 & 0xff);
            }
        }
        return "session";
    }
}
