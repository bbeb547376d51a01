package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.Hash32;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * What is hot of the ledger, in Redis. A step is one MULTI/EXEC that watches the position and the writer's lease: it happens
 * when both are as expected, or not at all.
 */
final class RedisProjection implements Projection {
    static final int ROWS = 1_000;

    /** After a killed process another one may write so much later. */
    static final Duration LEASE = Duration.ofSeconds(15);

    private static final int SCAN = 1_000;

    private final RedisConfig config;
    private final RedisKeys keys;
    private final RedisRows rows;
    private final Clock clock;
    private final String me = UUID.randomUUID().toString();
    private volatile @Nullable Jedis client;

    RedisProjection(RedisConfig config, Hash32 network, Clock clock) {
        this.config = config;
        this.keys = new RedisKeys(network);
        this.rows = new RedisRows(keys, config);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Scope scope() {
        return Scope.HOT;
    }

    @Override
    public int rowsMax() {
        return ROWS;
    }

    @Override
    public Position open() throws ProjectionException {
        try {
            Jedis redis = client;
            if (redis == null) {
                redis = RedisClients.connect(config);
                client = redis;
            }
            lease(redis);
            return position(redis.get(keys.position));
        } catch (JedisException e) {
            throw failed("reading the position", e);
        }
    }

    private void lease(Jedis redis) throws ProjectionException {
        if (redis.set(keys.writer, me, leaseTime().nx()) != null) {
            return;
        }
        requireMine(redis.get(keys.writer));
        redis.set(keys.writer, me, leaseTime().xx());
    }

    private static SetParams leaseTime() {
        return SetParams.setParams().px(LEASE.toMillis());
    }

    private void requireMine(@Nullable String holder) throws ProjectionException {
        if (holder != null && !holder.equals(me)) {
            throw new ProjectionException("another projector writes below " + keys.prefix + " (its lease: " + holder
                    + "): it goes on alone, and this one waits. Two nodes of one network need a Redis database each");
        }
    }

    private static Position position(@Nullable String text) throws ProjectionException {
        return text == null ? Position.NONE : RedisKeys.parse(text);
    }

    @Override
    public void apply(Step step) throws ProjectionException {
        transact(step.expected(), step.next(), step);
    }

    @Override
    public void beginCopy(Position copying) throws ProjectionException {
        Jedis redis = connected();
        try {
            Position now = position(redis.get(keys.position));
            transact(now, copying, Step.empty(now, copying));
            clear(redis);
        } catch (JedisException e) {
            throw failed("emptying it for a new copy", e);
        }
    }

    /** Everything but the position, which says already that the rest is of no use. */
    private void clear(Jedis redis) {
        ScanParams ours = new ScanParams().match(keys.prefix + "*").count(SCAN);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> found = redis.scan(cursor, ours);
            List<String> old = found.getResult().stream()
                    .filter(key -> !key.equals(keys.position) && !key.equals(keys.writer))
                    .toList();
            if (!old.isEmpty()) {
                redis.unlink(old.toArray(String[]::new));
            }
            cursor = found.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    }

    private void transact(Position expected, Position next, Step step) throws ProjectionException {
        Jedis redis = connected();
        try {
            redis.watch(keys.position, keys.writer);
            requireMine(redis.get(keys.writer));
            Position found = position(redis.get(keys.position));
            if (!found.equals(expected)) {
                redis.unwatch();
                throw ProjectionException.moved(expected, RedisKeys.text(found));
            }
            // Not closed: that would send DISCARD and wait for an answer, and after a failure the connection goes.
            AbstractTransaction all = redis.multi();
            rows.add(all, step, clock.millis());
            all.set(keys.position, RedisKeys.text(next));
            all.set(keys.writer, me, leaseTime());
            List<Object> answers = all.exec();
            if (answers == null) {
                throw ProjectionException.moved(expected, "a change of it during the transaction");
            }
            requireDone(redis, answers);
        } catch (JedisException e) {
            throw failed("writing entries up to " + next.sequence(), e);
        }
    }

    /** Redis carries out a transaction although one of its commands fails; then the position promises too much. */
    private void requireDone(Jedis redis, List<Object> answers) throws ProjectionException {
        for (Object answer : answers) {
            if (answer instanceof RuntimeException failure) {
                redis.unlink(keys.position);
                throw new ProjectionException(
                        "Redis refused a part of a step; the copy begins anew. When this repeats, look for keys of"
                                + " another application below " + keys.prefix,
                        failure);
            }
        }
    }

    private Jedis connected() throws ProjectionException {
        Jedis redis = client;
        if (redis == null) {
            throw new ProjectionException("not connected to Redis; connecting again");
        }
        return redis;
    }

    private ProjectionException failed(String what, JedisException e) {
        return new ProjectionException("Redis, " + what + " (" + config.host() + ":" + config.port() + ")", e);
    }

    @Override
    public void reset() {
        Jedis redis = client;
        client = null;
        if (redis != null) {
            disconnect(redis);
        }
    }

    @Override
    public void leave() {
        Jedis redis = client;
        if (redis == null) {
            return;
        }
        try {
            redis.watch(keys.writer);
            if (me.equals(redis.get(keys.writer))) {
                AbstractTransaction last = redis.multi();
                last.unlink(keys.writer);
                last.exec();
            }
        } catch (JedisException e) {
            // The lease ends by itself.
            return;
        } finally {
            reset();
        }
    }

    @Override
    public void close() {
        Jedis redis = client;
        if (redis != null) {
            disconnect(redis);
        }
    }

    private static void disconnect(Jedis redis) {
        try {
            redis.disconnect();
        } catch (JedisException e) {
            // It was broken, which is why it goes.
            return;
        }
    }
}
