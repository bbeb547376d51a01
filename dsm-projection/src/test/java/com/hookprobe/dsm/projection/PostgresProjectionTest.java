package com.hookprobe.dsm.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the tables show. */
class PostgresProjectionTest extends OnPostgres {
    @Test
    void aLedgerIsShownAndFollowed() throws Exception {
        live(300);
        Projector projector = projector(target);
        turn(projector);
        shown();
        live(300);
        turn(projector);
        shown();
        assertThat(projector.progress().copies()).isEqualTo(1);
        assertThat(number("SELECT count(*) FROM dsm_microblocks WHERE height IS NOT NULL"))
                .isPositive();
    }

    @Test
    void whatTheLedgerLetsGoIsDeletedLosersOfForksToo() throws Exception {
        live(300);
        Projector projector = projector(target);
        turn(projector);
        long now = (1_000 + world.height()) * World.EPOCH_SECONDS;
        RetentionPolicy policy = new RetentionPolicy(
                Duration.ofSeconds(2 * World.EPOCH_SECONDS),
                Duration.ofSeconds(4 * World.EPOCH_SECONDS),
                Duration.ofDays(1));
        while (store.prune(policy, now, 10_000).more()) {
            assertThat(store.bodiesPruned()).isPositive();
        }
        assertThat(store.leavesPruned()).isPositive();
        turn(projector);
        shown();
        assertThat(number("SELECT count(*) FROM dsm_checkpoints WHERE body IS NULL"))
                .isEqualTo(store.leavesPruned());
    }

    @Test
    void aStepThatIsAppliedTwiceIsRefusedTheSecondTime() throws Exception {
        store.openOutbox();
        live(10);
        assertThat(target.open()).isEqualTo(Position.NONE);
        Position copying = Position.copying(7, 3);
        target.beginCopy(copying);
        Position live = copying.finished(0);
        target.apply(Step.empty(copying, live));
        assertThatThrownBy(() -> target.apply(Step.empty(copying, live)))
                .isInstanceOf(ProjectionException.class)
                .hasMessageContaining("position was expected at generation 7, entry 3 (COPYING)");
        target.reset();
        Await.until("the lock is free", () -> {
            try {
                return target.open().equals(live);
            } catch (ProjectionException e) {
                target.reset();
                return false;
            }
        });
    }

    @Test
    void largeAndOddValuesComeThrough() throws Exception {
        Microblock youngest =
                world.block(world.sources.get(0), 1, Microblock.genesisPrev(World.NETWORK, world.sources.get(0), 0), 0);
        Microblock plain = world.block(world.sources.get(1), Long.MAX_VALUE, Hash32.ZERO, 253_402_300_799_000_000L);
        store.putAll(List.of(youngest, plain));
        turn(projector(target));
        shown();
        // Later than the year 9999: the number is exact, the time is the last that can be shown.
        Microblock latest = world.block(world.sources.get(2), 7, Hash32.ZERO, Long.MAX_VALUE);
        store.put(latest);
        turn(projector(target));
        assertThat(number("SELECT count(*) FROM dsm_microblocks WHERE time_us = 9223372036854775807"
                        + " AND time = '9999-12-31 23:59:59+00'"))
                .isEqualTo(1);
    }

    @Test
    void aDatabaseThatVanishedIsFilledAnew() throws Exception {
        live(100);
        Projector projector = projector(target);
        turn(projector);
        execute("DROP TABLE dsm_microblocks, dsm_checkpoints, dsm_ranges, dsm_frontier, projection_position,"
                + " dsm_projection_schema");
        live(10);
        turn(projector);
        shown();
        assertThat(projector.progress().copies()).isEqualTo(2);
    }
}
