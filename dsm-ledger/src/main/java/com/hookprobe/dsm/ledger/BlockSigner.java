package com.hookprobe.dsm.ledger;

/** The source's signing key: in software, or in a TPM. */
public interface BlockSigner {
    SignatureAlgorithm algorithm();

    /** Signs the message; gives {@link SignatureAlgorithm#SIGNATURE_BYTES} bytes. */
    byte[] sign(byte[] message);
}
