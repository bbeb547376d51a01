package com.hookprobe.dsm.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.RocksBlockStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/**
 * Blocks pass while PostgreSQL and Redis are stopped, killed and started, in the middle of their work and both at once. The
 * ledger goes on; in the end both show what it holds. {@code -Dprojection.blocks=100000} for the long run.
 */
class ProjectionChaosTest {
    private static final int BLOCKS = Integer.getInteger("projection.blocks", 8_000);
    private static final long SEED = Long.getLong("projection.seed", 4_719);
    private static final int ROUNDS = Math.max(16, BLOCKS / 2_500);
    private static final int PUT = 8;

    @TempDir
    Path folder;

    private World world;
    private PostgresServer postgres;
    private RedisServer redis;
    private Projections projections;
    private int kills;
    private int stops;
    private int torn;

    @Test
    void bothShowTheLedgerWhateverIsStopped() throws Exception {
        Random random = new Random(SEED);
        System.out.println("projection chaos: seed " + SEED + ", " + BLOCKS + " blocks");
        long begin = System.nanoTime();
        ExecutorService hands = Executors.newFixedThreadPool(2);
        Files.createDirectories(folder.resolve("redis"));
        try (RocksBlockStore store = RocksBlockStore.openOrCreate(folder.resolve("ledger"), World.NETWORK);
                PostgresServer database = new PostgresServer(folder.resolve("pg"));
                RedisServer cache = new RedisServer(folder.resolve("redis"))) {
            world = new World(store, random, 5);
            postgres = database;
            redis = cache;
            Projections copies = Projections.of(store)
                    .postgres(postgres.config())
                    .redis(redis.config())
                    .poll(Duration.ofMillis(5))
                    .rowsMax(100)
                    .listener(this::failure)
                    .start();
            projections = copies;
            try (copies) {
                for (int round = 0; round < ROUNDS; round++) {
                    int share = BLOCKS / ROUNDS;
                    if (round % 5 == 3) {
                        bothDown(share);
                    } else {
                        Random forPostgres = new Random(random.nextLong());
                        Random forRedis = new Random(random.nextLong());
                        Future<?> first = hands.submit(() -> disturbPostgres(forPostgres));
                        Future<?> second = hands.submit(() -> disturbRedis(forRedis));
                        ingest(share, false);
                        first.get();
                        second.get();
                    }
                }
                ingest(BLOCKS - (int) world.made(), true);
                postgres.start();
                redis.start();
                Await.caughtUp(projections);
                try (Connection connection = postgres.connect();
                        Jedis client = redis.connect()) {
                    PostgresShown.equalTo(store, connection);
                    RedisShown.equalTo(store, client);
                }
                assertThat(kills).isGreaterThan(2);
                System.out.println("projection chaos: " + world.made() + " blocks, " + world.height()
                        + " checkpoints, " + kills + " kills, " + stops + " stops, " + torn
                        + " of them in a transaction, "
                        + (System.nanoTime() - begin) / 1_000_000 + " ms; " + projections.status());
            }
        } finally {
            hands.shutdownNow();
        }
    }

    /** What the ledger takes while neither can be written: all of it. */
    private void bothDown(int share) throws Exception {
        postgres.kill();
        redis.kill();
        kills += 2;
        Await.until("both are seen to fail", () -> {
            projections.wake();
            return projections.status().stream().allMatch(now -> now.state() == ProjectionStatus.State.FAILING);
        });
        long made = world.made();
        long height = world.height();
        ingest(share, true);
        assertThat(world.made()).isEqualTo(made + share);
        assertThat(world.height()).isGreaterThan(height);
        assertThat(projections.status()).allMatch(now -> now.state() == ProjectionStatus.State.FAILING);
    }

    private void ingest(int count, boolean decideAtEnd) throws Exception {
        for (int i = 0; i < count; i++) {
            world.grow(world.sources.get(i % world.sources.size()));
            if (i % 250 == 249) {
                world.fork(world.sources.get(0));
                world.decide();
            }
            if (i % PUT == PUT - 1) {
                world.deliver(PUT);
            }
        }
        while (world.deliver(PUT) > 0) {
            if (decideAtEnd && world.underWay.isEmpty()) {
                world.decide();
            }
        }
    }

    private boolean disturbPostgres(Random random) throws Exception {
        postgres.start();
        projections.wake();
        awaitWork(0);
        switch (random.nextInt(3)) {
            case 0 -> {
                postgres.kill();
                count(true);
            }
            case 1 -> {
                postgres.stop();
                count(false);
            }
            default -> projections.wake();
        }
        return true;
    }

    private boolean disturbRedis(Random random) throws Exception {
        redis.start();
        projections.wake();
        awaitWork(1);
        switch (random.nextInt(4)) {
            case 0 -> {
                redis.kill();
                count(true);
            }
            case 1 -> {
                redis.stop();
                count(false);
            }
            case 2 -> {
                redis.kill();
                redis.loseData();
                redis.start();
                count(true);
            }
            default -> projections.wake();
        }
        return true;
    }

    /** Until it has written something more, so that what follows comes in the middle of its work. */
    private void awaitWork(int index) throws Exception {
        long steps = projections.status().get(index).steps();
        Await.until("a step", () -> {
            projections.wake();
            ProjectionStatus now = projections.status().get(index);
            return now.steps() > steps || now.caughtUp();
        });
    }

    private synchronized void failure(ProjectionStatus now) {
        boolean failing = now.state() == ProjectionStatus.State.FAILING;
        if (failing && now.error().orElse("").contains("writing entries")) {
            torn++;
        }
    }

    private synchronized void count(boolean kill) {
        if (kill) {
            kills++;
        } else {
            stops++;
        }
    }
}
