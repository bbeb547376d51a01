package com.hookprobe.htp.crypto;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/**
 * Lets Bouncy Castle, which asks for a {@link SecureRandom}, draw from the generator that was injected. So a handshake
 * with a seeded generator is the same to the byte every time.
 */
final class InjectedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient RandomGenerator source;

    InjectedRandom(RandomGenerator source) {
        // A null provider: the super class must not seed an engine that is never used.
        super(null, null);
        this.source = source;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        source.nextBytes(bytes);
    }
}
