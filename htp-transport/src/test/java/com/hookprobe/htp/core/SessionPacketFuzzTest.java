package com.hookprobe.htp.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.hookprobe.htp.ToyAeads;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.testsupport.FuzzInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * HTP 3.1.4, 3.1.5, 3.1.7: packets that are sealed right, of any type, number, flags and generation, changed or not, and
 * bytes that are none, into an opener whose keys move on. Oracle: a packet opens exactly when it is one of the sealed ones
 * to the bit, of a kind that sessions have, new, and of a generation that is read.
 */
class SessionPacketFuzzTest {
    private static final byte[][] ROOTS = {Sim.filled(32, 9), Sim.filled(32, 10), Sim.filled(32, 11), Sim.filled(32, 12)
    };
    private static final PacketType[] TYPES = PacketType.values();
    private static final int STEPS_MAX = 24;
    private static final int WINDOW = 8192;

    private record Sealed(byte[] datagram, int type, int word, long number, int generation, byte[] body) {
        boolean sound() {
            PacketType known = PacketType.of(type);
            return known != null
                    && !known.handshake()
                    && (word & (Wire.FLAGS_FRAGMENT | Wire.FLAGS_RESERVED)) == 0
                    && word >>> Wire.GENERATION_SHIFT == generation
                    && number >= 0
                    && number < Wire.PACKET_NUMBER_LIMIT;
        }
    }

    /** What the specification says of the opener's state. */
    private static final class Model {
        private final Set<Long> opened = new HashSet<>();
        private long largest = -1;
        private int generation;
        private boolean next;
        private boolean previous;
        private long lowest = Long.MAX_VALUE;

        boolean reads(Sealed packet) {
            boolean fresh = packet.number() > largest
                    || (largest - packet.number() < WINDOW && !opened.contains(packet.number()));
            boolean keys = packet.generation() == generation
                    || (packet.generation() == generation + 1 && next)
                    || (packet.generation() == generation - 1 && previous && packet.number() < lowest);
            return packet.sound() && fresh && keys;
        }

        void read(Sealed packet) {
            opened.add(packet.number());
            largest = Math.max(largest, packet.number());
            if (packet.generation() == generation + 1) {
                generation++;
                next = false;
                previous = true;
                lowest = packet.number();
            } else if (packet.generation() == generation) {
                lowest = Math.min(lowest, packet.number());
            }
        }
    }

    @FuzzTest
    void onlyWhatWasSealedOpensAndOnlyOnce(byte[] program) {
        FuzzInput in = new FuzzInput(program);
        TestPackets packets = new TestPackets(ROOTS[0], Direction.EDGE_TO_VALIDATOR, new ToyAeads());
        PacketSealer sealer = packets.sealer();
        PacketOpener opener = packets.opener();
        Model model = new Model();
        List<Sealed> sealed = new ArrayList<>();
        for (int step = 0; step < STEPS_MAX && in.more(); step++) {
            int op = in.u8();
            if (op < 64 || sealed.isEmpty()) {
                sealed.add(seal(in, op, packets, sealer));
            } else if (op < 72) {
                int generation = sealer.generation() + 1;
                if (generation < ROOTS.length) {
                    sealer.nextGeneration(packets.generation(ROOTS[generation]));
                }
            } else if (op < 80) {
                if (!opener.hasNext() && model.generation + 1 < ROOTS.length) {
                    opener.prepareNext(packets.generation(ROOTS[model.generation + 1]));
                    model.next = true;
                }
            } else if (op < 84) {
                opener.dropPrevious();
                model.previous = false;
            } else if (op < 100) {
                open(in.bytes(in.u16() % 1600), opener, sealed, model);
            } else {
                byte[] d = sealed.get(in.below(sealed.size())).datagram().clone();
                for (int n = op < 170 ? 0 : 1 + (op & 3); n > 0; n--) {
                    d[in.u16() % d.length] ^= (byte) in.u8();
                }
                open(op < 230 ? d : Arrays.copyOf(d, in.u16() % 1500), opener, sealed, model);
            }
        }
    }

    /** By the sealer, or by hand: any type, number, flags word and generation. */
    private static Sealed seal(FuzzInput in, int op, TestPackets packets, PacketSealer sealer) {
        byte[] body = in.bytes(in.u8());
        if ((op & 1) == 0) {
            PacketType type = TYPES[in.below(TYPES.length)];
            int flags = in.u8() & Wire.FLAGS_KNOWN;
            long number = sealer.nextNumber();
            byte[] datagram = TestPackets.seal(sealer, type, in.u8(), flags, body);
            int word = flags | sealer.generation() << Wire.GENERATION_SHIFT;
            return new Sealed(datagram, type.code, word, number, sealer.generation(), body);
        }
        int generation = in.below(ROOTS.length);
        int type = (op & 2) != 0 ? in.u16() : TYPES[in.below(TYPES.length)].code;
        int word = (op & 4) != 0 ? in.i32() : in.u8() & 0x7f | generation << Wire.GENERATION_SHIFT;
        long number = (op & 8) != 0 ? in.i64() : sealer.nextNumber() + in.below(3) * (WINDOW - 1L);
        return new Sealed(
                packets.raw(ROOTS[generation], type, number, word, body), type, word, number, generation, body);
    }

    private static void open(byte[] datagram, PacketOpener opener, List<Sealed> sealed, Model model) {
        Sealed original = null;
        for (Sealed each : sealed) {
            // Of two that are the same to the bit, either will do.
            if (Arrays.equals(each.datagram(), datagram)) {
                original = each;
            }
        }
        boolean wanted = original != null && model.reads(original);
        if (TestPackets.open(opener, datagram.clone()) != wanted) {
            throw new AssertionError(wanted ? "a true packet was refused" : "opened what must not: " + original);
        }
        if (original == null || !wanted) {
            return;
        }
        model.read(original);
        byte[] body = original.body();
        int at = opener.bodyAt();
        if (opener.type().code != original.type()
                || opener.flags() != (original.word() & Wire.FLAGS_KNOWN)
                || opener.number() != original.number()
                || opener.generation() != original.generation()
                || opener.currentGeneration() != model.generation
                || opener.hasNext() != model.next
                || opener.hasPrevious() != model.previous
                || !Arrays.equals(opener.plain(), at, at + opener.bodyLength(), body, 0, body.length)) {
            throw new AssertionError("opened as another packet than was sealed: " + original);
        }
    }
}
