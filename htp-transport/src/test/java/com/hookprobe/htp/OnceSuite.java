package com.hookprobe.htp;

import com.hookprobe.htp.crypto.Hashes;
import com.hookprobe.htp.crypto.Suite;
import com.hookprobe.htp.crypto.XWing;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The real public-key operations, each done once per input and remembered: for fuzz targets, whose executions begin with the
 * same randomness and so ask the same again and again. Answers are copies, because their takers erase them.
 */
public final class OnceSuite implements Suite {
    private static final int ENTRIES_MAX = 20_000;

    private final Map<ByteBuffer, Object> answers = new HashMap<>();
    /** Private keys by their public ones: those that were given out may have been erased. */
    private final Map<ByteBuffer, XWing.SecretKey> keys = new HashMap<>();

    /** Remembers a key that was made elsewhere. */
    public OnceSuite know(XWing.SecretKey key) {
        keys.put(ByteBuffer.wrap(key.publicKey()), XWing.secretKey(key.seed()));
        return this;
    }

    @SuppressWarnings("unchecked")
    private <T> T once(Supplier<T> made, int what, byte[]... input) {
        byte[][] all = Arrays.copyOf(input, input.length + 1);
        all[input.length] = new byte[] {(byte) what};
        ByteBuffer key = ByteBuffer.wrap(Hashes.sha256(all));
        Object known = answers.get(key);
        if (known == null) {
            if (answers.size() >= ENTRIES_MAX) {
                answers.clear();
            }
            known = made.get();
            answers.put(key, known);
        }
        return (T) known;
    }

    @Override
    public XWing.SecretKey generate(RandomGenerator random) {
        byte[] seed = new byte[XWing.SEED_BYTES];
        random.nextBytes(seed);
        XWing.SecretKey made = once(
                () -> {
                    XWing.SecretKey key = XWing.secretKey(seed);
                    know(key);
                    return key;
                },
                1,
                seed);
        return made;
    }

    @Override
    public Optional<XWing.Encapsulation> encapsulate(byte[] publicKey, RandomGenerator random) {
        byte[] seed = new byte[64];
        random.nextBytes(seed);
        Optional<XWing.Encapsulation> made = once(() -> XWing.encapsulate(publicKey, replay(seed)), 2, publicKey, seed);
        return made.map(e ->
                new XWing.Encapsulation(e.ciphertext().clone(), e.sharedSecret().clone()));
    }

    @Override
    public Optional<byte[]> decapsulate(XWing.SecretKey key, byte[] ciphertext) {
        byte[] publicKey = key.publicKey();
        Optional<byte[]> made = once(
                () -> keys.getOrDefault(ByteBuffer.wrap(publicKey), key).decapsulate(ciphertext),
                3,
                publicKey,
                ciphertext);
        return made.map(byte[]::clone);
    }

    @Override
    public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        return once(() -> STANDARD.verify(publicKey, message, signature), 4, publicKey, message, signature);
    }

    private static RandomGenerator replay(byte[] stream) {
        return new RandomGenerator() {
            private int at;

            @Override
            public long nextLong() {
                throw new AssertionError("only bytes are drawn");
            }

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(stream, at, bytes, 0, bytes.length);
                at += bytes.length;
            }
        };
    }
}
