package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.Hash32;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The one row that says where the tables are. */
final class PostgresPosition {
    private static final String READ = "SELECT network, generation, sequence, height, state FROM projection_position";

    private static final String MOVE = """
            UPDATE projection_position SET generation = ?, sequence = ?, height = ?, state = ?, changed_at = now()
            WHERE network = ? AND generation = ? AND sequence = ? AND height = ? AND state = ?
            """;

    private static final String BEGIN = """
            INSERT INTO projection_position (network, generation, sequence, height, state) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (one) DO UPDATE SET generation = EXCLUDED.generation, sequence = EXCLUDED.sequence,
                height = EXCLUDED.height, state = EXCLUDED.state, changed_at = now()
            """;

    private static final String EMPTY = "TRUNCATE dsm_microblocks, dsm_checkpoints, dsm_ranges, dsm_frontier";

    private final Hash32 network;

    PostgresPosition(Hash32 network) {
        this.network = network;
    }

    Position read(Connection connection) throws SQLException, ProjectionException {
        try (PreparedStatement read = connection.prepareStatement(READ);
                ResultSet row = read.executeQuery()) {
            if (!row.next()) {
                return Position.NONE;
            }
            Hash32 found = Hash32.of(row.getBytes(1));
            if (!found.equals(network)) {
                throw new ProjectionException("the tables hold network " + found + ", this node's is " + network
                        + ": use another database or schema (currentSchema in the URL)");
            }
            return new Position(
                    row.getLong(2), row.getLong(3), row.getLong(4), Position.State.valueOf(row.getString(5)));
        }
    }

    /** Moves the position inside the transaction; fails when it is not where it was expected. */
    void move(Connection connection, Position from, Position to) throws SQLException, ProjectionException {
        try (PreparedStatement move = connection.prepareStatement(MOVE)) {
            set(move, 1, to);
            move.setBytes(5, network.bytes());
            set(move, 6, from);
            if (move.executeUpdate() != 1) {
                throw ProjectionException.moved(from, "another one in projection_position");
            }
        }
    }

    void begin(Connection connection, Position copying) throws SQLException {
        try (PreparedStatement empty = connection.prepareStatement(EMPTY)) {
            empty.executeUpdate();
        }
        try (PreparedStatement begin = connection.prepareStatement(BEGIN)) {
            begin.setBytes(1, network.bytes());
            set(begin, 2, copying);
            begin.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, int first, Position position) throws SQLException {
        statement.setLong(first, position.generation());
        statement.setLong(first + 1, position.sequence());
        statement.setLong(first + 2, position.height());
        statement.setString(first + 3, position.state().name());
    }
}
