package com.hookprobe.qsecbit.detection.packet;

/**
 * The TCP side of a flow: its state by flags and sequence numbers, and what in it cannot be of the same host. It works on
 * the fields of a {@link FlowTable} and keeps nothing itself.
 */
final class TcpTracker {
    /** Two segments with one sequence number begin differently. */
    static final int CONFLICT = 1;
    /** The time to live differs from that of all the packets before. */
    static final int TTL_ODD = 2;
    /** Data of a side that has reset the connection. */
    static final int AFTER_RESET = 4;
    /** An acknowledgement from before the end of its own side. */
    static final int DESYNC = 8;

    /** TCP flags of both sides, application protocol, TTL and its steadiness of both sides, and whether they are known. */
    static final int FLAGS = 10;

    private static final int NEXT_SEQ = 11;
    private static final int ACKED = 12;
    private static final int SEGMENT = 13;

    private static final int FLAGS_B_SHIFT = 8;
    private static final int TTL_SHIFT = 24;
    private static final int STABLE_SHIFT = 40;
    private static final int KNOWN_SHIFT = 56;

    private static final int STABLE_MIN = 8;
    private static final int ODD_TTL = 3;
    private static final int PREFIX_BYTES = 16;
    private static final int SEQUENCE_SLACK = 1 << 22;
    private static final int ACKNOWLEDGED_SLACK = 1 << 16;

    private TcpTracker() {}

    /**
     * Takes a segment of a side, and tells the packet how it fits in.
     *
     * @param entries the flows' fields
     * @param e where those of this flow begin
     * @param state of the flow before
     * @return its state now
     */
    static byte track(long[] entries, int e, Packet p, int side, byte state, long seed) {
        long flags = entries[e + FLAGS];
        int other = 1 - side;
        boolean known = (flags >>> KNOWN_SHIFT + side & 1) != 0;
        boolean otherKnown = (flags >>> KNOWN_SHIFT + other & 1) != 0;
        int next = half(entries[e + NEXT_SEQ], side);
        int span = p.payloadWireLength
                + ((p.tcpFlags & Packet.TCP_SYN) != 0 ? 1 : 0)
                + ((p.tcpFlags & Packet.TCP_FIN) != 0 ? 1 : 0);
        if (known && (p.tcpFlags & Packet.TCP_SYN) == 0) {
            int ahead = p.tcpSeq - next;
            p.ahead = ahead;
            if ((p.tcpFlags & Packet.TCP_RST) != 0) {
                int acked = half(entries[e + ACKED], other);
                boolean between = otherKnown && p.tcpSeq - acked >= 0 && ahead <= 0;
                p.fitsSequence = ahead == 0 || between;
            } else {
                p.fitsSequence = Math.abs((long) ahead) <= SEQUENCE_SLACK;
            }
        }
        boolean resetBefore = (flags >>> FLAGS_B_SHIFT * side & Packet.TCP_RST) != 0;
        if (state == FlowTable.RESET && resetBefore && p.payloadLength > 0 && (p.tcpFlags & Packet.TCP_RST) == 0) {
            p.oddities |= AFTER_RESET;
        }
        // A side that only acknowledges stands at its own end, or one before when it asks whether the other is alive.
        if (state == FlowTable.ESTABLISHED
                && p.tcpFlags == Packet.TCP_ACK
                && p.payloadWireLength == 0
                && p.ahead < -1) {
            p.oddities |= DESYNC;
        }
        if (p.payloadLength > 0 && state == FlowTable.ESTABLISHED) {
            flags = oddTtl(flags, p, side);
        }
        segment(entries, e, p, side, state, seed);
        if (p.fitsSequence && (!known || p.tcpSeq + span - next > 0)) {
            entries[e + NEXT_SEQ] = withHalf(entries[e + NEXT_SEQ], side, p.tcpSeq + span);
            flags |= 1L << KNOWN_SHIFT + side;
        }
        if ((p.tcpFlags & Packet.TCP_ACK) != 0) {
            entries[e + ACKED] = withHalf(entries[e + ACKED], side, p.tcpAck);
        }
        // A reset that its receiver would refuse has not happened.
        int taken = p.fitsSequence ? p.tcpFlags : p.tcpFlags & ~Packet.TCP_RST;
        flags |= (long) taken << FLAGS_B_SHIFT * side;
        entries[e + FLAGS] = flags;
        return advance(
                state,
                p,
                side,
                (int) flags & 0xff,
                (int) (flags >>> FLAGS_B_SHIFT) & 0xff,
                half(entries[e + NEXT_SEQ], 1));
    }

