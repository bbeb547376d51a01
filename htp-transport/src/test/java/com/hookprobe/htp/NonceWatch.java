package com.hookprobe.htp;

import com.hookprobe.htp.crypto.Aead;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.Hashes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The nonce reuse detector: passes every seal through and fails on the second one under the same key and nonce. */
public final class NonceWatch implements AeadFactory {
    private final AeadFactory inner;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final List<String> reused = new CopyOnWriteArrayList<>();
    private final AtomicLong seals = new AtomicLong();

    public NonceWatch(AeadFactory inner) {
        this.inner = inner;
    }

    /** For endpoints, whose threads must not share the ciphers of one factory. */
    public static NonceWatch perThread(Supplier<AeadFactory> inner) {
        ThreadLocal<AeadFactory> each = ThreadLocal.withInitial(inner);
        return new NonceWatch(key -> each.get().create(key));
    }

    public long seals() {
        return seals.get();
    }

    public List<String> reused() {
        return reused;
    }

    /** Another factory whose ciphers are watched together with ours. */
    AeadFactory around(AeadFactory other) {
        return key -> watched(other.create(key), key);
    }

    @Override
    public Aead create(byte[] key) {
        return watched(inner.create(key), key);
    }

    private Aead watched(Aead aead, byte[] key) {
        String name = HexFormat.of().formatHex(Arrays.copyOf(Hashes.sha256(key), 16));
        return new Aead() {
            @Override
            public int seal(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
                seals.incrementAndGet();
                String use = name + ":" + HexFormat.of().formatHex(nonce);
                if (!seen.add(use)) {
                    reused.add(use);
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
