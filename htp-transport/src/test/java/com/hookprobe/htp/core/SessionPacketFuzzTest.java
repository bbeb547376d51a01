package com.hookprobe.htp.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.AeadProviders;
import com.hookprobe.testsupport.FuzzInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * HTP 3.1.4: packets that are sealed right, changed or not, and bytes that are none, into an opener. Oracle: a packet opens
 * exactly when it is one of the sealed ones to the bit, new, and of a kind that sessions have.
 */
class SessionPacketFuzzTest {
    private static final byte[] ROOT = Sim.filled(32, 9);
    private static final PacketType[] TYPES = PacketType.values();

    private record Sealed(byte[] datagram, PacketType type, int flags, byte[] body) {
        boolean sound() {
            return !type.handshake()
                    && (flags & (0xff00ff00 | 0x00ff0000 | Wire.FLAGS_RESERVED | Wire.FLAGS_LATER)) == 0;
        }
    }

    @FuzzTest
    void onlyWhatWasSealedOpensAndOnlyOnce(byte[] program) {
        FuzzInput in = new FuzzInput(program);
        Counters counters = new Counters();
        PacketSealer sealer = new PacketSealer(PacketKeys.edgeToValidator(ROOT, AeadProviders.jdk()));
        PacketOpener opener = new PacketOpener(PacketKeys.edgeToValidator(ROOT, AeadProviders.jdk()), counters);
        List<Sealed> sealed = new ArrayList<>();
        List<Sealed> opened = new ArrayList<>();
        for (int step = 0; step < 24 && in.more(); step++) {
            int op = in.u8();
            if (op < 64 || sealed.isEmpty()) {
                PacketType type = TYPES[in.below(TYPES.length)];
                int flags = (op & 1) != 0 ? in.i32() : in.u8();
                byte[] body = in.bytes(in.u8());
                byte[] datagram = sealer.seal(type, in.u8(), flags, body, body.length);
                sealed.add(new Sealed(datagram, type, flags, body));
            } else if (op < 96) {
                byte[] noise = in.bytes(in.u16() % 1600);
                check(noise, opener, sealed, opened);
            } else {
                byte[] d = sealed.get(in.below(sealed.size())).datagram().clone();
                for (int n = op < 160 ? 0 : 1 + (op & 3); n > 0; n--) {
                    d[in.u16() % d.length] ^= (byte) in.u8();
                }
                if (op >= 224) {
                    d = Arrays.copyOf(d, in.u16() % 1500);
                }
                check(d, opener, sealed, opened);
            }
        }
    }

    private static void check(byte[] datagram, PacketOpener opener, List<Sealed> sealed, List<Sealed> opened) {
        Sealed original = null;
        for (Sealed each : sealed) {
            if (Arrays.equals(each.datagram(), datagram)) {
                original = each;
            }
        }
        boolean wanted = original != null && original.sound() && !opened.contains(original);
        PacketOpener.Opened packet = opener.open(datagram.clone());
        if (wanted != (packet != null)) {
            throw new AssertionError(wanted ? "a true packet was refused" : "what was not sealed, or not new, opened");
        }
        if (packet == null || original == null) {
            return;
        }
        opened.add(original);
        byte[] plain = new byte[Wire.RESONANCE_BYTES + original.body().length];
        System.arraycopy(original.body(), 0, plain, Wire.RESONANCE_BYTES, original.body().length);
        if (packet.type() != original.type()
                || packet.flags() != original.flags()
                || packet.number() != sealed.indexOf(original)
                || !Arrays.equals(packet.plain(), plain)) {
            throw new AssertionError("opened as another packet than was sealed");
        }
    }
}
