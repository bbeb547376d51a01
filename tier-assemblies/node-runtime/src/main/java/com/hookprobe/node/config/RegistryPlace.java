package com.hookprobe.node.config;

import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.PostgresOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Where the registry is: a SQLite file, or {@code postgresql://[ROLE@]HOST[:PORT]/DATABASE[?sslmode=MODE]}. To another machine the
 * server is asked for a certificate of its name (verify-full), unless the text names another {@code sslmode}.
 */
public abstract sealed class RegistryPlace {
    /** What is expected, for messages. */
    public static final String FORM = "a file or postgresql://[ROLE@]HOST[:PORT]/DATABASE[?sslmode=verify-full]";

    private static final Pattern SCHEME = Pattern.compile("postgres(?:ql)?://.*");
    private static final Pattern LOCAL = Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[::1]");
    private static final Pattern TLS = Pattern.compile("(?:.*&)?sslmode=.*");

    private RegistryPlace() {}

    /**
     * Reads the text form. What was found is not repeated: somebody may have put a password into it.
     *
     * @param role the PostgreSQL role when the text names none
     * @throws IllegalArgumentException with a message for the one who wrote it
     */
    public static RegistryPlace parse(String text, Optional<String> role) {
        if (!SCHEME.matcher(text).matches()) {
            if (text.contains("://")) {
                throw new IllegalArgumentException("expected " + FORM + ", found another kind of URL");
            }
            return new InFile(Path.of(text).toAbsolutePath());
        }
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            // Without its cause, which repeats the text.
            throw new IllegalArgumentException("expected " + FORM + ", found what is no URL");
        }
        String user = Optional.ofNullable(uri.getUserInfo()).or(() -> role).orElse("");
        if (user.isBlank() || user.contains(":")) {
            throw new IllegalArgumentException(
                    "expected a role's name, as postgresql://ROLE@HOST/DATABASE, and no password"
                            + " beside it: others see it");
        }
        if (uri.getHost() == null
                || uri.getRawPath() == null
                || uri.getRawPath().length() < 2) {
            throw new IllegalArgumentException("expected " + FORM + ", found one without a host or database");
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return new OnServer("jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query(uri), user);
    }

    private static String query(URI uri) {
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        if (LOCAL.matcher(uri.getHost()).matches() || TLS.matcher(query).matches()) {
            return query.isEmpty() ? "" : "?" + query;
        }
        return "?sslmode=verify-full" + (query.isEmpty() ? "" : "&" + query);
    }

    /** True for a server, which asks for a password. */
    public abstract boolean server();

    /** True for a file that is not there yet. */
    public abstract boolean isMissing();

    /**
     * Opens the database.
     *
     * @param password of the role; asked for at every connection, and overwritten
     * @throws IllegalArgumentException when the text has options that are refused
     */
    public abstract Database open(Supplier<char[]> password) throws DatabaseException;

    private static final class InFile extends RegistryPlace {
        private final Path file;

        private InFile(Path file) {
            this.file = file;
        }

        @Override
        public boolean server() {
            return false;
        }

        @Override
        public boolean isMissing() {
            return !Files.exists(file);
        }

        @Override
        public Database open(Supplier<char[]> password) throws DatabaseException {
            Path folder = file.getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                throw new IllegalArgumentException("no such folder " + folder + "; make it first");
            }
            return Database.sqlite(file);
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }

    private static final class OnServer extends RegistryPlace {
        private final String url;
        private final String user;

        private OnServer(String url, String user) {
            this.url = url;
            this.user = user;
        }

        @Override
        public boolean server() {
            return true;
        }

        @Override
        public boolean isMissing() {
            return false;
        }

        @Override
        public Database open(Supplier<char[]> password) throws DatabaseException {
            return Database.postgres(PostgresOptions.of(url, user, password));
        }

        @Override
        public String toString() {
            return url;
        }
    }
}
