package com.hookprobe.dsm.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.FrontierEntry;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.JsonView;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.Jedis;

/** Compares what is in Redis with the ledger. */
final class RedisShown {
    private RedisShown() {}

    static void equalTo(BlockStore store, Jedis redis) throws Exception {
        RedisKeys keys = new RedisKeys(store.networkId());
        Expected expected = Expected.of(store);
        assertThat(redis.zrange(keys.pending, 0, -1))
                .containsExactlyInAnyOrderElementsOf(
                        expected.pending.stream().map(Hash32::hex).toList());
        for (Hash32 hash : expected.pending) {
            assertThat(redis.get(keys.block(hash)))
                    .isEqualTo(JsonView.of(store.get(hash).orElseThrow()));
        }
        Optional<DecidedCheckpoint> latest = store.latestDecided();
        assertThat(redis.get(keys.latest)).isEqualTo(latest.map(JsonView::of).orElse(null));
        if (latest.isPresent()) {
            assertThat(redis.get(keys.checkpoint(latest.get().height()))).isEqualTo(JsonView.of(latest.get()));
        }
        for (FrontierEntry entry : store.frontier().entries()) {
            Map<String, String> head = redis.hgetAll(keys.head(entry.source()));
            assertThat(head)
                    .containsEntry("to", Long.toString(entry.to()))
                    .containsEntry("head", entry.head().hex())
                    .containsEntry("incarnation", Long.toString(entry.incarnation()))
                    .containsEntry("status", entry.status().name());
        }
        assertThat(redis.keys(keys.prefix + "head:*")).hasSize(store.frontier().size());
        // Every block that is shown at all is the ledger's, and goes by itself.
        for (String key : redis.keys(keys.prefix + "block:*")) {
            Hash32 hash = Hash32.parse(key.substring(key.lastIndexOf(':') + 1));
            assertThat(redis.get(key)).isEqualTo(JsonView.of(store.get(hash).orElseThrow()));
            assertThat(redis.ttl(key)).isPositive();
        }
    }
}
