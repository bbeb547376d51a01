package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.FrontierEntry;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.JsonView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.params.ZAddParams;

/** Puts a step's rows into a transaction. */
final class RedisRows {
    private final RedisKeys keys;
    private final long seconds;
    private final long pendingMax;

    RedisRows(RedisKeys keys, RedisConfig config) {
        this.keys = keys;
        this.seconds = config.timeToLive().toSeconds();
        this.pendingMax = config.pendingMax();
    }

    /** @param nowMillis since when a block that is new here waits */
    void add(AbstractTransaction all, Step step, long nowMillis) {
        Map<String, Double> pending = new HashMap<>();
        for (BlockRow row : step.blocks().values()) {
            all.setex(keys.block(row.hash()), seconds, JsonView.of(row.block()));
            if (row.pending()) {
                pending.put(row.hash().hex(), (double) nowMillis);
            }
        }
        if (!pending.isEmpty()) {
            all.zadd(keys.pending, pending, ZAddParams.zAddParams().nx());
        }
        if (!step.settled().isEmpty()) {
            List<String> settled = new ArrayList<>(step.settled().size());
            for (Hash32 hash : step.settled()) {
                settled.add(hash.hex());
            }
            all.zrem(keys.pending, settled.toArray(String[]::new));
        }
        if (!pending.isEmpty()) {
            all.zremrangeByRank(keys.pending, 0, -pendingMax - 1);
        }
        long newest = step.expected().height();
        for (DecidedCheckpoint decided : step.checkpoints().values()) {
            String json = JsonView.of(decided);
            all.setex(keys.checkpoint(decided.height()), seconds, json);
            if (decided.height() >= newest) {
                newest = decided.height();
                all.set(keys.latest, json);
            }
        }
        for (FrontierEntry entry : step.frontier().values()) {
            all.hset(
                    keys.head(entry.source()),
                    Map.of(
                            "incarnation", Long.toString(entry.incarnation()),
                            "to", Long.toString(entry.to()),
                            "head", entry.head().hex(),
                            "status", entry.status().name(),
                            "height", Long.toString(step.frontierHeight())));
        }
    }
}
