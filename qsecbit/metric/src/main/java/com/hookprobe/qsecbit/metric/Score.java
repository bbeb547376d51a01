package com.hookprobe.qsecbit.metric;

import java.util.Locale;

/** A Qsecbit score in [0, 1], the terms it is the sum of, and its band. */
public record Score(double value, Terms terms, Band band) {
    private static final double TOLERANCE = 1e-12;

    /**
     * Checks that the parts belong together.
     *
     * @throws IllegalArgumentException when the value is not the clamped sum of the terms, or the band is not its band
     */
    public Score {
        if (Math.abs(value - clamp(terms.sum())) > TOLERANCE) {
            throw new IllegalArgumentException("the value " + value + " is not the sum of its terms " + terms.sum());
        }
        if (band != Band.of(value)) {
            throw new IllegalArgumentException(value + " is not " + band);
        }
    }

    /** The score of five terms. */
    public static Score of(Terms terms) {
        double value = clamp(terms.sum());
        return new Score(value, terms, Band.of(value));
    }

    /** One line for the score and one for each term: raw value, weight, contribution, reason. */
    public String explain() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "qsecbit %.4f %s", value, band));
        for (Term term : terms.list()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n  %-14s %.4f x %.2f = %.4f  %s",
                    term.name(),
                    term.raw(),
                    term.weight(),
                    term.contribution(),
                    term.reason()));
        }
        return text.toString();
    }

    private static double clamp(double value) {
        return Math.max(0, Math.min(1, value));
    }
}
