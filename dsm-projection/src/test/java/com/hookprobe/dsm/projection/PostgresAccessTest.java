package com.hookprobe.dsm.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.Hash32;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Schema versions, roles, passwords, and who may write. */
class PostgresAccessTest extends OnPostgres {
    @Test
    void migrationsMayRunTwice() throws Exception {
        PostgresSchema.prepare(new PostgresSource(config), true);
        PostgresSchema.prepare(new PostgresSource(config), true);
        PostgresSchema.prepare(new PostgresSource(config), false);
        assertThat(number("SELECT count(*) FROM dsm_projection_schema WHERE version = '1' AND success"))
                .isEqualTo(1);
    }

    @Test
    void tablesOfOthersInTheSchemaDoNotMatter() throws Exception {
        execute("CREATE TABLE theirs (id int)");
        live(20);
        turn(projector(target));
        shown();
    }

    @Test
    void aNewerSchemaIsRefused() throws Exception {
        PostgresSchema.prepare(new PostgresSource(config), true);
        execute("INSERT INTO dsm_projection_schema (installed_rank, version, description, type, script, installed_by,"
                + " execution_time, success) VALUES (9, '99', 'future', 'SQL', 'V99__future.sql', 'x', 1, true)");
        Projector projector = projector(target);
        projector.turn();
        assertThat(projector.progress().state()).isEqualTo(ProjectionStatus.State.FAILING);
        assertThat(projector.progress().error().orElseThrow())
                .contains("schema version 99, this release writes 1: use a newer release");
    }

    @Test
    void missingTablesAreNamedWhenTheRoleMayNotMakeThem() throws Exception {
        PostgresSource source = new PostgresSource(config);
        assertThatThrownBy(() -> PostgresSchema.prepare(source, false))
                .hasMessageContaining("schema version 0, this release needs 1: run the migrations");
    }

    @Test
    void aRoleWithTheLeastRightsIsEnough() throws Exception {
        PostgresSchema.prepare(new PostgresSource(config), true);
        String schema = "arolewiththeleastrightsisenough";
        execute("CREATE ROLE least LOGIN PASSWORD 'x'");
        execute("GRANT USAGE ON SCHEMA " + schema + " TO least");
        execute("GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON dsm_microblocks, dsm_checkpoints, dsm_ranges,"
                + " dsm_frontier TO least");
        execute("GRANT SELECT, INSERT, UPDATE ON projection_position TO least");
        execute("GRANT SELECT ON dsm_projection_schema TO least");
        live(100);
        PostgresProjection limited = new PostgresProjection(
                PostgresConfig.of(url, "least", () -> "x".toCharArray()).withMigrate(false), World.NETWORK);
        try {
            Projector projector = projector(limited);
            turn(projector);
            shown();
        } finally {
            limited.close();
        }
    }

    @Test
    void anotherNetworksTablesAreNotTouched() throws Exception {
        live(20);
        turn(projector(target));
        target.close();
        target = new PostgresProjection(config, Hash32.parse("55".repeat(32)));
        Projector stranger = projector(target);
        stranger.turn();
        assertThat(stranger.progress().error().orElseThrow())
                .contains("the tables hold network 4e4e", "this node's is 5555", "another database or schema");
        shown();
    }

    @Test
    void oneOfTwoProjectorsWaits() throws Exception {
        live(20);
        Projector first = projector(target);
        turn(first);
        PostgresProjection other = new PostgresProjection(config, World.NETWORK);
        try {
            Projector second = projector(other);
            second.turn();
            assertThat(second.progress().state()).isEqualTo(ProjectionStatus.State.FAILING);
            assertThat(second.progress().error().orElseThrow()).contains("another projector writes into this schema");
            live(20);
            turn(first);
            shown();
            target.close();
            Await.until("the other takes over", () -> {
                second.turn();
                return second.progress().state() == ProjectionStatus.State.LIVE;
            });
            assertThat(second.progress().copies()).isZero();
        } finally {
            other.close();
        }
    }

    @Test
    void aWrongPasswordIsAStatusNotACrash() throws Exception {
        execute("CREATE ROLE guarded LOGIN PASSWORD 'right'");
        Path rules = folder.resolve("pg/pg_hba.conf");
        String before = Files.readString(rules);
        Files.writeString(rules, "host all guarded 127.0.0.1/32 scram-sha-256\n" + before);
        execute("SELECT pg_reload_conf()");
        char[] wrong = "wrong".toCharArray();
        PostgresProjection locked =
                new PostgresProjection(PostgresConfig.of(url, "guarded", () -> wrong), World.NETWORK);
        try {
            Projector projector = projector(locked);
            Await.until("the rules are read", () -> {
                assertThat(projector.turn()).isPositive();
                return projector.progress().error().orElse("").contains("password");
            });
            assertThat(projector.progress().state()).isEqualTo(ProjectionStatus.State.FAILING);
            assertThat(projector.progress().error().orElseThrow())
                    .contains("password authentication failed for user \"guarded\"")
                    .doesNotContain("wrong");
            assertThat(wrong).containsOnly('\0');
        } finally {
            locked.close();
        }
    }

    @Test
    void aUrlWithAPasswordIsRefused() {
        assertThatThrownBy(() -> PostgresConfig.of(url + "&password=x", "u", () -> new char[0]))
                .hasMessageContaining("URLs are logged");
        assertThatThrownBy(() -> PostgresConfig.of("jdbc:mysql://x", "u", () -> new char[0]))
                .hasMessageContaining("must begin with jdbc:postgresql:");
    }
}
