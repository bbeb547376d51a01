package com.hookprobe.identity.registry.sql;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** New connections, with the password of the moment and every wait bounded. */
final class PostgresSource implements DataSource {
    private static final String CONNECT_SECONDS = "10";
    private static final int STATEMENT_MILLIS = 60_000;
    private static final String SOCKET_SECONDS = "65";

    private final PostgresOptions options;
    private final Driver driver = new Driver();

    PostgresSource(PostgresOptions options) {
        this.options = options;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Properties set = new Properties();
        set.setProperty("user", options.user());
        set.setProperty("connectTimeout", CONNECT_SECONDS);
        set.setProperty("loginTimeout", CONNECT_SECONDS);
        // Longer than the server's own limit: then the server says why.
        set.setProperty("socketTimeout", SOCKET_SECONDS);
        set.setProperty("cancelSignalTimeout", CONNECT_SECONDS);
        set.setProperty("tcpKeepAlive", "true");
        set.setProperty("reWriteBatchedInserts", "true");
        set.setProperty("ApplicationName", "hookprobe-registry");
        set.setProperty(
                "options",
                "-c synchronous_commit=on -c statement_timeout=" + STATEMENT_MILLIS + " -c lock_timeout="
                        + Database.PATIENCE.toMillis());
        char[] password = password();
        set.setProperty("password", new String(password));
        Arrays.fill(password, '\0');
        Connection made = driver.connect(options.url(), set);
        if (made == null) {
            throw new SQLException("the PostgreSQL driver does not take the URL " + options.url());
        }
        return made;
    }

    private char[] password() throws SQLException {
        try {
            return options.password().get();
        } catch (RuntimeException e) {
            throw new SQLException("no password for the role " + options.user() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the role is the configured one");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException("no log writer");
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException("it is fixed");
    }

    @Override
    public int getLoginTimeout() {
        return Integer.parseInt(CONNECT_SECONDS);
    }

    @Override
    public Logger getParentLogger() {
        return driver.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
