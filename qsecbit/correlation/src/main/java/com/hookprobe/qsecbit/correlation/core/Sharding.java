package com.hookprobe.qsecbit.correlation.core;

import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;

/**
 * How tags are shared out (CORRELATION 2): shard = the lowest bits of the tag's last byte. A tag is a MAC, so they are even.
 *
 * @param shards 1, 2, 4 ... 256
 */
public record Sharding(int shards) {
    /** What a deployment begins with. It cannot be changed while its log lives. */
    public static final Sharding STANDARD = new Sharding(16);

    private static final int SHARDS_MAX = 256;
    private static final int ENTRIES_MIN = 16;

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException when it is no power of two up to 256
     */
    public Sharding {
        if (shards < 1 || shards > SHARDS_MAX || Integer.bitCount(shards) != 1) {
            throw new IllegalArgumentException("shards are a power of two up to 256, got " + shards);
        }
    }

    /** The shard that counts a tag. */
    public int shardOf(TagKey key) {
        return (int) (key.tag().d() & (shards - 1));
    }

    /** True when a shard has to see an input. */
    public boolean concerns(int shard, Input input) {
        return input.key().map(key -> shardOf(key) == shard).orElse(true);
    }

    /** A shard's part: of memory 1/shards, of everything else the whole. */
    CorrelatorConfig part(CorrelatorConfig whole) {
        return whole.withEntries(
                Math.max(ENTRIES_MIN, whole.entriesMax() / shards), Math.max(1, whole.entriesPerOwnerMax() / shards));
    }
}
