package com.hookprobe.htp.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;

/**
 * Where the AEAD comes from: Conscrypt (BoringSSL, three times as fast on JDK 17) where its native library loads, else
 * the JDK's own. Neither is registered as a provider. Whatever is chosen has sealed and opened a known message first.
 */
public final class AeadProviders {
    private static volatile UnaryOperator<AeadFactory> watcher = UnaryOperator.identity();

    private AeadProviders() {}

    /** The fastest that works on this machine; a new factory at each call. */
    public static AeadFactory best() {
        return conscrypt().orElseGet(AeadProviders::jdk);
    }

    /** What an endpoint on the network uses: {@link #best}, and around it what a test asked for. */
    public static AeadFactory forEndpoint() {
        return watcher.apply(best());
    }

    /**
     * For tests: put around everything that {@link #forEndpoint} gives out from now on in this JVM, so that ciphers of
     * endpoints are watched that a test does not build itself. The watcher is called by many threads.
     */
    public static void watch(UnaryOperator<AeadFactory> newWatcher) {
        watcher = newWatcher;
    }

    /** The JDK's implementation; a new factory at each call. */
    public static AeadFactory jdk() {
        try {
            String name = "ChaCha20-Poly1305";
            // The JDK's cipher wipes the key bytes it was given at the next init, hence the copies.
            JceAead.Shared shared = new JceAead.Shared(Cipher.getInstance(name), Cipher.getInstance(name), true, false);
            return key -> new JceAead(key, shared);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no ChaCha20-Poly1305", e);
        }
    }

    /** Conscrypt's implementation, if its native library loads here; a new factory at each call. */
    public static Optional<AeadFactory> conscrypt() {
        // Two factories, because the one that is tested belongs to the thread that tested it.
        return conscrypt(Native.PROVIDER).filter(AeadProviders::agreesWithJdk).flatMap(f -> conscrypt(Native.PROVIDER));
    }

    private static Optional<AeadFactory> conscrypt(Optional<Provider> provider) {
        if (provider.isEmpty()) {
            return Optional.empty();
        }
        try {
            String name = "ChaCha20/Poly1305/NoPadding";
            JceAead.Shared shared = new JceAead.Shared(
                    Cipher.getInstance(name, provider.get()), Cipher.getInstance(name, provider.get()), false, true);
            return Optional.of(key -> new JceAead(key, shared));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static boolean agreesWithJdk(AeadFactory candidate) {
        byte[] key = new byte[Aead.KEY_BYTES];
        Arrays.fill(key, (byte) 7);
        byte[] nonce = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        byte[] aad = {42};
        byte[] plain = new byte[100];
        byte[] expected = new byte[plain.length + Aead.TAG_BYTES];
        byte[] actual = new byte[expected.length];
        try (Aead reference = jdk().create(key);
                Aead tested = candidate.create(key)) {
            reference.seal(nonce, aad, plain, 0, plain.length, expected, 0);
            tested.seal(nonce, aad, plain, 0, plain.length, actual, 0);
            return Arrays.equals(expected, actual)
                    && tested.open(nonce, aad, actual, 0, actual.length, new byte[plain.length], 0) == plain.length;
        }
    }
}
