package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.ChaChaMask;
import java.util.Arrays;

/** Both halves of one direction, and packets that a proper sealer would not make. */
final class TestPackets {
    final byte[] root0;
    final Direction direction;
    final AeadFactory aeads;
    final PacketScratch scratch = new PacketScratch();
    final DirectionKeys keys;
    final Counters counters = new Counters();

    TestPackets(byte[] root0, Direction direction, AeadFactory aeads) {
        this.root0 = root0;
        this.direction = direction;
        this.aeads = aeads;
        this.keys = DirectionKeys.derive(root0, direction);
    }

    PacketKeys generation(byte[] root) {
        return PacketKeys.derive(root, direction, aeads);
    }

    PacketSealer sealer() {
        return new PacketSealer(keys, generation(root0), scratch);
    }

    PacketOpener opener() {
        return new PacketOpener(keys, generation(root0), scratch, counters);
    }

    static byte[] seal(PacketSealer sealer, PacketType type, long timestampMillis, int flags, byte[] body) {
        System.arraycopy(body, 0, sealer.plain(), PacketSealer.BODY_AT, body.length);
        byte[] datagram = new byte[Wire.SESSION_OVERHEAD_BYTES + body.length];
        sealer.seal(type, timestampMillis, flags, body.length, datagram, 0);
        return datagram;
    }

    static boolean open(PacketOpener opener, byte[] datagram) {
        return opener.open(datagram, 0, datagram.length);
    }

    /** HTP 3.1.2 and 3.1.3 step by step, with any type, flags word and number. */
    byte[] raw(byte[] root, int type, long number, int flagsWord, byte[] body) {
        byte[] d = new byte[116 + body.length];
        Bytes.put16(d, 0, 2);
        Bytes.put16(d, 2, type);
        Bytes.put32(d, 4, (int) number);
        Bytes.put64(d, 12, keys.token(0));
        Bytes.put64(d, 20, number);
        Bytes.put32(d, 28, flagsWord);
        Bytes.put32(d, 96, body.length + 16);
        byte[] nonce = new byte[12];
        byte[] sealed = new byte[64 + body.length + 16];
        try (PacketKeys generation = generation(root)) {
            generation.nonce(number, nonce);
            byte[] aad = Bytes.concat(Arrays.copyOf(d, 32), Arrays.copyOfRange(d, 96, 100));
            byte[] plain = Bytes.concat(new byte[64], body);
            generation.aead.seal(nonce, aad, plain, 0, plain.length, sealed, 0);
        }
        System.arraycopy(sealed, 0, d, 32, 64);
        System.arraycopy(sealed, 64, d, 100, sealed.length - 64);
        HeaderProtection.apply(d, 0, keys.mask, new int[ChaChaMask.MASK_WORDS]);
        return d;
    }
}
