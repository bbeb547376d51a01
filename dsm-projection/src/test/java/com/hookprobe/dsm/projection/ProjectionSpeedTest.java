package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.MemoryBlockStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Blocks a second into each target, following and copying anew: {@code -Dprojection.speed=true}. */
@EnabledIfSystemProperty(named = "projection.speed", matches = "true")
class ProjectionSpeedTest {
    private static final int BLOCKS = Integer.getInteger("projection.blocks", 100_000);

    @TempDir
    Path folder;

    @Test
    void measure() throws Exception {
        Files.createDirectories(folder.resolve("redis"));
        MemoryBlockStore store = MemoryBlockStore.create(World.NETWORK);
        store.openOutbox();
        World world = new World(store, new Random(1), 20);
        for (int i = 0; i < BLOCKS; i++) {
            world.grow(world.sources.get(i % 20));
            if (i % 64 == 63) {
                world.deliverInOrder(64);
            }
            if (i % 5_000 == 4_999) {
                world.decideAll();
            }
        }
        world.deliverInOrder(64);
        try (PostgresServer postgres = new PostgresServer(folder.resolve("pg"));
                RedisServer redis = new RedisServer(folder.resolve("redis"))) {
            copyAndFollow("postgresql", store, world, Projections.of(store).postgres(postgres.config()));
            copyAndFollow("redis", store, world, Projections.of(store).redis(redis.config()));
            try (Connection connection = postgres.connect();
                    Jedis client = redis.connect()) {
                // PostgreSQL was not told of the blocks that Redis followed.
                RedisShown.equalTo(store, client);
            }
        }
    }

    private void copyAndFollow(String name, MemoryBlockStore store, World world, Projections.Builder builder)
            throws Exception {
        try (Projections copies = builder.poll(Duration.ofMillis(1)).start()) {
            long begin = System.nanoTime();
            Await.caughtUp(copies);
            report(name + ", copied anew", copies.status().get(0).blocks(), begin);
        }
        int more = BLOCKS / 2;
        for (int i = 0; i < more; i++) {
            world.grow(world.sources.get(i % 20));
            if (i % 64 == 63) {
                world.deliverInOrder(64);
            }
            if (i % 5_000 == 4_999) {
                world.decideAll();
            }
        }
        world.deliverInOrder(64);
        try (Projections copies = builder.poll(Duration.ofMillis(1)).start()) {
            long begin = System.nanoTime();
            Await.caughtUp(copies);
            report(name + ", followed and finalised", copies.status().get(0).blocks(), begin);
        }
    }

    private static void report(String what, long blocks, long begin) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "projection speed: %s: %d blocks, %.1f s, %.0f blocks/s%n", what, blocks, seconds, blocks / seconds);
    }
}
