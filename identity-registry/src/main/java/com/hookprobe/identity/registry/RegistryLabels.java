package com.hookprobe.identity.registry;

/** Domain separation strings of this module. */
final class RegistryLabels {
    /** Prefix of the hash that chains an audit row to the one before. */
    static final String AUDIT_ROW = "HOOKPROBE REGISTRY AUDIT ROW V1";

    /** Prefix of the hash by which an enrolment token is kept. */
    static final String TOKEN = "HOOKPROBE REGISTRY TOKEN V1";

    /** Prefix of the hash whose beginning is an enrolment token's checksum. */
    static final String TOKEN_CHECKSUM = "HOOKPROBE REGISTRY CHECKSUM OF TOKEN V1";

    private RegistryLabels() {}
}
