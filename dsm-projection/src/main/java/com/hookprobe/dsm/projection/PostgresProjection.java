package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.Hash32;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in PostgreSQL. One connection is kept for writing; it holds an advisory lock, which PostgreSQL gives up with
 * the connection, so that of two projectors of one schema only one writes.
 */
final class PostgresProjection implements Projection {
    static final int ROWS = 5_000;

    /** The first half of the lock's name ("DSMP"); the second is the schema. */
    static final int LOCK = 0x4453_4D50;

    private final PostgresConfig config;
    private final PostgresSource source;
    private final PostgresPosition position;
    private final HikariDataSource pool;
    private @Nullable Connection writer;

    PostgresProjection(PostgresConfig config, Hash32 network) {
        this.config = config;
        this.source = new PostgresSource(config);
        this.position = new PostgresPosition(network);
        this.pool = new HikariDataSource(pool());
    }

    private HikariConfig pool() {
        HikariConfig set = new HikariConfig();
        set.setPoolName("hookprobe-projection");
        set.setDataSource(source);
        set.setMaximumPoolSize(2);
        set.setMinimumIdle(0);
        set.setAutoCommit(false);
        set.setConnectionTimeout(config.connectTimeout().toMillis());
        set.setValidationTimeout(Math.min(5_000, config.connectTimeout().toMillis()));
        // A node starts without its database.
        set.setInitializationFailTimeout(-1);
        return set;
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public Scope scope() {
        return Scope.ALL;
    }

    @Override
    public int rowsMax() {
        return ROWS;
    }

    @Override
    public Position open() throws ProjectionException {
        try {
            Connection connection = writer;
            if (connection == null) {
                PostgresSchema.prepare(source, config.migrate());
                connection = pool.getConnection();
                writer = connection;
                lock(connection);
            }
            Position found = position.read(connection);
            connection.commit();
            return found;
        } catch (SQLException e) {
            throw failed("reading the position", e);
        }
    }

    private static void lock(Connection connection) throws SQLException, ProjectionException {
        try (PreparedStatement lock =
                connection.prepareStatement("SELECT pg_try_advisory_lock(?, hashtext(current_schema()))")) {
            lock.setInt(1, LOCK);
            try (ResultSet answer = lock.executeQuery()) {
                if (!answer.next() || !answer.getBoolean(1)) {
                    throw new ProjectionException("another projector writes into this schema (advisory lock " + LOCK
                            + "): it goes on alone, and this one waits. Two nodes need a schema each"
                            + " (currentSchema in the URL)");
                }
            }
        }
        connection.commit();
    }

    @Override
    public void apply(Step step) throws ProjectionException {
        Connection connection = connected();
        try {
            if (step.pruned().isPresent()) {
                PostgresPruning.prune(connection, step.pruned().get());
            }
            PostgresRows.insert(connection, step.blocks().values());
            PostgresRows.finalise(connection, step.finalised());
            PostgresState.checkpoints(connection, step.checkpoints().values());
            PostgresState.frontier(connection, step.frontier().values(), step.frontierHeight());
            position.move(connection, step.expected(), step.next());
            connection.commit();
        } catch (SQLException e) {
            throw failed("writing entries up to " + step.next().sequence(), e);
        }
    }

    @Override
    public void beginCopy(Position copying) throws ProjectionException {
        Connection connection = connected();
        try {
            position.begin(connection, copying);
            connection.commit();
        } catch (SQLException e) {
            throw failed("emptying the tables for a new copy", e);
        }
    }

    private Connection connected() throws ProjectionException {
        Connection connection = writer;
        if (connection == null) {
            throw new ProjectionException("not connected to PostgreSQL; connecting again");
        }
        return connection;
    }

    private ProjectionException failed(String what, SQLException e) {
        return new ProjectionException(
                "PostgreSQL, " + what + " (" + config.url() + ", role " + config.user() + ", state " + e.getSQLState()
                        + ")",
                e);
    }

    @Override
    public void reset() {
        Connection connection = writer;
        writer = null;
        if (connection == null) {
            return;
        }
        // Not back into the pool: the lock goes with the connection.
        pool.evictConnection(connection);
    }

    @Override
    public void leave() {
        reset();
    }

    @Override
    public void close() {
        pool.close();
    }
}
