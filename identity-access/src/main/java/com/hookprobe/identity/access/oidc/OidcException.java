package com.hookprobe.identity.access.oidc;

/** What a provider said was not believed. The reason is for the audit; who logs in is not told it. */
final class OidcException extends Exception {
    private static final long serialVersionUID = 1L;

    OidcException(String reason) {
        super(reason);
    }

    OidcException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
