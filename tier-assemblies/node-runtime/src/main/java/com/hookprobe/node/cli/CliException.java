package com.hookprobe.node.cli;

/** A command that cannot be carried out, with the exit code that says of which kind. */
final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The request itself is wrong. */
    static final int USAGE = 2;
    /** A service or port is not available. */
    static final int UNAVAILABLE = 69;
    /** A passphrase or permission is wrong. */
    static final int NOT_PERMITTED = 77;
    /** A configuration or mesh file is wrong. */
    static final int CONFIGURATION = 78;

    /** The keys belong to other hardware. */
    static final int OTHER_HARDWARE = 79;

    private final int exitCode;

    CliException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
