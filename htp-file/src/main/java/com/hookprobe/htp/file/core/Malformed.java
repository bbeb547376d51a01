package com.hookprobe.htp.file.core;

/** A peer's bytes broke a rule. Never leaves this package; has no stack trace because a peer can cause any number. */
final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    final FileErrorCode code;
    final String reason;

    Malformed(FileErrorCode code, String reason) {
        super(reason, null, false, false);
        this.code = code;
        this.reason = reason;
    }

    static Malformed invalid(String reason) {
        return new Malformed(FileErrorCode.INVALID_OPERATION, reason);
    }
}
