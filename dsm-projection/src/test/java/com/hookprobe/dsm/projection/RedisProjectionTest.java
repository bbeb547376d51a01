package com.hookprobe.dsm.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Outbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** The keys, on a real Redis that is emptied before each test. */
class RedisProjectionTest {
    @TempDir
    static Path folder;

    private static RedisServer server;

    private final MemoryBlockStore store = MemoryBlockStore.create(World.NETWORK);
    private final World world = new World(store, new Random(12), 3);
    private final RedisKeys keys = new RedisKeys(World.NETWORK);
    private final VirtualClock clock = new VirtualClock();
    private Outbox outbox;
    private Jedis redis;
    private RedisProjection target;
    private Projector projector;

    @BeforeAll
    static void startServer() throws Exception {
        server = new RedisServer(folder);
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void begin() throws Exception {
        redis = server.connect();
        redis.flushAll();
        outbox = store.openOutbox();
        target = new RedisProjection(server.config(), World.NETWORK, clock);
        projector = projector(target, 1_000);
    }

    @AfterEach
    void end() {
        target.close();
        redis.close();
    }

    private Projector projector(RedisProjection of, long pendingMax) {
        return new Projector(store, outbox, of, clock, Duration.ofMillis(1), pendingMax, 1_000);
    }

    private void turn(Projector which) {
        for (int i = 0; i < 200; i++) {
            which.turn();
            Projector.Progress now = which.progress();
            if (now.state() == ProjectionStatus.State.LIVE && now.confirmed().sequence() == outbox.last()) {
                return;
            }
        }
        throw new AssertionError(which.progress().toString());
    }

    private void live(int blocks) throws Exception {
        for (int i = 0; i < blocks; i++) {
            world.grow(world.sources.get(i % 3));
        }
        while (world.deliver(20) > 0) {
            assertThat(world.made()).isPositive();
        }
    }

    @Test
    void pendingBlocksHeadsAndCheckpointsAreShownAndFollowed() throws Exception {
        live(30);
        turn(projector);
        RedisShown.equalTo(store, redis);
        assertThat(redis.zcard(keys.pending)).isEqualTo(30);
        world.decideAll();
        live(7);
        turn(projector);
        RedisShown.equalTo(store, redis);
        assertThat(redis.zcard(keys.pending)).isEqualTo(7);
        assertThat(keys.prefix).isEqualTo("hp:{4e4e4e4e}:");
        assertThat(redis.ttl(keys.checkpoint(1))).isBetween(1L, 86_400L);
        assertThat(redis.get(keys.position)).isEqualTo(outbox.generation() + ":" + outbox.last() + ":1:LIVE");
    }

    @Test
    void theTimeOfAPendingBlockIsThatOfItsFirstSight() throws Exception {
        live(1);
        turn(projector);
        String name = redis.zrange(keys.pending, 0, 0).get(0);
        double first = redis.zscore(keys.pending, name);
        assertThat(first).isEqualTo((double) clock.millis());
        Position now = target.open();
        clock.advance(Duration.ofHours(1));
        Hash32 hash = Hash32.parse(name);
        StepWriter again = new StepWriter(now, 1, target::apply);
        again.block(new BlockRow(hash, store.get(hash).orElseThrow(), true));
        assertThat(redis.zscore(keys.pending, name)).isEqualTo(first);
    }

    @Test
    void aReplayAfterAnUnknownOutcomeChangesNothing() throws Exception {
        target.open();
        Position copying = Position.copying(7, 3);
        target.beginCopy(copying);
        Position live = copying.finished(0);
        target.apply(Step.empty(copying, live));
        assertThatThrownBy(() -> target.apply(Step.empty(copying, live)))
                .isInstanceOf(ProjectionException.class)
                .hasMessageContaining("found 7:3:0:LIVE");
        assertThat(target.open()).isEqualTo(live);
    }

    @Test
    void lostDataIsNoticedAndWhatIsHotComesBack() throws Exception {
        live(300);
        world.decideAll();
        live(11);
        turn(projector);
        redis.flushAll();
        // Nothing new happens in the ledger: the look from time to time finds it.
        projector.turn();
        assertThat(redis.exists(keys.position)).isFalse();
        clock.advance(Projector.CHECK);
        turn(projector);
        RedisShown.equalTo(store, redis);
        assertThat(projector.progress().copies()).isEqualTo(2);
        // Of history only the newest of each source.
        assertThat(redis.keys(keys.prefix + "block:*")).hasSize(3 * HotCopy.BLOCKS_OF_A_SOURCE + 11);
    }

    @Test
    void lostDataIsNoticedByTheNextStepAsWell() throws Exception {
        live(5);
        turn(projector);
        redis.flushAll();
        live(5);
        projector.turn();
        assertThat(projector.progress().error().orElseThrow())
                .contains("the position was expected", "found 0:0:0:NONE");
        turn(projector);
        RedisShown.equalTo(store, redis);
    }

    @Test
    void pendingIsBoundedToTheNewest() throws Exception {
        target.close();
        target = new RedisProjection(server.config().withPendingMax(10), World.NETWORK, clock);
        projector = projector(target, 10);
        turn(projector);
        live(8);
        turn(projector);
        List<String> old = redis.zrange(keys.pending, 0, -1);
        clock.advance(Duration.ofSeconds(1));
        live(9);
        turn(projector);
        assertThat(redis.zcard(keys.pending)).isEqualTo(10);
        assertThat(redis.zrange(keys.pending, 0, -1)).doesNotContainAnyElementsOf(old.subList(0, 7));
        // A copy anew keeps to it as well.
        redis.flushAll();
        clock.advance(Projector.CHECK);
        turn(projector);
        assertThat(redis.zcard(keys.pending)).isEqualTo(10);
    }

    @Test
    void oneOfTwoProjectorsWaitsForTheLease() throws Exception {
        live(5);
        turn(projector);
        RedisProjection other = new RedisProjection(server.config(), World.NETWORK, clock);
        try {
            Projector second = projector(other, 1_000);
            second.turn();
            assertThat(second.progress().error().orElseThrow())
                    .contains("another projector writes below hp:{4e4e4e4e}:");
            live(5);
            turn(projector);
            RedisShown.equalTo(store, redis);
            assertThat(redis.pttl(keys.writer)).isBetween(1L, RedisProjection.LEASE.toMillis());
            redis.del(keys.writer);
            turn(second);
            assertThat(second.progress().copies()).isZero();
        } finally {
            other.close();
        }
    }

    @Test
    void keysOfAnotherKindBringACopyAnewNotAFalsePosition() throws Exception {
        live(5);
        turn(projector);
        redis.del(keys.pending);
        redis.set(keys.pending, "somebody else's");
        live(5);
        projector.turn();
        assertThat(projector.progress().error().orElseThrow()).contains("Redis refused a part of a step", "WRONGTYPE");
        assertThat(redis.exists(keys.position)).isFalse();
        turn(projector);
        RedisShown.equalTo(store, redis);
    }

    @Test
    void anUnreadablePositionIsNamed() {
        redis.set(keys.position, "7:x");
        projector.turn();
        assertThat(projector.progress().error().orElseThrow())
                .contains("the key position holds \"7:x\", expected generation:sequence:height:state");
    }

    @Test
    void othersKeysStay() throws Exception {
        redis.set("theirs", "1");
        redis.set("hp:{00000000}:position", "1:1:1:LIVE");
        redis.set(keys.prefix + "block:old", "x");
        live(3);
        turn(projector);
        assertThat(redis.get("theirs")).isEqualTo("1");
        assertThat(redis.get("hp:{00000000}:position")).isEqualTo("1:1:1:LIVE");
        assertThat(redis.exists(keys.prefix + "block:old")).isFalse();
    }

    @Test
    void aUserWithTheLeastRightsIsEnough() throws Exception {
        String rights = "SETUSER least on >x ~hp:{4e4e4e4e}:* +get +set +setex +unlink +scan +hset +zadd +zrem"
                + " +zremrangebyrank +watch +unwatch +multi +exec +select +client|setname";
        redis.sendCommand(Protocol.Command.ACL, rights.split(" "));
        redis.set("theirs", "1");
        target.close();
        target = new RedisProjection(
                server.config().withPassword(Optional.of("least"), "x"::toCharArray), World.NETWORK, clock);
        projector = projector(target, 1_000);
        live(10);
        world.decideAll();
        turn(projector);
        live(3);
        turn(projector);
        RedisShown.equalTo(store, redis);
        target.leave();
        assertThat(redis.exists(keys.writer)).isFalse();
    }

    @Test
    void aWrongPasswordIsAStatusNotACrash() throws Exception {
        Path own = Files.createDirectories(folder.resolve("guarded"));
        char[] wrong = "wrong".toCharArray();
        char[] right = "right".toCharArray();
        try (RedisServer guarded = new RedisServer(own, "--requirepass", "right")) {
            RedisProjection locked = new RedisProjection(
                    guarded.config().withPassword(Optional.empty(), () -> wrong), World.NETWORK, clock);
            Projector failing = projector(locked, 1_000);
            failing.turn();
            assertThat(failing.progress().state()).isEqualTo(ProjectionStatus.State.FAILING);
            assertThat(failing.progress().error().orElseThrow()).contains("WRONGPASS");
            assertThat(wrong).containsOnly('\0');
            RedisProjection open = new RedisProjection(
                    guarded.config().withPassword(Optional.empty(), () -> right), World.NETWORK, clock);
            live(3);
            Projector working = projector(open, 1_000);
            turn(working);
            assertThat(working.progress().copies()).isEqualTo(1);
            open.close();
        }
    }
}
