package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.SignatureAlgorithm;
import com.hookprobe.identity.DeviceKey;

/** Signs microblocks with the device key. */
record DeviceSigner(DeviceKey key) implements BlockSigner {
    @Override
    public SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.ED25519;
    }

    @Override
    public byte[] sign(byte[] message) {
        return key.sign(message);
    }
}
