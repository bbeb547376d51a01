package com.hookprobe.neuro;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * All that is derived from one version of the state: the fingerprint, the key of PoSF and the transport's secret.
 * NEURO 6.
 *
 * <p>The one expensive step is the hash over 149,248 bytes of masters, so the results are kept until the state moves.
 */
final class RootKeys {
    private static final int CHUNK = 1024;

    private final byte[] fingerprint;
    private final byte[] posfKey;
    private @Nullable Mac posfMac;
    private final byte[] transportSecret;

    private RootKeys(byte[] fingerprint, byte[] posfKey, byte[] transportSecret) {
        this.fingerprint = fingerprint;
        this.posfKey = posfKey;
        this.transportSecret = transportSecret;
    }

    static RootKeys derive(long count, long lastTimestampMicros, long[] masters, byte[] rho) {
        byte[] weightsRoot = weightsRoot(count, lastTimestampMicros, masters);
        byte[] root = root(rho, weightsRoot);
        byte[] extracted =
                Hashes.hmacSha256(Hashes.ascii(NeuroLabels.TRANSPORT_EXTRACT)).doFinal(root);
        try {
            return new RootKeys(
                    Hashes.sha512(NeuroLabels.FINGERPRINT).digest(root),
                    Hashes.hmacSha256(root).doFinal(Hashes.ascii(NeuroLabels.POSF_KEY)),
                    expandOneBlock(extracted));
        } finally {
            Arrays.fill(weightsRoot, (byte) 0);
            Arrays.fill(root, (byte) 0);
            Arrays.fill(extracted, (byte) 0);
        }
    }

    /** R2 of NEURO 6.2. */
    static byte[] root(byte[] rho, byte[] weightsRoot) {
        MessageDigest digest = Hashes.sha512(NeuroLabels.ROOT);
        digest.update(rho);
        return digest.digest(weightsRoot);
    }

    /** R of NEURO 6.1: SHA-512 over the counters and every bit of every master. */
    static byte[] weightsRoot(long count, long lastTimestampMicros, long[] masters) {
        MessageDigest digest = Hashes.sha512(NeuroLabels.WEIGHTS_ROOT);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Long.BYTES);
        digest.update(chunk.putLong(count).putLong(lastTimestampMicros).flip());
        for (int from = 0; from < masters.length; from += CHUNK) {
            int n = Math.min(CHUNK, masters.length - from);
            chunk.clear().asLongBuffer().put(masters, from, n);
            digest.update(chunk.array(), 0, n * Long.BYTES);
        }
        Arrays.fill(chunk.array(), (byte) 0);
        return digest.digest();
    }

    /** HKDF-Expand of RFC 5869 for exactly one block of SHA-256. */
    private static byte[] expandOneBlock(byte[] extracted) {
        Mac mac = Hashes.hmacSha256(extracted);
        mac.update(Hashes.ascii(NeuroLabels.TRANSPORT_SECRET));
        mac.update((byte) 1);
        return mac.doFinal();
    }

    /** 64 bytes, public. */
    byte[] fingerprint() {
        return fingerprint.clone();
    }

    /** K_w, 32 bytes, secret; not a copy. */
    byte[] posfKey() {
        return posfKey;
    }

    /** HMAC with K_w, ready for a message: keyed once for each version of the weights that signs at all. */
    Mac posfMac() {
        Mac known = posfMac;
        if (known == null) {
            known = Hashes.hmacSha256(posfKey);
            posfMac = known;
        }
        return known;
    }

    /** 32 bytes, secret. */
    byte[] transportSecret() {
        return transportSecret.clone();
    }

    void wipe() {
        posfMac = null;
        Arrays.fill(posfKey, (byte) 0);
        Arrays.fill(transportSecret, (byte) 0);
    }
}
