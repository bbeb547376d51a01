package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.nio.ByteBuffer;

/**
 * How a model is made from its parent and the updates (LEARNING 5). It stands in the model, so that an auditor who has the updates
 * gets the same bytes.
 *
 * @param rule how the updates become one
 * @param liars how many owners may lie, 0 to 255: so many are trimmed on each side
 * @param screened how many updates are left out first, those that help least on connections of the aggregator's own, 0 to 255
 * @param mixed whether each update is first averaged with those that are nearest to it
 * @param step what the joint update counts, in 1/256, 1 to 65,535
 * @param momentum what the last step still counts, in 1/256, 0 to 255
 */
public record Recipe(AggregationRule rule, int liars, int screened, boolean mixed, int step, int momentum) {
    static final int BYTES = 8;

    /** Of the first model, which is made from nothing. */
    public static final Recipe NONE = new Recipe(AggregationRule.MEAN, 0, 0, false, 256, 0);

    private static final int LIARS_MAX = 255;
    private static final int STEP_MAX = 65_535;
    private static final int MOMENTUM_MAX = 255;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public Recipe {
        if (liars < 0
                || liars > LIARS_MAX
                || screened < 0
                || screened > LIARS_MAX
                || step < 1
                || step > STEP_MAX
                || momentum < 0
                || momentum > MOMENTUM_MAX) {
            throw new IllegalArgumentException(
                    "expected 0..255 liars and screened, a step of 1..65,535 and a momentum of 0..255;" + " found "
                            + liars + ", " + screened + ", " + step + ", " + momentum);
        }
    }

    /** The same with another rule. */
    public Recipe with(AggregationRule other, boolean mixing) {
        return new Recipe(other, liars, screened, mixing, step, momentum);
    }

    /** The same with another step and momentum. */
    public Recipe step(int otherStep, int otherMomentum) {
        return new Recipe(rule, liars, screened, mixed, otherStep, otherMomentum);
    }

    void write(ByteBuffer to) {
        to.put((byte) rule.code()).put((byte) liars).put((byte) screened).put((byte) (mixed ? 1 : 0));
        to.putShort((short) step).putShort((short) momentum);
    }

    static Recipe read(FieldReader in) throws MalformedException {
        AggregationRule rule = AggregationRule.of((int) in.number("rule", 1, 1, 3));
        int liars = (int) in.number("liars", 1, 0, LIARS_MAX);
        int screened = (int) in.number("screened", 1, 0, LIARS_MAX);
        boolean mixed = in.number("mixed", 1, 0, 1) == 1;
        int step = (int) in.number("step", 2, 1, STEP_MAX);
        return new Recipe(rule, liars, screened, mixed, step, (int) in.number("momentum", 2, 0, MOMENTUM_MAX));
    }
}
