package com.hookprobe.identity.tpm;

import com.hookprobe.identity.Labelled;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.tpm.QuoteException.Kind;
import java.security.MessageDigest;

/**
 * Verifies quotes with the JDK alone: no TPM is needed where this runs. Stateless; safe for use by many threads.
 *
 * <p>What it cannot tell: that the key is one of a real chip. It is the key of whoever showed it first, see {@link TpmBinding};
 * an endorsement certificate is not looked at.
 */
public final class QuoteVerifier {
    /** Fewest bytes of a nonce. */
    public static final int NONCE_BYTES_MIN = 16;

    /** Most bytes of a nonce. */
    public static final int NONCE_BYTES_MAX = 64;

    /**
     * What a good quote says besides.
     *
     * @param clockMillis how long the TPM has run since it was last cleared; unsigned
     * @param resetCount power cycles since then
     * @param restartCount suspends since the last power cycle
     * @param clockSafe false when the clock may have been shown before with a higher value
     * @param firmwareVersion the maker's number
     */
    public record Verified(
            long clockMillis,
            long resetCount,
            long restartCount,
            boolean clockSafe,
            long firmwareVersion,
            PcrValues pcrs) {}

    private QuoteVerifier() {}

    /**
     * Verifies a quote.
     *
     * @param nonce that the verifier chose at random for this quote and node, 16..64 bytes
     * @param node that the quote is to come from
     * @param key of that node's chip, from its {@link TpmBinding}
     * @param expected the values that the PCRs are to have
     * @throws QuoteException of each kind but VERSION
     */
    public static Verified verify(QuoteRecord quote, byte[] nonce, NodeId node, TpmPublicKey key, PcrValues expected)
            throws QuoteException {
        TpmPublicKey shown = TpmPublicKey.decode(quote.publicArea());
        if (!shown.equals(key)) {
            throw new QuoteException(Kind.OTHER_KEY, "quote: expected one of " + key + ", found one of " + shown);
        }
        if (!shown.verify(quote.attest(), quote.signature())) {
            throw new QuoteException(Kind.SIGNATURE, "quote: expected a signature of " + key + ", found another");
        }
        Attestation said = Attestation.decode(quote.attest());
        if (!MessageDigest.isEqual(said.extraData(), qualifier(nonce, node))) {
            throw new QuoteException(
                    Kind.NONCE,
                    "quote: expected the answer to this nonce from node " + node.shortHex()
                            + ", found one to another; ask again with a new nonce");
        }
        if (!MessageDigest.isEqual(said.pcrDigest(), quote.pcrs().digest())) {
            throw new QuoteException(
                    Kind.PCR_VALUES, "quote: expected the PCR values that the chip signed, found others beside them");
        }
        if (!quote.pcrs().equals(expected)) {
            throw new QuoteException(
                    Kind.PCR_VALUES,
                    "quote: PCRs " + expected.differing(quote.pcrs())
                            + " are not as expected: firmware, its settings or Secure Boot have changed");
        }
        return new Verified(
                said.clock(),
                said.resetCount(),
                said.restartCount(),
                said.safe(),
                said.firmwareVersion(),
                quote.pcrs());
    }

    /** What the chip is asked to sign beside the PCRs: SHA-256(QUOTE label || 00 || node id || nonce). */
    static byte[] qualifier(byte[] nonce, NodeId node) {
        if (nonce.length < NONCE_BYTES_MIN || nonce.length > NONCE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "nonce: expected " + NONCE_BYTES_MIN + " to " + NONCE_BYTES_MAX + " bytes, found " + nonce.length);
        }
        return Labelled.sha256(TpmLabels.QUOTE, node.bytes(), nonce);
    }
}
