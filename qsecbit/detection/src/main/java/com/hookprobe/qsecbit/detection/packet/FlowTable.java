package com.hookprobe.qsecbit.detection.packet;

import java.util.Arrays;

/**
 * The flows that are going on, in arrays that never grow.
 *
 * <p>The table is a cache of eight ways: a flow's hash names a bucket, and in it the flow is sought among eight. When a
 * ninth comes, one goes, and is told as ended: first one that nobody has answered yet, among these the one that was
 * quiet for longest. So a flood of forged sources pushes out its own flows and not those of people, and costs no more
 * memory than a quiet day. The hash has a seed, so that nobody can aim at a bucket.
 *
 * <p>Times are those of the packets. A flow ends by its FIN or RST and a short wait, by silence, or by a new SYN.
 */
final class FlowTable {
    static final int CONFLICT = 1;
    static final int TTL_ODD = 2;
    static final int AFTER_RESET = 4;
    static final int DESYNC = 8;
    static final int NO_CONVERSATION = 0xffff;

    static final byte FREE = 0;
    static final byte NEW = 1;
    static final byte ANSWERED = 2;
    static final byte ESTABLISHED = 3;
    static final byte CLOSED = 4;
    static final byte RESET = 5;

    private static final int WAYS = 8;
    private static final int STRIDE = 16;
    private static final int A_HIGH = 0;
    private static final int A_LOW = 1;
    private static final int B_HIGH = 2;
    private static final int B_LOW = 3;
    private static final int PORTS = 4;
    private static final int START = 5;
    private static final int LAST = 6;
    private static final int PACKETS = 7;
    private static final int BYTES = 8;
    private static final int FLAGS = 10;
    private static final int NEXT_SEQ = 11;
    private static final int ACKED = 12;
    private static final int SEGMENT = 13;
    private static final int CONVERSATION = 15;

    private static final int FLAGS_B_SHIFT = 8;
    private static final int APP_SHIFT = 16;
    private static final int TTL_SHIFT = 24;
    private static final int STABLE_SHIFT = 40;
    private static final int KNOWN_SHIFT = 56;

    private static final int STABLE_MIN = 8;
    private static final int ODD_TTL = 3;
    private static final int PREFIX_BYTES = 16;
    private static final int SEQUENCE_SLACK = 1 << 22;

    /** Ends of flows. */
    interface Ends {
        /**
         * A flow ends; the slot can be read until this returns.
         *
         * @param pushedOut true when it had to make room
         */
        void onEnd(int slot, boolean pushedOut);
    }

    private final int buckets;
    private final long seed;
    private final int[] tags;
    private final int[] seen;
    private final byte[] states;
    private final long[] entries;
    private final Ends ends;
    private int live;
    private int sweepAt;
    private long nextId = 1;

    /** A table for so many flows, rounded up to a power of two. */
    FlowTable(int flowsMax, long seed, Ends ends) {
        int slots = Math.max(WAYS, Integer.highestOneBit(Math.max(1, flowsMax - 1)) * 2);
        this.buckets = slots / WAYS;
        this.seed = seed;
        this.tags = new int[slots];
        this.seen = new int[slots];
        this.states = new byte[slots];
        this.entries = new long[slots * STRIDE];
        this.ends = ends;
    }

    int live() {
        return live;
    }

    /** Finds or makes the flow of a packet, counts it, and tells the packet how it fits in. */
    void update(Packet p) {
        boolean ports = p.isTcp() || p.ipProtocol == Packet.UDP;
        // Of a ping the identifier takes the place of the ports, so that two programs that ping are two flows.
        int kind = ports ? 0 : icmpKind(p);
        int srcPort = ports ? p.srcPort : kind;
        int dstPort = ports ? p.dstPort : kind;
        long hash = Hashes.mix(p.srcHigh ^ (long) srcPort << 48, p.srcLow, seed)
                + Hashes.mix(p.dstHigh ^ (long) dstPort << 48, p.dstLow, seed);
        hash = Hashes.mix(hash + p.ipProtocol);
        int tag = (int) (hash >>> 32);
        int first = (int) (hash & buckets - 1) * WAYS;
        long forward = (long) srcPort << 48 | (long) dstPort << 32 | p.ipProtocol;
        long backward = (long) dstPort << 48 | (long) srcPort << 32 | p.ipProtocol;
        for (int slot = first; slot < first + WAYS; slot++) {
            if (tags[slot] != tag || states[slot] == FREE) {
                continue;
            }
            int e = slot * STRIDE;
            if (entries[e + PORTS] == forward
                    && entries[e + A_LOW] == p.srcLow
                    && entries[e + B_LOW] == p.dstLow
                    && entries[e + A_HIGH] == p.srcHigh
                    && entries[e + B_HIGH] == p.dstHigh) {
                if (p.isOpening() && isOver(slot, p)) {
                    end(slot, false);
                    break;
                }
                p.fromInitiator = true;
                count(slot, e, p, 0);
                return;
            }
            if (entries[e + PORTS] == backward
                    && entries[e + A_LOW] == p.dstLow
                    && entries[e + B_LOW] == p.srcLow
                    && entries[e + A_HIGH] == p.dstHigh
                    && entries[e + B_HIGH] == p.srcHigh) {
                if (p.isOpening() && isOver(slot, p)) {
                    end(slot, false);
                    break;
                }
                p.fromInitiator = false;
                count(slot, e, p, 1);
                return;
            }
        }
        open(room(first), tag, srcPort, dstPort, p);
    }