    private static byte advance(byte state, Packet p, int side, int flagsA, int flagsB, int nextB) {
        if ((p.tcpFlags & Packet.TCP_RST) != 0) {
            // A reset that does not fit is refused by the receiver too.
            return p.fitsSequence ? FlowTable.RESET : state;
        }
        if ((flagsA & flagsB & Packet.TCP_FIN) != 0) {
            return FlowTable.CLOSED;
        }
        if (state == FlowTable.NEW || state == FlowTable.ANSWERED) {
            boolean opened = (flagsA & Packet.TCP_SYN) != 0;
            boolean welcomed = (flagsB & Packet.TCP_SYN) != 0;
            if (side == 0 && opened && (p.tcpFlags & (Packet.TCP_SYN | Packet.TCP_ACK)) == Packet.TCP_ACK) {
                // Whoever forges his source does not know what to acknowledge. When only one way is captured, that
                // cannot be asked for.
                int behind = nextB - p.tcpAck;
                p.completes = welcomed ? behind >= 0 && behind < ACKNOWLEDGED_SLACK : flagsB == 0;
                return p.completes ? FlowTable.ESTABLISHED : state;
            }
            if (!opened && flagsA != 0 && flagsB != 0 && !welcomed) {
                return FlowTable.ESTABLISHED;
            }
            return side == 1 ? FlowTable.ANSWERED : state;
        }
        return state;
    }

    /** A side's time to live is steady; one packet with another, and then the old one again, is somebody else's. */
    private static long oddTtl(long flags, Packet p, int side) {
        int ttl = (int) (flags >>> TTL_SHIFT + 8 * side) & 0xff;
        int stable = (int) (flags >>> STABLE_SHIFT + 8 * side) & 0xff;
        if (ttl == p.ttl) {
            stable = Math.min(0xff, stable + 1);
        } else if (stable >= STABLE_MIN && Math.abs(ttl - p.ttl) >= ODD_TTL) {
            p.oddities |= TTL_ODD;
            // A route that has changed stays changed: what comes again becomes the usual.
            stable = stable > 2 * STABLE_MIN ? 2 * STABLE_MIN : stable - 4;
        } else {
            ttl = p.ttl;
            stable = 0;
        }
        long cleared = flags & ~(0xffL << TTL_SHIFT + 8 * side | 0xffL << STABLE_SHIFT + 8 * side);
        return cleared | (long) ttl << TTL_SHIFT + 8 * side | (long) stable << STABLE_SHIFT + 8 * side;
    }

    /** Two segments with the same number begin with the same bytes, unless two different hosts have sent them. */
    private static void segment(long[] entries, int e, Packet p, int side, byte state, long seed) {
        if (p.payloadLength < PREFIX_BYTES || state != FlowTable.ESTABLISHED) {
            return;
        }
        long mixed = Hashes.mix(Bytes.i64(p.data, p.payloadAt), Bytes.i64(p.data, p.payloadAt + 8), seed);
        int print = (int) mixed | 1;
        long last = entries[e + SEGMENT + side];
        if ((int) last != 0 && (int) (last >>> 32) == p.tcpSeq) {
            if ((int) last != print) {
                p.oddities |= CONFLICT;
            }
            return;
        }
        entries[e + SEGMENT + side] = (long) p.tcpSeq << 32 | print & 0xffff_ffffL;
    }

    /** The TCP flags that a side has sent. */
    static int flags(long[] entries, int e, int side) {
        return (int) (entries[e + FLAGS] >>> FLAGS_B_SHIFT * side) & 0xff;
    }

    static int half(long both, int side) {
        return side == 0 ? (int) (both >>> 32) : (int) both;
    }

    private static long withHalf(long both, int side, int value) {
        long wide = value & 0xffff_ffffL;
        return side == 0 ? both & 0xffff_ffffL | wide << 32 : both & ~0xffff_ffffL | wide;
    }
}
