package com.hookprobe.node.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ledger over HTTP, read-only ({@code docs/spec/dsm-api.md}).
 *
 * @param bind address; 127.0.0.1 when it is left out
 * @param port 8480; 0 = any free one
 * @param origin the log's name in signed notes; {@code hookprobe.mesh/} and the network when it is left out
 * @param publicLog false: the log's paths need a token too
 * @param publicHealth true: health needs none
 * @param tokens who is let in
 * @param tls needed beyond this machine, here or in a proxy
 */
public record ApiSettings(
        @Nullable String bind,
        @Nullable Integer port,
        @Nullable String origin,
        @Nullable Boolean publicLog,
        @Nullable Boolean publicHealth,
        @Nullable List<Token> tokens,
        @Nullable Tls tls) {
    /**
     * @param name for the log
     * @param sha256 of the token, hexadecimal; the token itself is 32 random bytes in any writing
     * @param roles reader, auditor, admin
     */
    public record Token(
            @Nullable String name,
            @Nullable String sha256,
            @Nullable List<String> roles) {}

    /**
     * @param keystore PKCS #12 file with key and certificates
     * @param passwordFile file whose first line is its password
     */
    public record Tls(@Nullable String keystore, @Nullable String passwordFile) {}
}