    private static int icmpKind(Packet p) {
        boolean echo = p.ipVersion == 4 ? p.icmpType == 8 || p.icmpType == 0 : p.icmpType == 128 || p.icmpType == 129;
        if (echo) {
            return Bytes.u16(p.data, p.payloadAt - 4);
        }
        return p.icmpType < 0 ? 0 : p.icmpType << 8 | p.icmpCode;
    }

    /** A SYN on a flow that is over begins another one, with the same ports. */
    private boolean isOver(int slot, Packet p) {
        return states[slot] >= CLOSED || (states[slot] == ESTABLISHED && p.timeMicros - lastMicros(slot) > 60_000_000L);
    }

    private int room(int first) {
        int victim = -1;
        boolean victimLight = false;
        for (int slot = first; slot < first + WAYS; slot++) {
            byte state = states[slot];
            if (state == FREE) {
                return slot;
            }
            boolean light = state == NEW || state >= CLOSED;
            boolean older = victim < 0 || seen[slot] - seen[victim] < 0;
            if (victim < 0 || (light && !victimLight) || (light == victimLight && older)) {
                victim = slot;
                victimLight = light;
            }
        }
        end(victim, true);
        return victim;
    }

    private void open(int slot, int tag, int srcPort, int dstPort, Packet p) {
        int e = slot * STRIDE;
        Arrays.fill(entries, e, e + STRIDE, 0);
        tags[slot] = tag;
        states[slot] = NEW;
        live++;
        // An answer to a SYN, seen first, comes from the one who was called.
        boolean turned = p.hasFlags(Packet.TCP_SYN | Packet.TCP_ACK);
        entries[e + A_HIGH] = turned ? p.dstHigh : p.srcHigh;
        entries[e + A_LOW] = turned ? p.dstLow : p.srcLow;
        entries[e + B_HIGH] = turned ? p.srcHigh : p.dstHigh;
        entries[e + B_LOW] = turned ? p.srcLow : p.dstLow;
        entries[e + PORTS] =
                (long) (turned ? dstPort : srcPort) << 48 | (long) (turned ? srcPort : dstPort) << 32 | p.ipProtocol;
        entries[e + START] = p.timeMicros;
        entries[e + CONVERSATION] = nextId++ << 16 | NO_CONVERSATION;
        p.flowNew = true;
        p.fromInitiator = !turned;
        count(slot, e, p, turned ? 1 : 0);
    }

    private void count(int slot, int e, Packet p, int side) {
        p.flow = slot;
        seen[slot] = tick(p.timeMicros);
        if (p.timeMicros > entries[e + LAST]) {
            entries[e + LAST] = p.timeMicros;
        }
        entries[e + PACKETS] += side == 0 ? 1L << 32 : 1;
        entries[e + BYTES + side] += p.wireLength;
        byte state = states[slot];
        p.established = state == ESTABLISHED;
        p.answered = state >= ANSWERED;
        if (p.tcpFlags >= 0) {
            tcp(slot, e, p, side);
        } else if (side == 1 && state == NEW) {
            states[slot] = ANSWERED;
        }
    }

    private void tcp(int slot, int e, Packet p, int side) {
        long flags = entries[e + FLAGS];
        int other = 1 - side;
        boolean known = (flags >>> KNOWN_SHIFT + side & 1) != 0;
        boolean otherKnown = (flags >>> KNOWN_SHIFT + other & 1) != 0;
        int next = half(entries[e + NEXT_SEQ], side);
        int span = p.payloadWireLength
                + ((p.tcpFlags & Packet.TCP_SYN) != 0 ? 1 : 0)
                + ((p.tcpFlags & Packet.TCP_FIN) != 0 ? 1 : 0);
        byte state = states[slot];
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
        if (state == RESET && resetBefore && p.payloadLength > 0 && (p.tcpFlags & Packet.TCP_RST) == 0) {
            p.oddities |= AFTER_RESET;
        }
        // A side that only acknowledges stands at its own end, or one before when it asks whether the other is alive.
        if (state == ESTABLISHED && p.tcpFlags == Packet.TCP_ACK && p.payloadWireLength == 0 && p.ahead < -1) {
            p.oddities |= DESYNC;
        }
        if (p.payloadLength > 0 && state == ESTABLISHED) {
            flags = oddTtl(flags, p, side);
        }
        segment(e, p, side, state);
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
        advance(
                slot,
                p,
                side,
                (int) flags & 0xff,
                (int) (flags >>> FLAGS_B_SHIFT) & 0xff,
                half(entries[e + NEXT_SEQ], 1));
    }

