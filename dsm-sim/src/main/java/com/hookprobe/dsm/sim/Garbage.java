package com.hookprobe.dsm.sim;

import com.hookprobe.sim.Mix;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Bytes that no honest node sends. */
final class Garbage {
    private static final int RANDOM_BYTES_MAX = 300;

    private Garbage() {}

    /** Something made of a good message, or of nothing. */
    static byte[] of(byte[] message, SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> noise(random);
            case 1 -> flipped(message, random);
            case 2 -> hugeLength(message, random);
            case 3 -> Arrays.copyOf(message, random.nextInt(message.length));
            case 4 -> Arrays.copyOf(message, message.length + 1 + random.nextInt(40));
            default -> new byte[0];
        };
    }

    private static byte[] noise(SplittableRandom random) {
        int length = 1 + random.nextInt(RANDOM_BYTES_MAX);
        byte[] bytes = Mix.content(random.nextLong(), length);
        bytes[0] = (byte) random.nextInt(70);
        return bytes;
    }

    private static byte[] flipped(byte[] message, SplittableRandom random) {
        byte[] bytes = message.clone();
        int flips = 1 + random.nextInt(3);
        for (int i = 0; i < flips; i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private static byte[] hugeLength(byte[] message, SplittableRandom random) {
        byte[] bytes = message.clone();
        int at = 1 + random.nextInt(bytes.length);
        Arrays.fill(bytes, Math.min(at, bytes.length), Math.min(at + 4, bytes.length), (byte) 0xFF);
        return bytes;
    }
}
