package com.hookprobe.qsecbit.correlation.core;

import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How far a reader has come with the outputs: the sequence that it wants next from each shard. Immutable. It stores the
 * encoding together with what it did about the outputs, and so does nothing twice. Encoding: n u16, n x u64, big-endian.
 */
public final class Cursor {
    private final long[] next;

    private Cursor(long[] next) {
        this.next = next;
    }

    /** Before the first output of every shard. */
    public static Cursor start(Sharding sharding) {
        return new Cursor(new long[sharding.shards()]);
    }

    /**
     * Reads an encoding.
     *
     * @throws MalformedException when it is no cursor of so many shards
     */
    public static Cursor decode(Sharding sharding, byte[] bytes) throws MalformedException {
        FieldReader from = new FieldReader(bytes);
        from.integer("shards", 2, sharding.shards(), sharding.shards());
        long[] next = new long[sharding.shards()];
        for (int i = 0; i < next.length; i++) {
            next[i] = from.time("sequence");
        }
        from.end();
        return new Cursor(next);
    }

    /** The encoding, a new array. */
    public byte[] encode() {
        ByteBuffer to = ByteBuffer.allocate(Short.BYTES + Long.BYTES * next.length);
        to.putShort((short) next.length);
        for (long sequence : next) {
            to.putLong(sequence);
        }
        return to.array();
    }

    /** How many shards it is about. */
    public int shards() {
        return next.length;
    }

    /** The sequence that is wanted next of a shard. */
    public long next(int shard) {
        return next[shard];
    }

    /** Behind an output. */
    public Cursor after(Output output) {
        long[] moved = next.clone();
        moved[output.shard()] = output.sequence() + 1;
        return new Cursor(moved);
    }

    /** The same with another sequence wanted next of a shard. */
    public Cursor at(int shard, long sequence) {
        long[] moved = next.clone();
        moved[shard] = sequence;
        return new Cursor(moved);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cursor cursor && Arrays.equals(cursor.next, next);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(next);
    }

    @Override
    public String toString() {
        return "Cursor" + Arrays.toString(next);
    }
}
