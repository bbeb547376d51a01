package com.hookprobe.neuro;

import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.crypto.Mac;

/** The weights before the first record, from the secret seed of a device. NEURO 4.2. */
final class InitialWeights {
    /** Glorot limits sqrt(6 / (in + out)) of the three layers in Q.17: times a 32-bit number that is exactly Q.48. */
    private static final long LIMIT_1_AND_2 = 0x5a82;

    private static final long LIMIT_3 = 0x8000;

    private InitialWeights() {}

    /** Fills W1, W2 and W3 in this order from one stream; biases stay 0. */
    static long[] fromSeed(byte[] seed) {
        long[] masters = new long[Shape.MASTERS];
        Mac mac = Hashes.hmacSha512(seed);
        byte[] block = new byte[64];
        ByteBuffer stream = ByteBuffer.wrap(block).position(block.length);
        int next = 0;
        for (int layer = 1; layer <= 3; layer++) {
            int from = layer == 1 ? Shape.W1 : layer == 2 ? Shape.W2 : Shape.W3;
            int to = layer == 1 ? Shape.B1 : layer == 2 ? Shape.B2 : Shape.B3;
            long limit = layer == 3 ? LIMIT_3 : LIMIT_1_AND_2;
            for (int i = from; i < to; i++) {
                if (!stream.hasRemaining()) {
                    mac.update(Hashes.ascii(NeuroLabels.INITIAL_WEIGHTS));
                    stream.clear();
                    stream.put(mac.doFinal(intBytes(next++))).flip();
                }
                masters[i] = stream.getInt() * limit;
            }
        }
        Arrays.fill(block, (byte) 0);
        return masters;
    }

    private static byte[] intBytes(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }
}
