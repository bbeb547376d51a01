package com.hookprobe.identity.access;

/** Domain separation strings of this module: one per hash. */
final class AccessLabels {
    /** Prefix of the hash under which an API token's secret is stored. */
    static final String API_TOKEN = "HOOKPROBE API TOKEN V1";

    /** Prefix of the hash under which a session is stored. */
    static final String SESSION = "HOOKPROBE ACCESS SESSION V1";

    /** Prefix of the hash under which the secret of the first administrator is stored. */
    static final String BOOTSTRAP = "HOOKPROBE ACCESS BOOTSTRAP V1";

    /** Prefix of the hash whose beginning is the checksum at the end of a secret's text. */
    static final String SECRET_CHECKSUM = "HOOKPROBE ACCESS SECRET CHECKSUM V1";

    /** Prefix of the hash that chains the records of the audit. */
    static final String AUDIT = "HOOKPROBE ACCESS AUDIT V1";

    /** Prefix of the hash that makes the name of an account unique whose wished name is taken. */
    static final String OIDC_NAME = "HOOKPROBE ACCESS OIDC NAME V1";

    private AccessLabels() {}
}
