package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.FrontierEntry;
import com.hookprobe.dsm.ledger.SourceRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Writes checkpoints with their ranges, and the frontier. */
final class PostgresState {
    private static final String CHECKPOINT = """
            INSERT INTO dsm_checkpoints (height, epoch, hash, prev_hash, merkle_root, block_count, proposer, frontier_root,
                log_root, epoch_end, certificate, header, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, to_timestamp(LEAST(?::bigint, 253402300799)), ?, ?, ?)
            ON CONFLICT (height) DO UPDATE SET epoch = EXCLUDED.epoch, hash = EXCLUDED.hash,
                prev_hash = EXCLUDED.prev_hash, merkle_root = EXCLUDED.merkle_root, block_count = EXCLUDED.block_count,
                proposer = EXCLUDED.proposer, frontier_root = EXCLUDED.frontier_root, log_root = EXCLUDED.log_root,
                epoch_end = EXCLUDED.epoch_end, certificate = EXCLUDED.certificate, header = EXCLUDED.header,
                body = EXCLUDED.body
            """;

    private static final String RANGES = """
            INSERT INTO dsm_ranges (height, source, incarnation, from_seq, to_seq, head)
            SELECT * FROM unnest(?::bigint[], ?::bytea[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[])
            ON CONFLICT (height, source) DO UPDATE SET incarnation = EXCLUDED.incarnation,
                from_seq = EXCLUDED.from_seq, to_seq = EXCLUDED.to_seq, head = EXCLUDED.head
            """;

    private static final String FRONTIER = """
            INSERT INTO dsm_frontier (source, incarnation, to_seq, head, status, height)
            SELECT * FROM unnest(?::bytea[], ?::bigint[], ?::bigint[], ?::bytea[], ?::text[], ?::bigint[])
            ON CONFLICT (source) DO UPDATE SET incarnation = EXCLUDED.incarnation, to_seq = EXCLUDED.to_seq,
                head = EXCLUDED.head, status = EXCLUDED.status, height = EXCLUDED.height
            WHERE (dsm_frontier.incarnation, dsm_frontier.to_seq, dsm_frontier.head, dsm_frontier.status)
                IS DISTINCT FROM (EXCLUDED.incarnation, EXCLUDED.to_seq, EXCLUDED.head, EXCLUDED.status)
            """;

    private PostgresState() {}

    static void checkpoints(Connection connection, Collection<DecidedCheckpoint> checkpoints) throws SQLException {
        for (DecidedCheckpoint decided : checkpoints) {
            checkpoint(connection, decided);
            ranges(
                    connection,
                    decided.height(),
                    decided.body().map(CheckpointBody::ranges).orElse(List.of()));
        }
    }

    private static void checkpoint(Connection connection, DecidedCheckpoint decided) throws SQLException {
        CheckpointHeader header = decided.header();
        try (PreparedStatement insert = connection.prepareStatement(CHECKPOINT)) {
            insert.setLong(1, header.height());
            insert.setLong(2, header.epoch());
            insert.setBytes(3, header.hash().bytes());
            insert.setBytes(4, header.prevHash().bytes());
            insert.setBytes(5, header.merkleRoot().bytes());
            insert.setLong(6, header.blockCount());
            insert.setBytes(7, header.proposer().bytes());
            insert.setBytes(8, header.frontierRoot().bytes());
            insert.setBytes(9, header.logRoot().bytes());
            insert.setLong(10, header.epochEndSeconds());
            insert.setBytes(11, decided.certificate());
            insert.setBytes(12, header.encode());
            Optional<CheckpointBody> body = decided.body();
            if (body.isPresent()) {
                insert.setBytes(13, body.get().encode());
            } else {
                insert.setNull(13, Types.BINARY);
            }
            insert.executeUpdate();
        }
    }

    private static void ranges(Connection connection, long height, List<SourceRange> ranges) throws SQLException {
        if (ranges.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(RANGES)) {
            PostgresRows.Arrays at = new PostgresRows.Arrays(connection, insert);
            at.numbers(ranges, range -> height);
            at.bytes(ranges, range -> range.source().bytes());
            at.numbers(ranges, SourceRange::incarnation);
            at.numbers(ranges, SourceRange::from);
            at.numbers(ranges, SourceRange::to);
            at.bytes(ranges, range -> range.head().bytes());
            insert.executeUpdate();
        }
    }

    static void frontier(Connection connection, Collection<FrontierEntry> entries, long height) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        List<FrontierEntry> list = List.copyOf(entries);
        try (PreparedStatement insert = connection.prepareStatement(FRONTIER)) {
            PostgresRows.Arrays at = new PostgresRows.Arrays(connection, insert);
            at.bytes(list, entry -> entry.source().bytes());
            at.numbers(list, FrontierEntry::incarnation);
            at.numbers(list, FrontierEntry::to);
            at.bytes(list, entry -> entry.head().bytes());
            at.texts(list, entry -> entry.status().name());
            at.numbers(list, entry -> height);
            insert.executeUpdate();
        }
    }
}
