package com.hookprobe.identity.tpm;

/** A quote, a binding or a key of a TPM was refused. The message says what was expected and what was found. */
public final class QuoteException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why it was refused. */
    public enum Kind {
        /** Not the one encoding of a record, or not a structure that a TPM makes. */
        FORMAT,
        /** A record of a version that this program does not know. */
        VERSION,
        /** A key that could leave its chip, or may sign what the chip did not make. */
        KEY_ATTRIBUTES,
        /** Signed by another key than the one expected. */
        OTHER_KEY,
        /** Not signed by the key that it names. */
        SIGNATURE,
        /** Not the answer to this nonce and node. */
        NONCE,
        /** Over other PCRs than 0, 1, 2, 3 and 7 of the SHA-256 bank. */
        PCR_SELECTION,
        /** The PCR values are not those expected, or not those that were quoted. */
        PCR_VALUES
    }

    private final Kind kind;

    QuoteException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** Returns why it was refused. */
    public Kind kind() {
        return kind;
    }
}
