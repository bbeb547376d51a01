package com.hookprobe.htp.sim;

import com.hookprobe.htp.crypto.Aead;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.Hashes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The nonce reuse detector: hands every seal on, but throws {@link SimulationFailure} at one that uses a nonce for the
 * second time under the same key, by whichever cipher object of whichever factory that it is put around. The first is
 * remembered too, for the case that someone catches what is thrown. It is exact, and keeps 12 bytes per seal. Many threads
 * may seal, each with factories of its own.
 */
public final class NonceWatch implements AeadFactory {
    private final AeadFactory inner;
    private final Map<ByteBuffer, NonceSet> byKey = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable String> reuse = new AtomicReference<>();
    private final LongAdder seals = new LongAdder();

    /** Watches the ciphers of that factory. */
    public NonceWatch(AeadFactory inner) {
        this.inner = inner;
    }

    /** Seals so far. */
    public long seals() {
        return seals.sum();
    }

    /** The first reuse: a hash of the key, and the nonce. Null when there was none. */
    public @Nullable String reuse() {
        return reuse.get();
    }

    @Override
    public Aead create(byte[] key) {
        return watched(inner.create(key), key);
    }

    /** Another factory whose ciphers are watched together with ours. */
    public AeadFactory around(AeadFactory other) {
        return key -> watched(other.create(key), key);
    }

    private Aead watched(Aead aead, byte[] key) {
        byte[] name = Arrays.copyOf(Hashes.sha256(key), 16);
        NonceSet used = byKey.computeIfAbsent(ByteBuffer.wrap(name), k -> new NonceSet());
        return new Aead() {
            @Override
            public int seal(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
                seals.increment();
                if (!used.add(nonce)) {
                    HexFormat hex = HexFormat.of();
                    String what = "nonce " + hex.formatHex(nonce) + " twice under key #" + hex.formatHex(name);
                    reuse.compareAndSet(null, what);
                    throw new SimulationFailure("nonce reuse: " + what);
                }
                return aead.seal(nonce, aad, in, inOffset, length, out, outOffset);
            }

            @Override
            public int open(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
                return aead.open(nonce, aad, in, inOffset, length, out, outOffset);
            }

            @Override
            public void close() {
                aead.close();
            }
        };
    }
}
