package com.hookprobe.htp;

/**
 * Who we are: a 32-byte node id and the Ed25519 key that belongs to it. Called on the endpoint's thread; must not
 * block. HTP never sees the private key.
 */
public interface LocalIdentity {
    /** Our node id, 32 bytes. */
    byte[] nodeId();

    /** An Ed25519 signature (RFC 8032, 64 bytes) of the message under our current device key. */
    byte[] sign(byte[] message);
}
