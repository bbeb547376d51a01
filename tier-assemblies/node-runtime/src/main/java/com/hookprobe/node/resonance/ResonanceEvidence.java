package com.hookprobe.node.resonance;

import com.hookprobe.neuro.Posf;
import com.hookprobe.neuro.WeightState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a node shows its verifier in each resonance epoch, bound to their session (mesh 8). Both sides compute it. It is evidence that
 * who speaks in this session holds the weights; it authenticates nobody, for the verifier could make it too.
 */
public final class ResonanceEvidence {
    private ResonanceEvidence() {}

    /**
     * The RDV: SHA-256(label || exporter || W_fingerprint || TER count).
     *
     * @param exporter of the session, 32 bytes
     * @param fingerprint after {@code count} records, 64 bytes
     */
    public static byte[] rdv(byte[] exporter, byte[] fingerprint, long count) {
        return sha256(NodeLabels.EVIDENCE_RDV, exporter, fingerprint, u64(count));
    }

    /** The PoSF over {@link #message} with {@link #nonce}. */
    public static byte[] posf(WeightState state, byte[] exporter, long epoch) {
        return Posf.sign(state, message(exporter, epoch), nonce(epoch));
    }

    /**
     * What the PoSF is over: SHA-256(label || exporter || epoch).
     *
     * @param epoch the time in the certificate that the epoch began with
     */
    public static byte[] message(byte[] exporter, long epoch) {
        return sha256(NodeLabels.EVIDENCE_POSF, exporter, u64(epoch));
    }

    /** The nonce of the PoSF. */
    public static byte[] nonce(long epoch) {
        return u64(epoch);
    }

    private static byte[] u64(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] sha256(String label, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(label.getBytes(StandardCharsets.US_ASCII));
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
