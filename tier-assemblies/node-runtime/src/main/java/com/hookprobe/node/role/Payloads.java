package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Vault;

/** Payloads at rest: sealed under their own name, so that two cannot change places. */
public final class Payloads {
    /** mesh 7.2: random bytes before the content, so that it cannot be found by trying. */
    public static final int SALT_BYTES = 32;

    private Payloads() {}

    static byte[] seal(Vault vault, Hash32 payloadHash, byte[] salted) {
        return vault.seal(label(payloadHash), salted);
    }

    /**
     * Opens what a node keeps in its store.
     *
     * @return the salt and the content
     */
    public static byte[] open(Vault vault, Hash32 payloadHash, byte[] sealed) throws RecordException {
        return vault.open(label(payloadHash), sealed);
    }

    private static String label(Hash32 payloadHash) {
        return "dsm.payload." + payloadHash.hex();
    }
}
