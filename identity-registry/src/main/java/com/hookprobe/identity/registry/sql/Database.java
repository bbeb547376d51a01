package com.hookprobe.identity.registry.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The registry's database, on SQLite or PostgreSQL, with the same behaviour: writers take turns, in all processes together;
 * readers see one committed state and wait for no writer. What {@link #write} returns from is on disk.
 *
 * <p>Safe for use by many threads, and many processes may have the same file or server open.
 */
public final class Database implements AutoCloseable {
    /** How long a writer waits for its turn. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int ATTEMPTS_MAX = 8;
    private static final int PAUSE_MILLIS = 4;

    private final HikariDataSource pool;
    private final Dialect dialect;
    /** Fair, and before a connection is taken: writers of this process wait here and not in the database. */
    private final ReentrantLock writers = new ReentrantLock(true);

    private Database(HikariDataSource pool, Dialect dialect) {
        this.pool = pool;
        this.dialect = dialect;
    }

    /**
     * Opens the SQLite database at a path; makes one, mode 0600, when there is no file.
     *
     * @throws DatabaseException DAMAGED when the file is something else, VERSION, STORAGE
     */
    public static Database sqlite(Path path) throws DatabaseException {
        return new Database(pool(SqliteFile.prepare(path), SqliteFile.CONNECTIONS_MAX, true), new SqliteDialect());
    }

    /**
     * Opens the database on a PostgreSQL server and brings its tables to this program's version.
     *
     * @throws DatabaseException UNSAFE when the role is above row-level security; VERSION, STORAGE
     */
    public static Database postgres(PostgresOptions options) throws DatabaseException {
        PostgresSource source = new PostgresSource(options);
        PostgresServer.prepare(source);
        return new Database(pool(source, options.poolSize(), false), new PostgresDialect());
    }

    /**
     * Runs work as the only writer. All of it is kept, or on an exception nothing.
     *
     * @throws DatabaseException BUSY when others wrote for too long; CONSTRAINT, DAMAGED, STORAGE
     * @throws IllegalStateException when this thread is inside another {@code write}
     */
    public <T, E extends Exception> T write(Scope scope, Work<T, E> work) throws E, DatabaseException {
        if (writers.isHeldByCurrentThread()) {
            throw new IllegalStateException("expected one transaction at a time, found a write inside a write");
        }
        await();
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    return run(scope, work, true);
                } catch (Exception e) {
                    if (attempt == ATTEMPTS_MAX || !mayRunAgain(e)) {
                        throw e;
                    }
                    pause(attempt);
                }
            }
        } finally {
            writers.unlock();
        }
    }

    /**
     * Runs queries that see one committed state. Changes are refused by the database.
     *
     * @throws DatabaseException DAMAGED, STORAGE
     */
    public <T, E extends Exception> T read(Scope scope, Work<T, E> work) throws E, DatabaseException {
        return run(scope, work, false);
    }

    /** Closes all connections; every later call fails with STORAGE. */
    @Override
    public void close() {
        pool.close();
    }

    private <T, E extends Exception> T run(Scope scope, Work<T, E> work, boolean writes) throws E, DatabaseException {
        try (Connection connection = pool.getConnection()) {
            boolean done = false;
            try {
                if (writes) {
                    dialect.beginWrite(connection, scope);
                } else {
                    dialect.beginRead(connection, scope);
                }
                T result = work.run(new Transaction(connection, scope, dialect));
                dialect.commit(connection);
                done = true;
                return result;
            } finally {
                if (!done) {
                    undo(connection);
                }
            }
        } catch (SQLException e) {
            throw dialect.failed(e);
        }
    }

    /** A connection whose transaction cannot be undone is closed; the database then undoes it. */
    private void undo(Connection connection) {
        try {
            dialect.rollback(connection);
        } catch (SQLException e) {
            pool.evictConnection(connection);
        }
    }

    private boolean mayRunAgain(Throwable thrown) {
        for (@Nullable Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SQLException e && dialect.mayRunAgain(e)) {
                return true;
            }
        }
        return false;
    }

    private void await() throws DatabaseException {
        try {
            if (writers.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new DatabaseException(
                DatabaseException.Kind.BUSY,
                "registry: expected a turn to write within " + PATIENCE.toSeconds()
                        + " s, found others writing; try again, and look for a writer that hangs");
    }

    private static void pause(int attempt) throws DatabaseException {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(PAUSE_MILLIS << attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseException(
                    DatabaseException.Kind.BUSY, "registry: interrupted while waiting to write again; try again", e);
        }
    }

    private static HikariDataSource pool(DataSource source, int connections, boolean autoCommit) {
        HikariConfig set = new HikariConfig();
        set.setPoolName("hookprobe-registry");
        set.setDataSource(source);
        set.setMaximumPoolSize(connections);
        set.setMinimumIdle(0);
        set.setAutoCommit(autoCommit);
        set.setConnectionTimeout(PATIENCE.toMillis());
        set.setInitializationFailTimeout(-1);
        return new HikariDataSource(set);
    }
}
