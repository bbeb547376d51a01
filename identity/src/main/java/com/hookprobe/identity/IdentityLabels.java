package com.hookprobe.identity;

/** Domain separation strings of this module: one per hash, signature, key derivation and sealed record. */
final class IdentityLabels {
    /** Prefix of the hash that names a node. */
    static final String NODE_ID = "HOOKPROBE NODE V1";

    private IdentityLabels() {}
}
