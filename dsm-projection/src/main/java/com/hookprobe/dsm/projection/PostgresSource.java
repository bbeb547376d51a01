package com.hookprobe.dsm.projection;

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
    private final PostgresConfig config;
    private final Driver driver = new Driver();

    PostgresSource(PostgresConfig config) {
        this.config = config;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Properties set = new Properties();
        long statementMs = config.statementTimeout().toMillis();
        String connectSeconds = Long.toString(config.connectTimeout().toSeconds());
        set.setProperty("user", config.user());
        set.setProperty("connectTimeout", connectSeconds);
        set.setProperty(
                "loginTimeout", Long.toString(2 * config.connectTimeout().toSeconds()));
        // Longer than the server's own limit: then the server says why.
        set.setProperty("socketTimeout", Long.toString(config.statementTimeout().toSeconds() + 5));
        set.setProperty("cancelSignalTimeout", connectSeconds);
        set.setProperty("tcpKeepAlive", "true");
        set.setProperty("ApplicationName", "hookprobe-projection");
        set.setProperty("options", "-c statement_timeout=" + statementMs + " -c lock_timeout=" + statementMs / 2);
        char[] password = config.password().get();
        set.setProperty("password", new String(password));
        Arrays.fill(password, '\0');
        Connection made = driver.connect(config.url(), set);
        if (made == null) {
            throw new SQLException("the PostgreSQL driver does not take the URL " + config.url());
        }
        return made;
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
        throw new SQLFeatureNotSupportedException("set connectTimeout");
    }

    @Override
    public int getLoginTimeout() {
        return 2 * (int) config.connectTimeout().toSeconds();
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
