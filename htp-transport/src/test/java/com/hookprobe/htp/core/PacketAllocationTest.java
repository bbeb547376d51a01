package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.crypto.Aead;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.AeadProviders;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The packet path makes no object per packet; what the cipher's provider makes is counted apart. */
class PacketAllocationTest {
    private static final int ROUNDS = 20_000;

    /** A cipher that is none: it moves bytes, so that only our own allocation is left. */
    private static final AeadFactory COPY = key -> new Aead() {
        @Override
        public int seal(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
            System.arraycopy(in, inOffset, out, outOffset, length);
            return length + TAG_BYTES;
        }

        @Override
        public int open(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
            System.arraycopy(in, inOffset, out, outOffset, length - TAG_BYTES);
            return length - TAG_BYTES;
        }

        @Override
        public void close() {}
    };

    private static double bytesPerPacket(AeadFactory aeads) {
        TestPackets packets = new TestPackets(Sim.filled(32, 9), Direction.EDGE_TO_VALIDATOR, aeads);
        PacketSealer sealer = packets.sealer();
        PacketOpener opener = packets.opener();
        byte[] buffer = new byte[65_536];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = 0;
        for (int i = 0; i < 2 * ROUNDS; i++) {
            if (i == ROUNDS) {
                before = threads.getThreadAllocatedBytes(id);
            }
            int at = 1300 * (i % 50);
            int length = sealer.seal(PacketType.DATA, i, 1, 1084, buffer, at);
            if (!opener.open(buffer, at, length)) {
                throw new AssertionError("packet " + i);
            }
        }
        return (threads.getThreadAllocatedBytes(id) - before) / (double) ROUNDS;
    }

    @Test
    void ourOwnPathAllocatesNothing() {
        assertThat(bytesPerPacket(COPY)).isLessThan(1);
    }

    /** Conscrypt 2.9.0 copies the AAD into a stream of its own: 80 bytes at sealing and 80 at opening. */
    @Test
    void conscryptAllocatesOnlyItsCopyOfTheAad() {
        AeadFactory conscrypt = AeadProviders.conscrypt().orElse(null);
        Assumptions.assumeTrue(conscrypt != null, "no native library here");
        assertThat(bytesPerPacket(conscrypt)).isLessThan(170);
    }
}
