package com.hookprobe.node.role;

import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.Secret;
import com.hookprobe.node.keys.NodeKeys;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * The sharing group's secret of the present key epoch, in the holder's keystore: epoch u64, secret 32. It outlives a restart, so that
 * who restarts the nexus does not part what was counted before from what comes. Owned by one thread.
 */
final class GroupSecret implements AutoCloseable {
    static final String NAME = "federation.group";
    private static final int SECRET_BYTES = 32;
    private static final int BYTES = Long.BYTES + SECRET_BYTES;

    private final NodeKeys keys;
    private final SecureRandom random = new SecureRandom();
    private byte[] secret = new byte[0];
    private long epoch;

    private GroupSecret(NodeKeys keys) {
        this.keys = keys;
    }

    /** The one that is stored; a new one when there is none, or when the keystore is a copy of an unknown age. */
    static GroupSecret open(NodeKeys keys, long nowSeconds) throws KeystoreException {
        GroupSecret group = new GroupSecret(keys);
        Optional<Secret> stored = keys.keystore().get(NAME);
        if (stored.isPresent()) {
            try (Secret held = stored.get()) {
                held.use(group::read);
            }
        }
        if (group.secret.length == 0 || keys.restored().isPresent()) {
            group.renew(nowSeconds);
        }
        return group;
    }

    private byte[] read(byte[] stored) {
        if (stored.length == BYTES) {
            epoch = ByteBuffer.wrap(stored).getLong();
            secret = Arrays.copyOfRange(stored, Long.BYTES, BYTES);
        }
        return secret;
    }

    /** Seconds since the epoch at which it began, as far as clocks are right; rises with each. */
    long epoch() {
        return epoch;
    }

    /** Valid until the next {@link #renew}. */
    byte[] secret() {
        return secret;
    }

    /** Another secret, under a number that no other one had. */
    void renew(long nowSeconds) throws KeystoreException {
        Arrays.fill(secret, (byte) 0);
        secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        epoch = Math.max(epoch + 1, nowSeconds);
        byte[] stored = ByteBuffer.allocate(BYTES).putLong(epoch).put(secret).array();
        try (Secret made = Secret.copyOf(stored)) {
            keys.store(NAME, made);
        } finally {
            Arrays.fill(stored, (byte) 0);
        }
    }

    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }
}
