package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.DeviceKey;

/** The source's signing key: in software, or in a TPM. */
public interface BlockSigner {
    SignatureAlgorithm algorithm();

    /** Signs the message; gives {@link SignatureAlgorithm#SIGNATURE_BYTES} bytes. */
    byte[] sign(byte[] message);

    /** Signs with a device's Ed25519 key. */
    static BlockSigner of(DeviceKey key) {
        return new BlockSigner() {
            @Override
            public SignatureAlgorithm algorithm() {
                return SignatureAlgorithm.ED25519;
            }

            @Override
            public byte[] sign(byte[] message) {
                return key.sign(message);
            }
        };
    }
}
