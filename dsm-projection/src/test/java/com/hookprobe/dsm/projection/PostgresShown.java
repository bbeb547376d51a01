package com.hookprobe.dsm.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.FrontierEntry;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.NeuroBlock;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.SourceStatus;
import com.hookprobe.identity.NodeId;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares every row and every column with the ledger. */
final class PostgresShown {
    private PostgresShown() {}

    static void equalTo(BlockStore store, Connection connection) throws Exception {
        Expected expected = Expected.of(store);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(1_000);
            blocks(expected, statement);
            checkpoints(expected, statement);
            ranges(expected, statement);
            frontier(store, statement);
        }
    }

    private static void blocks(Expected expected, Statement statement) throws Exception {
        Map<Hash32, Optional<Long>> shown = new HashMap<>();
        try (ResultSet row = statement.executeQuery(
                "SELECT *, round(extract(epoch FROM time) * 1000000) AS shown_us FROM dsm_microblocks")) {
            while (row.next()) {
                Microblock block = Microblock.decode(row.getBytes("encoded"));
                Hash32 hash = block.hash();
                assertThat(row.getBytes("hash")).isEqualTo(hash.bytes());
                columns(row, block);
                long height = row.getLong("height");
                Optional<Long> place = row.wasNull() ? Optional.empty() : Optional.of(height);
                assertThat(shown.put(hash, place)).as("twice").isNull();
            }
        }
        assertThat(shown.equals(expected.blocks))
                .as("the same blocks and heights")
                .isTrue();
    }

    private static void columns(ResultSet row, Microblock block) throws SQLException {
        List<Object> found = List.of(
                Hash32.of(row.getBytes("source")),
                row.getLong("incarnation"),
                row.getLong("seq"),
                Hash32.of(row.getBytes("prev")),
                row.getString("event_type"),
                row.getLong("time_us"),
                row.getBigDecimal("shown_us").compareTo(BigDecimal.valueOf(block.timeMicros())),
                Hash32.of(row.getBytes("payload_hash")),
                row.getLong("anchor_height"),
                Hash32.of(row.getBytes("anchor")),
                row.getBoolean("has_neuro"),
                row.getString("algorithm"));
        if (!found.equals(List.of(
                Hash32.of(block.source().bytes()),
                block.incarnation(),
                block.seq(),
                block.prev(),
                block.eventType().label(),
                block.timeMicros(),
                0,
                block.payloadHash(),
                block.anchorHeight(),
                block.anchor(),
                block.neuro().isPresent(),
                block.algorithm().name()))) {
            throw new AssertionError(block + " is shown as " + found);
        }
        if (!Arrays.equals(row.getBytes("signature"), block.signature())) {
            throw new AssertionError("signature of " + block);
        }
        Optional<NeuroBlock> neuro =
                Optional.ofNullable(row.getBytes("ter_hash")).map(ter -> neuro(row, ter));
        if (!neuro.equals(block.neuro())) {
            throw new AssertionError("neuro part of " + block);
        }
    }

    private static NeuroBlock neuro(ResultSet row, byte[] ter) {
        try {
            return new NeuroBlock(Hash32.of(ter), row.getBytes("w_fingerprint"), Hash32.of(row.getBytes("posf")));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void checkpoints(Expected expected, Statement statement) throws Exception {
        Map<Long, DecidedCheckpoint> shown = new HashMap<>();
        try (ResultSet row = statement.executeQuery(
                "SELECT *, extract(epoch FROM epoch_end)::bigint AS end_s FROM dsm_checkpoints")) {
            while (row.next()) {
                CheckpointHeader header = CheckpointHeader.decode(row.getBytes("header"));
                byte[] body = row.getBytes("body");
                Optional<CheckpointBody> decoded =
                        body == null ? Optional.empty() : Optional.of(CheckpointBody.decode(body));
                DecidedCheckpoint decided = new DecidedCheckpoint(header, row.getBytes("certificate"), decoded);
                assertThat(row.getLong("height")).isEqualTo(header.height());
                assertThat(row.getLong("epoch")).isEqualTo(header.epoch());
                assertThat(row.getLong("block_count")).isEqualTo(header.blockCount());
                assertThat(row.getLong("end_s")).isEqualTo(header.epochEndSeconds());
                assertThat(row.getBytes("hash")).isEqualTo(header.hash().bytes());
                assertThat(row.getBytes("prev_hash"))
                        .isEqualTo(header.prevHash().bytes());
                assertThat(row.getBytes("merkle_root"))
                        .isEqualTo(header.merkleRoot().bytes());
                assertThat(row.getBytes("proposer")).isEqualTo(header.proposer().bytes());
                assertThat(row.getBytes("frontier_root"))
                        .isEqualTo(header.frontierRoot().bytes());
                assertThat(row.getBytes("log_root")).isEqualTo(header.logRoot().bytes());
                assertThat(shown.put(header.height(), decided)).as("twice").isNull();
            }
        }
        assertThat(shown.equals(expected.checkpoints))
                .as("the same checkpoints")
                .isTrue();
    }

    private static void ranges(Expected expected, Statement statement) throws Exception {
        List<String> wanted = new ArrayList<>();
        expected.checkpoints
                .values()
                .forEach(decided -> decided.body()
                        .map(CheckpointBody::ranges)
                        .orElse(List.of())
                        .forEach(range -> wanted.add(decided.height() + " " + range)));
        List<String> shown = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("SELECT * FROM dsm_ranges")) {
            while (row.next()) {
                shown.add(row.getLong("height") + " "
                        + new SourceRange(
                                NodeId.of(row.getBytes("source")),
                                row.getLong("incarnation"),
                                row.getLong("from_seq"),
                                row.getLong("to_seq"),
                                Hash32.of(row.getBytes("head"))));
            }
        }
        assertThat(shown).containsExactlyInAnyOrderElementsOf(wanted);
    }

    private static void frontier(BlockStore store, Statement statement) throws Exception {
        List<FrontierEntry> shown = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("SELECT * FROM dsm_frontier")) {
            while (row.next()) {
                assertThat(row.getLong("height")).isBetween(0L, store.frontierHeight());
                shown.add(new FrontierEntry(
                        NodeId.of(row.getBytes("source")),
                        row.getLong("incarnation"),
                        row.getLong("to_seq"),
                        Hash32.of(row.getBytes("head")),
                        SourceStatus.valueOf(row.getString("status"))));
            }
        }
        assertThat(shown).containsExactlyInAnyOrderElementsOf(store.frontier().entries());
    }
}
