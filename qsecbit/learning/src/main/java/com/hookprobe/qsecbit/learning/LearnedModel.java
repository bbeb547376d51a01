package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.Hashing;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * A model that sites have learnt together (LEARNING 2): a weight for every bin of its layout. The score of a connection is the sum of
 * the weights of its bins, in whole numbers; above 0 it is an attack. Immutable, judged alike on every machine.
 *
 * @param layout what the weights stand for
 * @param number rises along the chain and is never used twice, 0 for the first model, below 2^31
 * @param parent the id of the model that it was made from; {@link Bytes32#NONE} for the first
 * @param recipe how it was made from the updates
 * @param updates how many updates went in, 0 to 65,535
 * @param used digest of the ids of these, see {@link #used}
 * @param weights in 1/65,536, within {@link #WEIGHT_MAX}; one for each bin
 * @param velocity what the last step was, in the same units: the next one goes on with a share of it
 */
public record LearnedModel(
        Layout layout,
        long number,
        Bytes32 parent,
        Recipe recipe,
        int updates,
        Bytes32 used,
        int[] weights,
        int[] velocity) {
    /** 1.0 as a weight or a score. */
    public static final int ONE = 1 << 16;

    /** The largest weight, 256.0: sums of the weights of one connection stay in an int. */
    public static final int WEIGHT_MAX = 1 << 24;

    /** A signed model has fewer bytes than this. */
    public static final int BYTES_MAX = 1 << 16;

    static final long NUMBER_MAX = Integer.MAX_VALUE;
    private static final byte[] MAGIC = "HPLEARN1".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int UPDATES_MAX = 65_535;

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public LearnedModel {
        Objects.requireNonNull(layout);
        Objects.requireNonNull(recipe);
        if (number < 0 || number > NUMBER_MAX || updates < 0 || updates > UPDATES_MAX) {
            throw new IllegalArgumentException(
                    "expected a number below 2^31 and at most 65,535 updates; found " + number + " and " + updates);
        }
        if ((number == 0) != parent.equals(Bytes32.NONE)) {
            throw new IllegalArgumentException("only the first model, number 0, has no parent");
        }
        weights = checked(layout, weights);
        velocity = checked(layout, velocity);
    }

    private static int[] checked(Layout layout, int[] values) {
        if (values.length != layout.size()) {
            throw new IllegalArgumentException("expected " + layout.size() + " weights, got " + values.length);
        }
        for (int value : values) {
            if (value < -WEIGHT_MAX || value > WEIGHT_MAX) {
                throw new IllegalArgumentException("a weight lies within 2^24, got " + value);
            }
        }
        return values.clone();
    }

    /** The first model of a chain: it knows nothing, and calls nothing an attack. */
    public static LearnedModel first(Layout layout) {
        int[] zeros = new int[layout.size()];
        return new LearnedModel(layout, 0, Bytes32.NONE, Recipe.NONE, 0, used(List.of()), zeros, zeros);
    }

    /** The digest of the ids of updates, in whatever order they come. */
    public static Bytes32 used(List<Bytes32> ids) {
        List<Bytes32> sorted = new ArrayList<>(ids);
        sorted.sort(Comparator.naturalOrder());
        byte[][] parts = sorted.stream().map(Bytes32::bytes).toArray(byte[][]::new);
        return Hashing.sha256(LearningLabels.USED, parts);
    }

    /** The sum of the weights of bins, in 1/65,536. */
    public int score(int[] bins) {
        int sum = 0;
        for (int bin : bins) {
            sum += weights[bin];
        }
        return sum;
    }

    /** True when the score says so. */
    public boolean isAttack(int[] bins) {
        return score(bins) > 0;
    }

    /** Its name: a hash over everything but the signature. */
    public Bytes32 id() {
        return Hashing.sha256(LearningLabels.MODEL_ID, body());
    }

    /** The weights, a new array. */
    @Override
    public int[] weights() {
        return weights.clone();
    }

    /** The weight of one bin. */
    public int weight(int bin) {
        return weights[bin];
    }

    /** The last step, a new array. */
    @Override
    public int[] velocity() {
        return velocity.clone();
    }

    /** What is hashed and signed: LEARNING 2.2. */
    byte[] body() {
        byte[] schema = layout.schema().name().getBytes(StandardCharsets.US_ASCII);
        int length = MAGIC.length + 2 + 1 + schema.length + 32 + 4 + 32 + Recipe.BYTES + 2 + 32 + 8 * weights.length;
        ByteBuffer to = ByteBuffer.allocate(length);
        to.put(MAGIC).putShort((short) VERSION).put((byte) schema.length).put(schema);
        to.put(layout.hash().bytes()).putInt((int) number).put(parent.bytes());
        recipe.write(to);
        to.putShort((short) updates).put(used.bytes());
        for (int weight : weights) {
            to.putInt(weight);
        }
        for (int step : velocity) {
            to.putInt(step);
        }
        return to.array();
    }

    /** Reads a body and leaves what follows it. */
    static LearnedModel read(FieldReader in) throws MalformedException {
        if (!Arrays.equals(in.bytes("magic", MAGIC.length), MAGIC)) {
            throw new MalformedException("not a learnt model: it does not begin with HPLEARN1");
        }
        in.number("version", 2, VERSION, VERSION);
        Layout layout = Layout.named(in.text("schema"));
        if (!in.bytes32("layout").equals(layout.hash())) {
            throw new MalformedException("layout: the model is of other bins than this version's");
        }
        long number = in.number("number", 4, 0, NUMBER_MAX);
        Bytes32 parent = in.bytes32("parent");
        Recipe recipe = Recipe.read(in);
        int updates = (int) in.number("updates", 2, 0, UPDATES_MAX);
        Bytes32 used = in.bytes32("used");
        int[] weights = in.numbers("weight", layout.size(), Integer.BYTES, WEIGHT_MAX);
        int[] velocity = in.numbers("velocity", layout.size(), Integer.BYTES, WEIGHT_MAX);
        if ((number == 0) != parent.equals(Bytes32.NONE)) {
            throw new MalformedException("parent: only the first model, number 0, has none");
        }
        return new LearnedModel(layout, number, parent, recipe, updates, used, weights, velocity);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LearnedModel model && Arrays.equals(model.body(), body());
    }

    @Override
    public int hashCode() {
        return Objects.hash(number, parent, used);
    }
}
