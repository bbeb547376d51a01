package com.hookprobe.dsm.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Retries, status and trimming, in virtual time. */
class ProjectorTest {
    private final MemoryBlockStore store = MemoryBlockStore.create(World.NETWORK);
    private final World world = new World(store, new Random(5), 2);
    private final VirtualClock clock = new VirtualClock();
    private RuntimeException failure;
    private final ModelTarget target = new ModelTarget(Projection.Scope.ALL, 100, new ModelTarget.Fate() {
        @Override
        public void before() {
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public void after() {}
    });
    private Outbox outbox;
    private Projector projector;

    @BeforeEach
    void begin() throws Exception {
        outbox = store.openOutbox();
        projector = new Projector(store, outbox, target, clock, Duration.ofMillis(70), 0, 100);
    }

    private void blocks(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            world.grow(world.sources.get(i % 2));
            world.deliver(1);
        }
    }

    @Test
    void triesAreFurtherAndFurtherApartAndBeginAnewAfterASuccess() {
        failure = new IllegalStateException("gone");
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            waits.add(projector.turn().toMillis());
        }
        assertThat(waits)
                .containsExactly(
                        100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L, 30_000L, 30_000L, 30_000L);
        failure = null;
        assertThat(projector.turn()).isZero();
        assertThat(projector.turn()).isEqualTo(Duration.ofMillis(70));
        failure = new IllegalStateException("gone again");
        clock.advance(Projector.CHECK);
        assertThat(projector.turn().toMillis()).isEqualTo(100);
    }

    @Test
    void theStatusSaysSinceWhenAndWhy() {
        Instant first = clock.instant();
        failure = new IllegalStateException("no route", new IllegalArgumentException("the deeper cause\nand a box"));
        projector.turn();
        clock.advance(Duration.ofSeconds(9));
        projector.turn();
        assertThat(projector.progress().state()).isEqualTo(ProjectionStatus.State.FAILING);
        assertThat(projector.progress().failingSince()).contains(first);
        assertThat(projector.progress().error()).contains("no route; the deeper cause");
        failure = null;
        projector.turn();
        assertThat(projector.progress().failingSince()).isEmpty();
        assertThat(projector.progress().state()).isEqualTo(ProjectionStatus.State.LIVE);
    }

    @Test
    void anEntryThatWasTrimmedMeansACopyAnew() throws Exception {
        blocks(10);
        projector.turn();
        blocks(10);
        outbox.trim(15);
        projector.turn();
        projector.turn();
        assertThat(projector.progress().copies()).isEqualTo(2);
        assertThat(target.data.blocks).hasSize(20);
        assertThat(projector.progress().confirmed().sequence()).isEqualTo(20);
    }

    @Test
    void aDroppedOutboxIsAFailureThatSaysSo() throws Exception {
        projector.turn();
        store.dropOutbox();
        projector.turn();
        assertThat(projector.progress().error().orElseThrow()).contains("the ledger's outbox was dropped");
    }

    @Test
    void aClosedLedgerIsAFailureNotACrash() throws Exception {
        blocks(3);
        store.close();
        assertThat(projector.turn()).isPositive();
        assertThat(projector.progress().error().orElseThrow()).contains("closed");
    }

    @Test
    void onlyWhatAllTargetsHaveConfirmedIsTrimmedButForAMargin() throws Exception {
        Projector other = new Projector(
                store,
                outbox,
                new ModelTarget(Projection.Scope.ALL, 100, new ModelTarget.Fate() {
                    @Override
                    public void before() {}

                    @Override
                    public void after() {}
                }),
                clock,
                Duration.ofMillis(70),
                0,
                100);
        OutboxTrim trim = new OutboxTrim(outbox, List.of(projector, other));
        projector.turn();
        int entries = (int) (OutboxTrim.MARGIN + OutboxTrim.WORTH);
        blocks(entries);
        while (projector.progress().confirmed().sequence() < outbox.last()) {
            projector.turn();
        }
        trim.run();
        assertThat(outbox.holds(outbox.generation(), 0)).isTrue();
        other.turn();
        blocks(1);
        trim.run();
        assertThat(outbox.holds(outbox.generation(), OutboxTrim.WORTH - 1)).isFalse();
        assertThat(outbox.holds(outbox.generation(), OutboxTrim.WORTH)).isTrue();
    }
}
