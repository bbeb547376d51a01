package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.crypto.Aead;
import com.hookprobe.htp.crypto.AeadFactory;
import java.util.Arrays;

/** One direction's keys of one generation: cipher and IV (HTP 3.3). Not thread-safe. */
final class PacketKeys implements AutoCloseable {
    final Aead aead;
    private final byte[] iv;

    private PacketKeys(Aead aead, byte[] iv) {
        this.aead = aead;
        this.iv = iv;
    }

    /** From root_g of the generation. */
    static PacketKeys derive(byte[] root, Direction direction, AeadFactory aeads) {
        byte[] key = KeySchedule.expand(root, direction.keyLabel, Aead.KEY_BYTES);
        try {
            return new PacketKeys(aeads.create(key), KeySchedule.expand(root, direction.ivLabel, Aead.NONCE_BYTES));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** HTP 3.1: {@code nonce12 = iv XOR (0^4||pn)}. */
    void nonce(long packetNumber, byte[] into) {
        System.arraycopy(iv, 0, into, 0, 4);
        Bytes.put64(into, 4, Bytes.i64(iv, 4) ^ packetNumber);
    }

    @Override
    public void close() {
        aead.close();
        Arrays.fill(iv, (byte) 0);
    }
}
