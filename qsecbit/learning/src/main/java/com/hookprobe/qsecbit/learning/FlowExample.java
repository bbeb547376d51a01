package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.model.Feature;
import com.hookprobe.qsecbit.model.FeatureSchema;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A connection of which somebody says what it was: the bins that it is in, and those that an attacker could have it in with the
 * attack being the same ({@code docs/spec/model.md}, 5.1). Immutable; holds no numbers of the connection itself.
 */
public final class FlowExample {
    private static final int LIST_MAX = 255;
    private static final int OR_NONE = 1 << 15;

    private final int[] bins;
    /** Bins of features that nobody can change. */
    private final int[] fixed;
    /** For every feature that can be changed: the lowest and the highest bin within reach. */
    private final int[] from;

    private final int[] to;
    /** Whether the level without a bin, whose weight is 0, is within reach too. */
    private final boolean[] orNone;

    private final boolean attack;

    private FlowExample(int[] bins, int[] fixed, int[] from, int[] to, boolean[] orNone, boolean attack) {
        this.bins = bins;
        this.fixed = fixed;
        this.from = from;
        this.to = to;
        this.orNone = orNone;
        this.attack = attack;
    }

    /**
     * Of a vector of the layout's schema.
     *
     * @throws IllegalArgumentException as {@link Layout#bins}
     */
    public static FlowExample of(Layout layout, double[] vector, boolean attack) {
        int[] bins = layout.bins(vector);
        int[] fixed = new int[bins.length];
        int fixedCount = 1;
        int[] from = new int[vector.length];
        int[] to = new int[vector.length];
        boolean[] orNone = new boolean[vector.length];
        int count = 0;
        FeatureSchema schema = layout.schema();
        boolean open = schema.isOpen(vector);
        for (int i = 0; i < vector.length; i++) {
            Feature feature = schema.features().get(i);
            int level = layout.level(i, vector[i]);
            int low = feature.control() == Feature.Control.FREE ? layout.level(i, 0) : level;
            int high = highest(layout, i, vector[i], open);
            if (high > low) {
                orNone[count] = low == 0;
                from[count] = layout.bin(i, Math.max(1, low));
                to[count++] = layout.bin(i, high);
            } else if (level > 0) {
                fixed[fixedCount++] = layout.bin(i, level);
            }
        }
        return new FlowExample(
                bins,
                Arrays.copyOf(fixed, fixedCount),
                Arrays.copyOf(from, count),
                Arrays.copyOf(to, count),
                Arrays.copyOf(orNone, count),
                attack);
    }

    private static int highest(Layout layout, int at, double value, boolean open) {
        Feature feature = layout.schema().features().get(at);
        double raised = feature.scaled(feature.raw(value) + feature.reach());
        return switch (feature.control()) {
            case FIXED -> layout.level(at, value);
            case FREE -> layout.level(at, feature.reach());
            case GROWS -> layout.level(at, raised);
            case GROWS_WHEN_OPEN -> layout.level(at, open ? raised : value);
        };
    }

    /**
     * The whole of it, a new array: attack u8 | three lists, each with its length u8: bins u16, fixed bins u16, ranges (first bin u16,
     * with the highest bit set when the level without a bin is within reach, last bin u16).
     */
    public byte[] encode() {
        ByteBuffer into = ByteBuffer.allocate(4 + Short.BYTES * (bins.length + fixed.length + 2 * from.length));
        into.put((byte) (attack ? 1 : 0)).put((byte) bins.length);
        for (int bin : bins) {
            into.putShort((short) bin);
        }
        into.put((byte) fixed.length);
        for (int bin : fixed) {
            into.putShort((short) bin);
        }
        into.put((byte) from.length);
        for (int i = 0; i < from.length; i++) {
            into.putShort((short) (from[i] | (orNone[i] ? OR_NONE : 0))).putShort((short) to[i]);
        }
        return into.array();
    }

    /**
     * Reads an encoding.
     *
     * @throws MalformedException when it is none of an example of this layout
     */
    public static FlowExample decode(Layout layout, byte[] bytes) throws MalformedException {
        FieldReader in = new FieldReader(bytes);
        boolean attack = in.number("attack", 1, 0, 1) == 1;
        int[] bins = list(in, layout);
        int[] fixed = list(in, layout);
        int ranges = (int) in.number("ranges", 1, 0, LIST_MAX);
        int[] from = new int[ranges];
        int[] to = new int[ranges];
        boolean[] orNone = new boolean[ranges];
        for (int i = 0; i < ranges; i++) {
            int first = (int) in.number("first bin", Short.BYTES, 0, OR_NONE | OR_NONE - 1);
            orNone[i] = (first & OR_NONE) != 0;
            from[i] = first & ~OR_NONE;
            to[i] = (int) in.number("last bin", Short.BYTES, from[i], layout.size() - 1L);
        }
        in.end();
        return new FlowExample(bins, fixed, from, to, orNone, attack);
    }

    private static int[] list(FieldReader in, Layout layout) throws MalformedException {
        int[] bins = new int[(int) in.number("bins", 1, 0, LIST_MAX)];
        for (int i = 0; i < bins.length; i++) {
            bins[i] = (int) in.number("bin", Short.BYTES, 0, layout.size() - 1L);
        }
        return bins;
    }

    /** True for an attack. */
    public boolean isAttack() {
        return attack;
    }

    /** The same connection with another label, for those who lie about it. */
    public FlowExample labelled(boolean other) {
        return new FlowExample(bins, fixed, from, to, orNone, other);
    }

    /** The bins that it is in, a new array. */
    public int[] bins() {
        return bins.clone();
    }

    /** The score as it is. */
    public int score(LearnedModel model) {
        return model.score(bins);
    }

    /**
     * The bins in which the model likes it best, of all that an attacker can reach. The score is a sum over features, and he chooses
     * each by itself, so this is the worst case and not the find of a search.
     */
    public int[] disguised(LearnedModel model) {
        int[] best = Arrays.copyOf(fixed, fixed.length + from.length);
        int count = fixed.length;
        for (int i = 0; i < from.length; i++) {
            int chosen = from[i];
            for (int bin = from[i] + 1; bin <= to[i]; bin++) {
                chosen = model.weight(bin) < model.weight(chosen) ? bin : chosen;
            }
            if (!orNone[i] || model.weight(chosen) < 0) {
                best[count++] = chosen;
            }
        }
        return Arrays.copyOf(best, count);
    }

    /** True when the model finds it as it is. */
    public boolean isFound(LearnedModel model) {
        return model.isAttack(bins);
    }

    /** True when the model finds it however it is disguised. */
    public boolean isFoundDisguised(LearnedModel model) {
        return model.isAttack(disguised(model));
    }
}
