package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.NeuroBlock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes blocks: one statement for all of them, each column an array. */
final class PostgresRows {
    private static final String INSERT = """
            INSERT INTO dsm_microblocks (hash, source, incarnation, seq, prev, event_type, time_us, payload_hash,
                anchor_height, anchor, ter_hash, w_fingerprint, posf, algorithm, signature, encoded)
            SELECT * FROM unnest(?::bytea[], ?::bytea[], ?::bigint[], ?::bigint[], ?::bytea[], ?::text[], ?::bigint[],
                ?::bytea[], ?::bigint[], ?::bytea[], ?::bytea[], ?::bytea[], ?::bytea[], ?::text[], ?::bytea[], ?::bytea[])
            ON CONFLICT (hash) DO NOTHING
            """;

    private static final String FINALISE = """
            UPDATE dsm_microblocks AS block SET height = mark.height
            FROM unnest(?::bytea[], ?::bigint[]) AS mark (hash, height)
            WHERE block.hash = mark.hash AND block.height IS DISTINCT FROM mark.height
            """;

    private PostgresRows() {}

    static void insert(Connection connection, Collection<BlockRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        List<BlockRow> list = List.copyOf(rows);
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            Arrays at = new Arrays(connection, insert);
            at.bytes(list, row -> row.hash().bytes());
            at.bytes(list, row -> row.block().source().bytes());
            at.numbers(list, row -> row.block().incarnation());
            at.numbers(list, row -> row.block().seq());
            at.bytes(list, row -> row.block().prev().bytes());
            at.texts(list, row -> row.block().eventType().label());
            at.numbers(list, row -> row.block().timeMicros());
            at.bytes(list, row -> row.block().payloadHash().bytes());
            at.numbers(list, row -> row.block().anchorHeight());
            at.bytes(list, row -> row.block().anchor().bytes());
            at.bytes(list, row -> neuro(row.block(), part -> part.terHash().bytes()));
            at.bytes(list, row -> neuro(row.block(), NeuroBlock::weightFingerprint));
            at.bytes(list, row -> neuro(row.block(), part -> part.posf().bytes()));
            at.texts(list, row -> row.block().algorithm().name());
            at.bytes(list, row -> row.block().signature());
            at.bytes(list, row -> row.block().encode());
            insert.executeUpdate();
        }
    }

    static void finalise(Connection connection, Map<Hash32, Long> marks) throws SQLException {
        if (marks.isEmpty()) {
            return;
        }
        List<Map.Entry<Hash32, Long>> list = List.copyOf(marks.entrySet());
        try (PreparedStatement update = connection.prepareStatement(FINALISE)) {
            Arrays at = new Arrays(connection, update);
            at.bytes(list, mark -> mark.getKey().bytes());
            at.numbers(list, Map.Entry::getValue);
            update.executeUpdate();
        }
    }

    private static byte @Nullable [] neuro(Microblock block, Function<NeuroBlock, byte[]> field) {
        Optional<byte[]> found = block.neuro().map(field);
        return found.orElse(null);
    }

    /** Sets the parameters of a statement one after the other, each an array of one column. */
    static final class Arrays {
        private final Connection connection;
        private final PreparedStatement statement;
        private int next = 1;

        Arrays(Connection connection, PreparedStatement statement) {
            this.connection = connection;
            this.statement = statement;
        }

        <T> void bytes(List<T> rows, Column<T> column) throws SQLException {
            byte[][] values = new byte[rows.size()][];
            for (int i = 0; i < values.length; i++) {
                values[i] = column.of(rows.get(i));
            }
            statement.setArray(next++, connection.createArrayOf("bytea", values));
        }

        <T> void numbers(List<T> rows, Function<T, Long> column) throws SQLException {
            statement.setArray(
                    next++,
                    connection.createArrayOf("bigint", rows.stream().map(column).toArray()));
        }

        <T> void texts(List<T> rows, Function<T, String> column) throws SQLException {
            statement.setArray(
                    next++,
                    connection.createArrayOf("text", rows.stream().map(column).toArray()));
        }
    }

    /** A bytea column; null where there is none. */
    @FunctionalInterface
    interface Column<T> {
        byte @Nullable [] of(T row);
    }
}
