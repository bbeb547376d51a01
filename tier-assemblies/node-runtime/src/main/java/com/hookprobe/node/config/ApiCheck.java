package com.hookprobe.node.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks the settings of the ledger's API. */
final class ApiCheck {
    private static final List<String> ROLES = List.of("reader", "auditor", "admin");
    private static final int TOKENS_MAX = 256;

    private final String file;

    private ApiCheck(String file) {
        this.file = file;
    }

    static void check(String file, @Nullable ApiSettings settings) throws ConfigException {
        if (settings != null) {
            new ApiCheck(file).all(settings);
        }
    }

    private void all(ApiSettings settings) throws ConfigException {
        Integer port = settings.port();
        if (port != null && (port < 0 || port > 65_535)) {
            throw fail("port", "0 to 65535 (0 = any free port)", port);
        }
        List<ApiSettings.Token> tokens = settings.tokens() == null ? List.of() : settings.tokens();
        if (tokens.size() > TOKENS_MAX) {
            throw fail("tokens", "at most " + TOKENS_MAX, tokens.size());
        }
        for (ApiSettings.Token token : tokens) {
            token(token);
        }
        ApiSettings.Tls tls = settings.tls();
        if (tls != null && (tls.keystore() == null || tls.passwordFile() == null)) {
            throw fail("tls", "keystore and password_file", "one of them, or none");
        }
    }

    private void token(ApiSettings.Token token) throws ConfigException {
        if (token.name() == null || !token.name().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw fail("tokens.name", "1 to 64 of letters, digits, '.', '_' and '-'", String.valueOf(token.name()));
        }
        if (token.sha256() == null || !token.sha256().matches("[0-9a-fA-F]{64}")) {
            // Never what was found: it may be the token itself.
            throw fail("tokens.sha256", "64 hexadecimal digits, the SHA-256 of the token", "something else");
        }
        List<String> roles = token.roles() == null ? List.of() : token.roles();
        if (roles.isEmpty()) {
            throw fail("tokens.roles", "one or more of reader, auditor, admin", "none");
        }
        for (String role : roles) {
            if (!ROLES.contains(role.toLowerCase(Locale.ROOT))) {
                throw fail("tokens.roles", "reader, auditor or admin", role);
            }
        }
    }

    private ConfigException fail(String key, String expected, Object found) {
        return new ConfigException(file + ": 'dsm.api." + key + "' expects " + expected + "; found " + found);
    }
}
