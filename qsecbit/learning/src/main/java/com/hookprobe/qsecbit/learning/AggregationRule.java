package com.hookprobe.qsecbit.learning;

import java.util.Locale;

/** How the updates of many owners become one (LEARNING 5.4). */
public enum AggregationRule {
    /** The weighted mean: best when nobody lies, and anybody's when one does. */
    MEAN(1),
    /** The weighted mean of each coordinate without its f lowest and f highest values (Yin et al. 2018). */
    TRIMMED(2),
    /** The point with the least weighted sum of distances, by Weiszfeld's steps (Pillutla et al. 2019). */
    MEDIAN(3);

    private final int code;

    AggregationRule(int code) {
        this.code = code;
    }

    /** The number in a model's file; it never changes. */
    public int code() {
        return code;
    }

    /** For people and options, lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AggregationRule of(int code) {
        return values()[code - 1];
    }
}
