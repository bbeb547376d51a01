package com.hookprobe.identity;

/** Domain separation strings of this module: one per hash, signature, key derivation and sealed record. */
final class IdentityLabels {
    /** Prefix of the hash that names a node. */
    static final String NODE_ID = "HOOKPROBE NODE V1";

    /** Prefix of what a device signs in its node card. */
    static final String NODE_CARD = "HOOKPROBE NODE CARD V1";

    /** Prefix of what a device signs in its enrolment request. */
    static final String ENROLMENT_REQUEST = "HOOKPROBE ENROLMENT REQUEST V2";

    /** HPKE info of what a device tells the verifier alone when it enrols. */
    static final String ENROLMENT_SECRETS = "HOOKPROBE ENROLMENT SECRETS V2";

    /** Prefix of the hash by which a request names the verifier's key. */
    static final String VERIFIER_KEY = "HOOKPROBE VERIFIER KEY V1";

    /** Prefix of what the leaving key signs in a key rotation. */
    static final String KEY_ROTATION_OLD = "HOOKPROBE KEY ROTATION OLD V1";

    /** Prefix of what the coming key signs in a key rotation. */
    static final String KEY_ROTATION_NEW = "HOOKPROBE KEY ROTATION NEW V1";

    /** Prefix of the associated data of the keystore's wrapped keyset. */
    static final String KEYSTORE_KEYSET = "HOOKPROBE KEYSTORE KEYSET V1";

    /** Prefix of the associated data of one secret in the keystore. */
    static final String KEYSTORE_SECRET = "HOOKPROBE KEYSTORE SECRET V1";

    /** Prefix of the associated data of the keystore's closing seal. */
    static final String KEYSTORE_CLOSING = "HOOKPROBE KEYSTORE CLOSING V1";

    /** HKDF info of the key that a key file gives. */
    static final String KEYSTORE_KEY_FILE = "HOOKPROBE KEYSTORE KEY FILE V1";

    /** HKDF info of the key that a protector's secret gives. */
    static final String KEYSTORE_PROTECTOR = "HOOKPROBE KEYSTORE PROTECTOR V1";

    /** Prefix of the hash that tells key files apart. */
    static final String KEY_FILE_ID = "HOOKPROBE KEY FILE ID V1";

    /** Prefix of the associated data of a keystore's backup. */
    static final String KEYSTORE_BACKUP = "HOOKPROBE KEYSTORE BACKUP V1";

    /** Prefix of the associated data of a payload in the vault. */
    static final String VAULT = "HOOKPROBE VAULT V1";

    /** Prefix of the hash over the hardware's fields. */
    static final String HARDWARE = "HOOKPROBE HARDWARE V2";

    /** Prefix of the hash of one value of the hardware, for the verifier. */
    static final String HARDWARE_DIGEST = "HOOKPROBE HARDWARE DIGEST V1";

    /** Prefix of what a device signs in its hardware report. */
    static final String HARDWARE_REPORT = "HOOKPROBE HARDWARE REPORT V1";

    /** HPKE info of a message for a named reader. */
    static final String SEALED_FOR = "HOOKPROBE SEALED FOR READER V1";

    /** Prefix of the hash by which such a message names the reader's key. */
    static final String READER_KEY = "HOOKPROBE READER KEY V1";

    /** Associated data of the hash under which a person's password is stored. */
    static final String PASSWORD = "HOOKPROBE PASSWORD V1";

    private IdentityLabels() {}
}
