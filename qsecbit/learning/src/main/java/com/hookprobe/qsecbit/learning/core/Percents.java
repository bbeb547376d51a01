package com.hookprobe.qsecbit.learning.core;

/**
 * At how many of the sites the stages of a roll-out are (LEARNING 7.2). They are chosen at its start, and hold to its end.
 *
 * @param first of the first stage, 1 to 98
 * @param half of the second, above the first, at most 99
 */
public record Percents(int first, int half) {
    /** One site in twenty, then half of them. */
    public static final Percents STANDARD = new Percents(5, 50);

    private static final int ALL = 100;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException when they do not rise within 1 to 99
     */
    public Percents {
        if (first < 1 || half <= first || half >= ALL) {
            throw new IllegalArgumentException(
                    "expected two rising percentages within 1..99; found " + first + " and " + half);
        }
    }

    /** Of a stage: 100 when it is at all sites, 0 when it was taken back. */
    public int at(RolloutStage stage) {
        return switch (stage) {
            case FIRST -> first;
            case HALF -> half;
            case ALL, DONE -> ALL;
            case BACK -> 0;
        };
    }
}
