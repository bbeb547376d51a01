package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.Outbox;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Deletes what the ledger has let go, in transactions of their own: a large one would outlast its time limit again and
 * again. Each may be repeated.
 */
final class PostgresPruning {
    /** Rows that one transaction changes. */
    private static final int ROWS = 10_000;

    private static final String BLOCKS = "DELETE FROM dsm_microblocks WHERE hash IN"
            + " (SELECT hash FROM dsm_microblocks WHERE height <= ? LIMIT ?)";

    /** Those who lost a fork have no height. The ledger tells of each height. */
    private static final String LOSERS = """
            DELETE FROM dsm_microblocks WHERE hash IN (
                SELECT block.hash FROM dsm_ranges AS span JOIN dsm_microblocks AS block
                    ON block.source = span.source AND block.incarnation = span.incarnation
                    AND block.seq BETWEEN span.from_seq AND span.to_seq
                WHERE span.height = ? LIMIT ?)
            """;

    private static final String RANGES = "DELETE FROM dsm_ranges WHERE (height, source) IN"
            + " (SELECT height, source FROM dsm_ranges WHERE height <= ? LIMIT ?)";

    private static final String BODIES = "UPDATE dsm_checkpoints SET body = NULL WHERE height IN"
            + " (SELECT height FROM dsm_checkpoints WHERE height = ? AND body IS NOT NULL LIMIT ?)";

    private PostgresPruning() {}

    static void prune(Connection connection, Outbox.Change change) throws SQLException {
        if (change instanceof Outbox.Change.BodiesPruned bodies) {
            repeat(connection, BLOCKS, bodies.height());
            repeat(connection, LOSERS, bodies.height());
        } else if (change instanceof Outbox.Change.LeavesPruned leaves) {
            repeat(connection, RANGES, leaves.height());
            repeat(connection, BODIES, leaves.height());
        }
    }

    private static void repeat(Connection connection, String statement, long height) throws SQLException {
        try (PreparedStatement some = connection.prepareStatement(statement)) {
            some.setLong(1, height);
            some.setInt(2, ROWS);
            while (some.executeUpdate() > 0) {
                connection.commit();
            }
        }
    }
}
