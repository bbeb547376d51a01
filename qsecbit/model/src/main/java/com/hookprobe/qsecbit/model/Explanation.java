package com.hookprobe.qsecbit.model;

import java.util.List;

/**
 * Why a model says what it says: the share of every feature in {@link Judgement#attack}. {@code base} and the shares of
 * all features add up to it; up to the rounding of a double, for they are whole numbers in the model.
 *
 * @param judgement what is explained
 * @param base the share of attack before anything is known of the connection
 * @param shares features that took part, the strongest first; of equally strong ones the first of the schema
 */
public record Explanation(Judgement judgement, double base, List<Share> shares) {
    /**
     * What one feature added or took away.
     *
     * @param feature its name
     * @param raw the connection's number, in raw units
     * @param share what it adds to the share of attack; below 0 when it speaks for a normal connection
     */
    public record Share(String feature, double raw, double share) {}

    /** Copies the list. */
    public Explanation {
        shares = List.copyOf(shares);
    }
}
