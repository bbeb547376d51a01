package com.hookprobe.identity;

/**
 * Protects one slot of a keystore by something outside of this program: a TPM 2.0 in {@code identity-tpm}. An enclave or a
 * secure world (SGX, TrustZone) would be another implementation; none of these is here.
 *
 * <p>The keystore gives 32 random bytes to {@link #wrap} and stores what comes back. Nothing but {@link #unwrap} of the same
 * protector, on the same machine and in the same state, may turn that into the 32 bytes again.
 */
public interface KeyProtector {
    /** Longest wrapped form in bytes. */
    int WRAPPED_BYTES_MAX = 2048;

    /** Name of the protector's kind, stored in the slot: 1..16 characters of {@code a-z 0-9 -}, such as {@code tpm2}. */
    String name();

    /**
     * Wraps a slot's key.
     *
     * @param key 32 bytes; stays the caller's, who closes it
     * @return 1..{@link #WRAPPED_BYTES_MAX} bytes
     */
    byte[] wrap(Secret key) throws KeyProtectorException;

    /**
     * Gives back what {@link #wrap} took.
     *
     * @param wrapped comes from a file that others may have written: it must be parsed strictly
     * @return a new secret, which the caller closes
     */
    Secret unwrap(byte[] wrapped) throws KeyProtectorException;
}
