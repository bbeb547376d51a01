package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.AckRanges;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.Aead;
import com.hookprobe.htp.crypto.ChaChaMask;
import java.util.Arrays;

/**
 * The buffers that sealing and opening a packet need, once per machine and shared by its sessions: ten thousand sessions
 * must not own 18 kB each. What is in them is valid until the next packet of any session. One thread only.
 */
final class PacketScratch implements AutoCloseable {
    private static final int PLAIN_BYTES = Wire.RESONANCE_BYTES + Wire.BODY_BYTES_MAX;

    /** RDV 32 | PoSF 32 | body of the packet to be sealed. */
    final byte[] sealing = new byte[PLAIN_BYTES];
    /** The same of the packet that was opened: apart, because it is answered while it is read. */
    final byte[] opened = new byte[PLAIN_BYTES];

    /** A datagram that was made of it. */
    final byte[] datagram = new byte[Wire.DATAGRAM_BYTES_MAX];
    /** What an ACK frame of ours says. */
    final AckRanges ranges = new AckRanges();

    final byte[] nonce = new byte[Aead.NONCE_BYTES];
    final byte[] aad = new byte[Wire.HEADER_BYTES + 4];
    final int[] mask = new int[ChaChaMask.MASK_WORDS];

    /** Erases what packets left behind. */
    @Override
    public void close() {
        Arrays.fill(sealing, (byte) 0);
        Arrays.fill(opened, (byte) 0);
    }
}
