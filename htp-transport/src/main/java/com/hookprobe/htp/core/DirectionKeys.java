package com.hookprobe.htp.core;

import com.hookprobe.htp.crypto.ChaChaMask;
import java.util.Arrays;

/**
 * What a direction keeps from root_0 for the whole session, through all rekeys: the header mask, because the generation
 * is read from under it, and the secret of the flow tokens (HTP 3.3.2). Not thread-safe.
 */
final class DirectionKeys implements AutoCloseable {
    final ChaChaMask mask;
    private final byte[] tokenSecret;

    private DirectionKeys(ChaChaMask mask, byte[] tokenSecret) {
        this.mask = mask;
        this.tokenSecret = tokenSecret;
    }

    static DirectionKeys derive(byte[] root0, Direction direction) {
        byte[] hp = KeySchedule.expand(root0, direction.hpLabel, 32);
        try {
            return new DirectionKeys(new ChaChaMask(hp), KeySchedule.tokenSecret(root0, direction));
        } finally {
            Arrays.fill(hp, (byte) 0);
        }
    }

    /** Flow token i; 0 is the one that a session begins with. */
    long token(int index) {
        return KeySchedule.token(tokenSecret, index);
    }

    @Override
    public void close() {
        mask.close();
        Arrays.fill(tokenSecret, (byte) 0);
    }
}
