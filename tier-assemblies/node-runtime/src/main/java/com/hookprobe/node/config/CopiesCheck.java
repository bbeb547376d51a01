package com.hookprobe.node.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks what the ledger is copied to. */
final class CopiesCheck {
    private final String file;

    private CopiesCheck(String file) {
        this.file = file;
    }

    static void check(String file, DsmSettings.@Nullable Storage storage) throws ConfigException {
        if (storage == null) {
            return;
        }
        CopiesCheck check = new CopiesCheck(file);
        if (storage.postgresql() != null) {
            check.postgresql(storage.postgresql());
        }
        if (storage.redis() != null) {
            check.redis(storage.redis());
        }
    }

    private void postgresql(PostgresSettings settings) throws ConfigException {
        String url = settings.url();
        if (url == null || !url.startsWith("jdbc:postgresql:")) {
            throw fail("postgresql.url", "jdbc:postgresql://HOST:PORT/DATABASE", url == null ? "nothing" : url);
        }
        if (url.toLowerCase(Locale.ROOT).contains("password=")) {
            throw fail("postgresql.url", "no password in it, since URLs are logged", "one");
        }
        if (settings.user() == null) {
            throw fail("postgresql.user", "a role", "nothing");
        }
        one("postgresql", settings.password(), settings.passwordFile());
    }

    private void redis(RedisSettings settings) throws ConfigException {
        if (settings.host() == null || settings.host().isBlank()) {
            throw fail("redis.host", "a name or an address", "nothing");
        }
        within("redis.port", settings.port(), 1, 65_535);
        within("redis.database", settings.database(), 0, 15);
        if (settings.password() != null || settings.passwordFile() != null) {
            one("redis", settings.password(), settings.passwordFile());
        } else if (settings.user() != null) {
            throw fail("redis.user", "a password beside it", "none");
        }
    }

    private void one(String section, @Nullable String password, @Nullable String passwordFile) throws ConfigException {
        if ((password == null) == (passwordFile == null)) {
            throw fail(section, "password or password_file, and not both", password == null ? "neither" : "both");
        }
    }

    private void within(String key, @Nullable Integer value, int least, int most) throws ConfigException {
        if (value != null && (value < least || value > most)) {
            throw fail(key, least + " to " + most, value);
        }
    }

    private ConfigException fail(String key, String expected, Object found) {
        return new ConfigException(file + ": 'dsm.storage." + key + "' expects " + expected + "; found " + found);
    }
}
