package com.hookprobe.console.view;

import java.util.List;

/**
 * The Qsecbit score, 0 to 1.
 *
 * @param band GREEN, AMBER or RED
 * @param terms five; their contributions add up to the value
 * @param course one point a while, oldest first
 */
public record ScorePage(long micros, double value, String band, List<Term> terms, List<Point> course) {
    /** See {@code com.hookprobe.qsecbit.metric.Term}. */
    public record Term(String name, double raw, double weight, double contribution, String reason) {}

    /** The score at a time. */
    public record Point(long micros, double value) {}
}
