package com.hookprobe.htp.sim;

import com.hookprobe.htp.crypto.Suite;
import com.hookprobe.htp.crypto.XWing;
import com.hookprobe.sim.Mix;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The real public-key operations, of which simulations use some hundreds again and again: X-Wing would take most of their
 * time. "Fresh" keys come from a pool, and so do encapsulations to them; what was encapsulated here is decapsulated by
 * looking it up. Whatever a network or an attacker made of a key or of a ciphertext is computed as ever.
 *
 * <p>What is drawn depends on the caller's randomness only, so a seed plays the same whatever ran before. Keys that come up
 * twice in a run do no harm: session keys hang on the whole transcript. Thread-safe.
 */
final class KemPool implements Suite {
    /** One for the process. */
    static final KemPool SHARED = new KemPool();

    private static final int KEYS = 64;
    private static final int ENCAPSULATIONS_PER_KEY = 8;

    /** What was encapsulated to a key, by which draw. */
    private record Draw(ByteBuffer publicKey, int number) {}

    private record Sealed(ByteBuffer publicKey, byte[] sharedSecret) {}

    private final AtomicReferenceArray<XWing.SecretKey> keys = new AtomicReferenceArray<>(KEYS);
    /** The public keys of the pool and of nodes, without those that came about on a network. */
    private final Map<ByteBuffer, Boolean> known = new ConcurrentHashMap<>();

    private final Map<Draw, XWing.Encapsulation> encapsulations = new ConcurrentHashMap<>();
    private final Map<ByteBuffer, Sealed> byCiphertext = new ConcurrentHashMap<>();

    private KemPool() {}

    /** Encapsulations to that key are taken from the pool from now on. */
    void know(XWing.SecretKey key) {
        known.put(ByteBuffer.wrap(key.publicKey()), true);
    }

    @Override
    public XWing.SecretKey generate(RandomGenerator random) {
        int number = random.nextInt(KEYS);
        XWing.SecretKey key = keys.get(number);
        if (key == null) {
            key = XWing.generate(new SplittableRandom(number));
            know(key);
            keys.set(number, key);
        }
        return key.copy();
    }

    @Override
    public Optional<XWing.Encapsulation> encapsulate(byte[] publicKey, RandomGenerator random) {
        int number = random.nextInt(ENCAPSULATIONS_PER_KEY);
        ByteBuffer key = ByteBuffer.wrap(publicKey);
        if (!known.containsKey(key)) {
            return XWing.encapsulate(publicKey, random);
        }
        XWing.Encapsulation made = encapsulations.computeIfAbsent(new Draw(key, number), this::encapsulate);
        return Optional.of(copy(made));
    }

    private XWing.Encapsulation encapsulate(Draw draw) {
        byte[] publicKey = draw.publicKey().array();
        RandomGenerator random = new SplittableRandom(Mix.fold(Arrays.hashCode(publicKey), draw.number()));
        XWing.Encapsulation made = XWing.encapsulate(publicKey, random).orElseThrow();
        byCiphertext.put(ByteBuffer.wrap(made.ciphertext()), new Sealed(draw.publicKey(), made.sharedSecret()));
        return made;
    }

    /** Takers erase secrets. */
    private static XWing.Encapsulation copy(XWing.Encapsulation made) {
        return new XWing.Encapsulation(
                made.ciphertext().clone(), made.sharedSecret().clone());
    }

    @Override
    public Optional<byte[]> decapsulate(XWing.SecretKey key, byte[] ciphertext) {
        @Nullable Sealed sealed = byCiphertext.get(ByteBuffer.wrap(ciphertext));
        if (sealed == null || !sealed.publicKey().equals(ByteBuffer.wrap(key.publicKey()))) {
            return key.decapsulate(ciphertext);
        }
        return Optional.of(sealed.sharedSecret().clone());
    }

    @Override
    public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        return STANDARD.verify(publicKey, message, signature);
    }
}
