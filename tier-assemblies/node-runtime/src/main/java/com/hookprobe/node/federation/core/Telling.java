package com.hookprobe.node.federation.core;

import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Of the outputs of a log that several correlators share: which this one tells, which it leaves to another one for a time, and up to
 * where nothing is left to tell (pair 4). Pure and not thread-safe; monotonic nanoseconds.
 */
public final class Telling {
    /** For how long an output is left to the one whose turn it is. */
    public static final long LEFT_NS = 6_000_000_000L;

    /** For how long an output that could not be told is read again after a start. */
    public static final long KEPT_NS = 600_000_000_000L;

    /** Outputs of a shard that are kept; the oldest go. */
    static final int OPEN_MAX = 4_096;

    private record Open(Output output, TagKey key, long takenNs, boolean left) {
        Open mine() {
            return new Open(output, key, takenNs, false);
        }
    }

    private final Sharding sharding;
    private final int members;
    private final int self;
    private final List<TreeMap<Long, Open>> shards = new ArrayList<>();

    /**
     * @param members how many correlators share the log
     * @param self which of them this is, from 0; every one counts them alike
     */
    public Telling(Sharding sharding, int members, int self) {
        this.sharding = sharding;
        this.members = members;
        this.self = self;
        for (int shard = 0; shard < sharding.shards(); shard++) {
            shards.add(new TreeMap<>());
        }
    }

    /** Which of them tells what a shard decides. */
    public int owner(int shard) {
        return shard % members;
    }

    /** Whether this one tells what a shard decides. */
    public boolean mine(int shard) {
        return owner(shard) == self;
    }

    /** The shard of a decision or cancel, by its number (CORRELATION 3.2). */
    public int shardOf(long number) {
        return (int) (number % sharding.shards());
    }

    /**
     * A decision or cancel was taken from the log.
     *
     * @param left whether it is left to another one, for {@link #LEFT_NS} at most
     */
    public void take(Output output, TagKey key, boolean left, long nowNs) {
        TreeMap<Long, Open> open = shards.get(output.shard());
        open.put(output.sequence(), new Open(output, key, nowNs, left));
        if (open.size() > OPEN_MAX) {
            open.pollFirstEntry();
        }
    }

    /** A word on a tag was told, by whomever: nothing up to its number is left to tell about that tag. */
    public void told(TagKey key, long number) {
        long sequence = number / sharding.shards();
        shards.get(shardOf(number)).headMap(sequence, true).values().removeIf(open -> open.key.equals(key));
    }

    /**
     * What was left to others and is this one's to tell now, in the order of each shard.
     *
     * @param away owners that cannot be reached: what is theirs is due at once
     */
    public List<Output> due(IntPredicate away, long nowNs) {
        List<Output> due = new ArrayList<>();
        for (int shard = 0; shard < shards.size(); shard++) {
            boolean atOnce = away.test(owner(shard));
            shards.get(shard).replaceAll((sequence, open) -> {
                if (!open.left || !(atOnce || nowNs - open.takenNs >= LEFT_NS)) {
                    return open;
                }
                due.add(open.output);
                return open.mine();
            });
        }
        return due;
    }

    /** Forgets what nobody has told for {@link #KEPT_NS}: what still matters is decided anew. */
    public void expire(long nowNs) {
        for (TreeMap<Long, Open> open : shards) {
            Iterator<Open> oldest = open.values().iterator();
            while (oldest.hasNext() && nowNs - oldest.next().takenNs >= KEPT_NS) {
                oldest.remove();
            }
        }
    }

    /**
     * From where on the log is to be read after a start: before the first output of each shard that is still to be told.
     *
     * @param taken behind all that was taken
     */
    public Cursor from(Cursor taken) {
        Cursor from = taken;
        for (int shard = 0; shard < shards.size(); shard++) {
            if (!shards.get(shard).isEmpty()) {
                from = from.at(shard, shards.get(shard).firstKey());
            }
        }
        return from;
    }

    /** How many are still to be told, by whomever. */
    public int size() {
        return shards.stream().mapToInt(TreeMap::size).sum();
    }
}
