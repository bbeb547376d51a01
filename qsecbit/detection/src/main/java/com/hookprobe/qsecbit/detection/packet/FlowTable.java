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
    private static final int CONVERSATION = 15;

    private static final int APP_SHIFT = 16;

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
            states[slot] = TcpTracker.track(entries, e, p, side, state, seed);
        } else if (side == 1 && state == NEW) {
            states[slot] = ANSWERED;
        }
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
        return TcpTracker.half(entries[slot * STRIDE + PACKETS], side) & 0xffff_ffffL;
    }

    long bytes(int slot, int side) {
        return entries[slot * STRIDE + BYTES + side];
    }

    int flags(int slot, int side) {
        return TcpTracker.flags(entries, slot * STRIDE, side);
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
        return AppProtocol.of((int) (entries[slot * STRIDE + TcpTracker.FLAGS] >>> APP_SHIFT) & 0xff);
    }

    void app(int slot, AppProtocol app) {
        int at = slot * STRIDE + TcpTracker.FLAGS;
        entries[at] = entries[at] & ~(0xffL << APP_SHIFT) | (long) app.ordinal() << APP_SHIFT;
    }
}
