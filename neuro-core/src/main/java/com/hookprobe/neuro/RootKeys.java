package com.hookprobe.neuro;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;

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
    private final byte[] transportSecret;

    private RootKeys(byte[] fingerprint, byte[] posfKey, byte[] transportSecret) {
        this.fingerprint = fingerprint;
        this.posfKey = posfKey;
        this.transportSecret = transportSecret;
    }

    static RootKeys derive(TerChain chain, long[] masters, byte[] rho) {
        byte[] weightsRoot = weightsRoot(chain.count(), chain.lastTimestampMicros(), masters);
        MessageDigest rootHash = Hashes.sha512(NeuroLabels.ROOT);
        rootHash.update(rho);
        byte[] root = rootHash.digest(weightsRoot);
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

    /** R of NEURO 6.1: SHA-512 over the counters and every bit of every master. */
    static byte[] weightsRoot(long count, long lastTimestampMicros, long[] masters) {
        MessageDigest digest = Hashes.sha512(NeuroLabels.WEIGHTS_ROOT);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Long.BYTES);
        chunk.putLong(count).putLong(lastTimestampMicros);
        for (long master : masters) {
            if (!chunk.hasRemaining()) {
                digest.update(chunk.flip());
                chunk.clear();
            }
            chunk.putLong(master);
        }
        digest.update(chunk.flip());
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

    /** 32 bytes, secret; not a copy. */
    byte[] posfKey() {
        return posfKey;
    }

    /** 32 bytes, secret. */
    byte[] transportSecret() {
        return transportSecret.clone();
    }

    void wipe() {
        Arrays.fill(posfKey, (byte) 0);
        Arrays.fill(transportSecret, (byte) 0);
    }
}
