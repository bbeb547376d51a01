package com.hookprobe.dsm.ledger;

/** How a microblock is signed. Both kinds give 64 bytes. */
public enum SignatureAlgorithm {
    /** RFC 8032 Ed25519, public key 32 bytes, verified strictly. */
    ED25519(1, 32),

    /**
     * ECDSA P-256 over SHA-256 as a TPM makes it: r and s of 32 bytes each, s in the lower half of the group order;
     * public key 65 bytes, SEC1 uncompressed.
     */
    ECDSA_P256(2, 65);

    /** Size of a signature in bytes. */
    public static final int SIGNATURE_BYTES = 64;

    private final int code;
    private final int keyBytes;

    SignatureAlgorithm(int code, int keyBytes) {
        this.code = code;
        this.keyBytes = keyBytes;
    }

    /** The byte on the wire. */
    public int code() {
        return code;
    }

    /** Size of a public key in bytes. */
    public int keyBytes() {
        return keyBytes;
    }

    static SignatureAlgorithm ofCode(int code) throws MalformedException {
        for (SignatureAlgorithm algorithm : values()) {
            if (algorithm.code == code) {
                return algorithm;
            }
        }
        throw new MalformedException("unknown signature algorithm " + code);
    }
}
