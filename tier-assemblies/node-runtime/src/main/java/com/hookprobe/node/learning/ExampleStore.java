package com.hookprobe.node.learning;

import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.Layout;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The labelled connections that a site trains on (LEARNING 10.4): half of the places for attacks and half for normal ones. When these are
 * taken, a new one takes the place of any, so what is kept fades with time. No addresses and no numbers, only bins. Not thread-safe.
 */
public final class ExampleStore {
    private static final int VERSION = 1;
    private static final int ROW_BYTES_MAX = 4_096;

    private final Layout layout;
    private final int max;
    private final LongSupplier random;
    private final List<byte[]> attacks = new ArrayList<>();
    private final List<byte[]> normal = new ArrayList<>();

    /**
     * An empty store.
     *
     * @param max examples of both kinds together, at least 2
     * @param random 64 uniform bits at a time, independent of all that is put in
     */
    public ExampleStore(Layout layout, int max, LongSupplier random) {
        if (max < 2) {
            throw new IllegalArgumentException("expected room for at least 2 examples, got " + max);
        }
        this.layout = layout;
        this.max = max;
        this.random = random;
    }

    /** Takes one; whether it is an attack is what it says itself. */
    public void add(FlowExample example) {
        keep(example.isAttack(), example.encode());
    }

    private void keep(boolean attack, byte[] row) {
        List<byte[]> kind = attack ? attacks : normal;
        if (kind.size() < max / 2) {
            kind.add(row);
        } else {
            kind.set((int) Long.remainderUnsigned(random.getAsLong(), kind.size()), row);
        }
    }

    /** How many attacks are kept. */
    public int attacks() {
        return attacks.size();
    }

    /** How many normal connections are kept. */
    public int normal() {
        return normal.size();
    }

    /** All of them, read while they are walked over; valid until the next {@link #add}. */
    public List<FlowExample> examples() {
        return new AbstractList<>() {
            @Override
            public FlowExample get(int index) {
                byte[] row = index < attacks.size() ? attacks.get(index) : normal.get(index - attacks.size());
                try {
                    return FlowExample.decode(layout, row);
                } catch (MalformedException e) {
                    throw new IllegalStateException("it was encoded here or checked when it was read", e);
                }
            }

            @Override
            public int size() {
                return attacks.size() + normal.size();
            }
        };
    }

    /** All that is kept: version u8 = 1 | layout hash 32 | count u32 | for each length u16, example. */
    public byte[] snapshot() {
        int bytes = 1 + 32 + Integer.BYTES;
        for (List<byte[]> kind : List.of(attacks, normal)) {
            bytes += kind.stream().mapToInt(row -> Short.BYTES + row.length).sum();
        }
        ByteBuffer to = ByteBuffer.allocate(bytes);
        to.put((byte) VERSION).put(layout.hash().bytes()).putInt(attacks.size() + normal.size());
        for (List<byte[]> kind : List.of(attacks, normal)) {
            kind.forEach(row -> to.putShort((short) row.length).put(row));
        }
        return to.array();
    }

    /**
     * Takes what a snapshot holds. Examples of another layout are of no use, and left out.
     *
     * @throws MalformedException when it is none; then nothing is taken
     */
    public void restore(byte[] snapshot) throws MalformedException {
        FieldReader in = new FieldReader(snapshot);
        in.number("version", 1, VERSION, VERSION);
        if (!in.bytes32("layout").equals(layout.hash())) {
            return;
        }
        int count = (int) in.number("count", 4, 0, Integer.MAX_VALUE);
        // As rows: decoded, all at once would take several times as much.
        List<byte[]> read = new ArrayList<>();
        BitSet attack = new BitSet();
        for (int i = 0; i < count; i++) {
            byte[] row = in.bytes("example", (int) in.number("length", 2, 1, ROW_BYTES_MAX));
            attack.set(i, FlowExample.decode(layout, row).isAttack());
            read.add(row);
        }
        in.end();
        for (int i = 0; i < count; i++) {
            keep(attack.get(i), read.get(i));
        }
    }
}
