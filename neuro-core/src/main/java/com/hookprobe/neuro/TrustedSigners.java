package com.hookprobe.neuro;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** The keys whose changes of baselines count. Immutable, thread-safe. NEURO 9.7. */
public final class TrustedSigners {
    /** Most keys. */
    public static final int KEYS_MAX = 64;

    private final List<byte[]> keys;

    private TrustedSigners(List<byte[]> keys) {
        this.keys = keys;
    }

    /**
     * These keys and no others; none means that no change counts.
     *
     * @param publicKeys Ed25519 public keys of 32 bytes, at most {@link #KEYS_MAX}
     * @throws IllegalArgumentException when there are more, or when one is no key: not canonical, or not of the
     *     prime-order group
     */
    public static TrustedSigners of(Collection<byte[]> publicKeys) {
        if (publicKeys.size() > KEYS_MAX) {
            throw new IllegalArgumentException(publicKeys.size() + " trusted keys, expected at most " + KEYS_MAX);
        }
        List<byte[]> keys = new ArrayList<>();
        for (byte[] key : publicKeys) {
            if (!SignatureCheck.validKey(key)) {
                throw new IllegalArgumentException("expected an Ed25519 public key of " + SignatureCheck.KEY_BYTES
                        + " bytes, found " + HexFormat.of().formatHex(key));
            }
            keys.add(key.clone());
        }
        return new TrustedSigners(List.copyOf(keys));
    }

    /** Is this one of them? Takes the same time wherever it stands. */
    public boolean trusts(byte[] publicKey) {
        boolean found = false;
        for (byte[] key : keys) {
            found |= MessageDigest.isEqual(key, publicKey);
        }
        return found;
    }
}