    private void advance(int slot, Packet p, int side, int flagsA, int flagsB, int nextB) {
        byte state = states[slot];
        if ((p.tcpFlags & Packet.TCP_RST) != 0) {
            // A reset that does not fit is refused by the receiver too.
            if (p.fitsSequence) {
                states[slot] = RESET;
            }
        } else if ((flagsA & flagsB & Packet.TCP_FIN) != 0) {
            states[slot] = CLOSED;
        } else if (state == NEW || state == ANSWERED) {
            boolean opened = (flagsA & Packet.TCP_SYN) != 0;
            boolean welcomed = (flagsB & Packet.TCP_SYN) != 0;
            if (side == 0 && opened && (p.tcpFlags & (Packet.TCP_SYN | Packet.TCP_ACK)) == Packet.TCP_ACK) {
                // When only one way is captured, the answer cannot be asked for.
                if (welcomed ? p.tcpAck - nextB >= 0 || p.tcpAck == nextB : flagsB == 0) {
                    states[slot] = ESTABLISHED;
                    p.completes = true;
                }
            } else if (!opened && flagsA != 0 && flagsB != 0 && !welcomed) {
                states[slot] = ESTABLISHED;
            } else if (side == 1) {
                states[slot] = ANSWERED;
            }
        }
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
    private void segment(int e, Packet p, int side, byte state) {
        if (p.payloadLength < PREFIX_BYTES || state != ESTABLISHED) {
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

    /** Ends the flows that are over, in a part of the table; called often, it comes round once in so many calls. */
    void sweep(long nowMicros, int parts) {
        int slots = states.length;
        int now = tick(nowMicros);
        int count = Math.max(1, slots / parts);
        for (int i = 0; i < count; i++) {
            int slot = sweepAt;
            sweepAt = sweepAt + 1 == slots ? 0 : sweepAt + 1;
            if (states[slot] != FREE && now - seen[slot] > patience(slot)) {
                end(slot, false);
            }
        }
    }

    /** How long a flow may be silent, in ticks of 1024 microseconds. */
    private int patience(int slot) {
        boolean tcp = (int) entries[slot * STRIDE + PORTS] == Packet.TCP;
        return switch (states[slot]) {
            case NEW -> tcp ? 20_000 : 30_000;
            case ANSWERED -> tcp ? 20_000 : 60_000;
            case ESTABLISHED -> 300_000;
            default -> 3_000;
        };
    }

    /** Ends all flows. */
    void flush() {
        for (int slot = 0; slot < states.length; slot++) {
            if (states[slot] != FREE) {
                end(slot, false);
            }
        }
    }

    private void end(int slot, boolean pushedOut) {
        ends.onEnd(slot, pushedOut);
        states[slot] = FREE;
        live--;
    }

    private static int tick(long micros) {
        return (int) (micros >> 10);
    }

    private static int half(long both, int side) {
        return side == 0 ? (int) (both >>> 32) : (int) both;
    }

    private static long withHalf(long both, int side, int value) {
        long wide = value & 0xffff_ffffL;
        return side == 0 ? both & 0xffff_ffffL | wide << 32 : both & ~0xffff_ffffL | wide;
    }

    byte state(int slot) {
        return states[slot];
    }

    long high(int slot, int side) {
        return entries[slot * STRIDE + (side == 0 ? A_HIGH : B_HIGH)];
    }

    long low(int slot, int side) {
        return entries[slot * STRIDE + (side == 0 ? A_LOW : B_LOW)];
    }

    int port(int slot, int side) {
        return (int) (entries[slot * STRIDE + PORTS] >>> (side == 0 ? 48 : 32)) & 0xffff;
    }

    int protocol(int slot) {
        return (int) entries[slot * STRIDE + PORTS] & 0xff;
    }

    long startMicros(int slot) {
        return entries[slot * STRIDE + START];
    }

    long lastMicros(int slot) {
        return entries[slot * STRIDE + LAST];
    }

    long packets(int slot, int side) {
        return half(entries[slot * STRIDE + PACKETS], side) & 0xffff_ffffL;
    }

    long bytes(int slot, int side) {
        return entries[slot * STRIDE + BYTES + side];
    }

    int flags(int slot, int side) {
        return (int) (entries[slot * STRIDE + FLAGS] >>> (side == 0 ? 0 : FLAGS_B_SHIFT)) & 0xff;
    }

    int nextSeq(int slot, int side) {
        return half(entries[slot * STRIDE + NEXT_SEQ], side);
    }

    long id(int slot) {
        return entries[slot * STRIDE + CONVERSATION] >>> 16;
    }

    int conversation(int slot) {
        return (int) entries[slot * STRIDE + CONVERSATION] & 0xffff;
    }

    void conversation(int slot, int conversation) {
        int at = slot * STRIDE + CONVERSATION;
        entries[at] = entries[at] & ~0xffffL | conversation;
    }

    AppProtocol app(int slot) {
        return AppProtocol.of((int) (entries[slot * STRIDE + FLAGS] >>> APP_SHIFT) & 0xff);
    }

    void app(int slot, AppProtocol app) {
        int at = slot * STRIDE + FLAGS;
        entries[at] = entries[at] & ~(0xffL << APP_SHIFT) | (long) app.ordinal() << APP_SHIFT;
    }
}
