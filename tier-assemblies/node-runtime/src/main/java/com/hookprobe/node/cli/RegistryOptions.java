package com.hookprobe.node.cli;

import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.AuditSink;
import com.hookprobe.identity.access.LoginName;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.access.Registrar;
import com.hookprobe.identity.access.TenantRegistrar;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.node.config.RegistryPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which registry a command is about, and as whom it works there. (docs/spec/access.md, 2.6.) */
final class RegistryOptions {
    private static final String USER_VARIABLE = "HOOKPROBE_DB_USER";
    private static final String PASSWORD_VARIABLE = "HOOKPROBE_DB_PASSWORD";
    private static final String TOKEN_VARIABLE = "HOOKPROBE_TOKEN";

    @Option(
            names = "--db",
            required = true,
            paramLabel = "FILE|URL",
            description = {
                "the registry: a SQLite file,",
                "or postgresql://[ROLE@]HOST[:PORT]/DATABASE[?sslmode=MODE], verify-full by default"
            })
    private String db = "";

    @Option(
            names = "--db-password-file",
            paramLabel = "FILE",
            description = "the PostgreSQL role's password; default: $" + PASSWORD_VARIABLE)
    private @Nullable Path passwordFile;

    @Option(
            names = "--as",
            paramLabel = "ACCOUNT",
            description = {
                "act with the rights of an account; default: of the token in $" + TOKEN_VARIABLE + ",",
                "else as the local platform administrator"
            })
    private @Nullable String as;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "an API token to act with; default: $" + TOKEN_VARIABLE)
    private @Nullable Path tokenFile;

    /** An open registry, and who works on it. */
    record Session(Database database, Access access, Principal who) implements AutoCloseable {
        /** The devices, as far as the one who works may reach. */
        Registrar registrar() throws RegistryException {
            return access.registrar(registry());
        }

        /** The tenants, sites and enrolment tokens, as far as the one who works may reach. */
        TenantRegistrar tenants() throws RegistryException {
            return access.tenantRegistrar(registry());
        }

        private DeviceRegistry registry() throws RegistryException {
            return DeviceRegistry.open(database, com.hookprobe.identity.registry.RegistryOptions.DEFAULT);
        }

        @Override
        public void close() {
            database.close();
        }
    }

    /** Opens the database and finds out who works. */
    Session open() throws DatabaseException {
        Database database = openDatabase();
        try {
            Access access = new Access(database, AuditSink.NONE);
            return new Session(database, access, principal(access));
        } catch (DatabaseException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private Principal principal(Access access) throws DatabaseException {
        String token = tokenFile != null ? firstLine(tokenFile) : System.getenv(TOKEN_VARIABLE);
        String osUser = System.getProperty("user.name", "unknown");
        if (as != null && tokenFile != null) {
            throw new CliException(CliException.USAGE, "--as and --token-file name two; give one of them");
        }
        if (as != null) {
            return access.accounts().localAs(osUser, LoginName.parse(as));
        }
        if (token == null) {
            return Principal.local(osUser);
        }
        return access.tokens()
                .authenticate(token.strip())
                .orElseThrow(
                        () -> new CliException(
                                CliException.NOT_PERMITTED,
                                "the API token is mistyped, expired, revoked or of a disabled account; make another with 'token make'"));
    }

    private Database openDatabase() throws DatabaseException {
        return openDatabase("--db", db, passwordFile);
    }

    /** Opens the database that an option names. */
    static Database openDatabase(String option, String db, @Nullable Path passwordFile) throws DatabaseException {
        try {
            RegistryPlace place = RegistryPlace.parse(db, Optional.ofNullable(System.getenv(USER_VARIABLE)));
            char[] password = place.server() ? databasePassword(passwordFile) : new char[0];
            if (place.isMissing()) {
                // Else a mistyped name would look like a registry without devices.
                System.err.println("note: there was no registry at " + place + "; an empty one is made");
            }
            return place.open(password::clone);
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, option + ": " + e.getMessage());
        }
    }

    private static char[] databasePassword(@Nullable Path passwordFile) {
        String password = passwordFile != null ? firstLine(passwordFile) : System.getenv(PASSWORD_VARIABLE);
        if (password == null) {
            throw new CliException(
                    CliException.NOT_PERMITTED,
                    "no password for the database: give --db-password-file or set " + PASSWORD_VARIABLE);
        }
        return password.toCharArray();
    }

    private static String firstLine(Path file) {
        try {
            return SmallFile.firstLine(file);
        } catch (IOException e) {
            throw new CliException(CliException.NOT_PERMITTED, file + ": cannot be read");
        }
    }
}
