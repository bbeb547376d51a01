package com.hookprobe.qsecbit.learning.core;

import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.LearnedModel;
import java.util.List;

/**
 * What a model is worth on labelled connections: whole counts.
 *
 * @param attacks attacks among them
 * @param found of these, those that it finds
 * @param foundDisguised of these, those that it finds in the best disguise that the attacker has
 * @param normal the other connections
 * @param falseAlarms of these, those that it calls attacks
 */
public record Measure(long attacks, long found, long foundDisguised, long normal, long falseAlarms) {
    /** Judges all. */
    public static Measure of(LearnedModel model, List<FlowExample> rows) {
        long attacks = 0;
        long found = 0;
        long foundDisguised = 0;
        long falseAlarms = 0;
        for (FlowExample row : rows) {
            boolean said = row.isFound(model);
            if (row.isAttack()) {
                attacks++;
                found += said ? 1 : 0;
                foundDisguised += said && row.isFoundDisguised(model) ? 1 : 0;
            } else {
                falseAlarms += said ? 1 : 0;
            }
        }
        return new Measure(attacks, found, foundDisguised, rows.size() - attacks, falseAlarms);
    }

    /** F1 of the question attack or not, in [0, 1]; 0 when nothing is found. */
    public double f1() {
        return ratio(2 * found, found + falseAlarms + attacks);
    }

    /** Of what was called an attack, how much is one. */
    public double precision() {
        return ratio(found, found + falseAlarms);
    }

    /** Of the attacks, how many are found. */
    public double recall() {
        return ratio(found, attacks);
    }

    /** Of the attacks, how many are found in their best disguise. */
    public double disguisedRecall() {
        return ratio(foundDisguised, attacks);
    }

    /** F1 if every attacker hid as well as he can: unlike the recall alone, it is low for a model that calls everything an attack. */
    public double disguisedF1() {
        return ratio(2 * foundDisguised, foundDisguised + falseAlarms + attacks);
    }

    /** Of the normal connections, how many are called attacks. */
    public double falseAlarmRate() {
        return ratio(falseAlarms, normal);
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
