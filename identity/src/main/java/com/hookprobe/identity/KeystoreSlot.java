package com.hookprobe.identity;

/**
 * One way to open a keystore, as shown to people.
 *
 * @param id 1..255, stays while the slot is there
 * @param kind what opens it
 * @param detail for {@link Kind#PROTECTOR} the protector's name, for {@link Kind#KEY_FILE} 16 hexadecimal digits that tell key files
 *     apart, else empty
 * @param createdSeconds when it was made, by this machine's clock, seconds since 1970
 */
public record KeystoreSlot(int id, Kind kind, String detail, long createdSeconds) {
    /** What opens a slot. */
    public enum Kind {
        /** A passphrase, by Argon2id. */
        PASSPHRASE(1, "passphrase"),
        /** A file of random bytes on another medium. */
        KEY_FILE(2, "key file"),
        /** A {@link KeyProtector}, such as a TPM. */
        PROTECTOR(3, "protector");

        private final int code;
        private final String text;

        Kind(int code, String text) {
            this.code = code;
            this.text = text;
        }

        int code() {
            return code;
        }

        /** The kind in words. */
        public String text() {
            return text;
        }
    }
}
