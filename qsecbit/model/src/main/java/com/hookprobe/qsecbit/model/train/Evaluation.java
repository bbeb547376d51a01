package com.hookprobe.qsecbit.model.train;

import com.hookprobe.qsecbit.model.AttackClass;
import com.hookprobe.qsecbit.model.AttackModel;
import com.hookprobe.qsecbit.model.Judgement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What a model is worth on rows that it has not seen. "Attack" is the binary question; the classes are judged one
 * against the rest, and their macro F1 is the mean over the classes that occur.
 */
public final class Evaluation {
    private static final AttackClass[] CLASSES = AttackClass.values();

    private final long[][] confusion = new long[CLASSES.length][CLASSES.length];
    private final double rocAuc;
    private final int rows;

    private Evaluation(int rows, double rocAuc) {
        this.rows = rows;
        this.rocAuc = rocAuc;
    }

    /** Judges all rows. */
    static Evaluation of(AttackModel model, List<LabelledRow> rows) {
        double[] shares = new double[rows.size()];
        Judgement[] judgements = new Judgement[rows.size()];
        for (int i = 0; i < shares.length; i++) {
            judgements[i] = model.judge(rows.get(i).vector());
            shares[i] = judgements[i].attack();
        }
        boolean[] attacks = new boolean[shares.length];
        for (int i = 0; i < shares.length; i++) {
            attacks[i] = rows.get(i).label().isAttack();
        }
        Evaluation evaluation = new Evaluation(shares.length, auc(shares, attacks));
        for (int i = 0; i < shares.length; i++) {
            evaluation
                    .confusion[rows.get(i).label().code()][
                    judgements[i].likeliest().code()]++;
        }
        return evaluation;
    }

    /** The chance that an attack gets a higher share than a normal row, equal ones counting half; NaN with one side only. */
    static double auc(double[] shares, boolean[] attacks) {
        Integer[] order = new Integer[shares.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> shares[i]));
        double below = 0;
        double wins = 0;
        long positives = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            int up = 0;
            while (to < order.length && shares[order[to]] == shares[order[from]]) {
                up += attacks[order[to++]] ? 1 : 0;
            }
            int down = to - from - up;
            wins += up * (below + down / 2.0);
            below += down;
            positives += up;
            from = to;
        }
        return wins / (positives * below);
    }

    /** How many rows were judged. */
    public int rows() {
        return rows;
    }

    /** Area under the receiver operating characteristic of the binary question; NaN when one side is missing. */
    public double rocAuc() {
        return rocAuc;
    }

    /** Rows of a class that were said to be of a class. */
    public long count(AttackClass truth, AttackClass said) {
        return confusion[truth.code()][said.code()];
    }

    /** How many rows are of a class. */
    public long support(AttackClass truth) {
        return Arrays.stream(confusion[truth.code()]).sum();
    }

    /** Of those that were said to be of the class, how many are; 0 when none was. */
    public double precision(AttackClass one) {
        long said = 0;
        for (AttackClass truth : CLASSES) {
            said += count(truth, one);
        }
        return ratio(count(one, one), said);
    }

    /** Of those of the class, how many were found; 0 when there is none. */
    public double recall(AttackClass one) {
        return ratio(count(one, one), support(one));
    }

    /** The harmonic mean of both. */
    public double f1(AttackClass one) {
        return harmonic(precision(one), recall(one));
    }

    /** The mean F1 over the classes that occur. */
    public double macroF1() {
        return Arrays.stream(CLASSES)
                .filter(c -> support(c) > 0)
                .mapToDouble(this::f1)
                .average()
                .orElse(0);
    }

    /** Attack or not: of those that were called attacks, how many are. */
    public double attackPrecision() {
        return ratio(attacks() - missed(), attacks() - missed() + falseAlarms());
    }

    /** Attack or not: of the attacks, how many were called one. */
    public double attackRecall() {
        return ratio(attacks() - missed(), attacks());
    }

    /** F1 of the binary question. */
    public double attackF1() {
        return harmonic(attackPrecision(), attackRecall());
    }

    /** Of the normal rows, how many were called attacks. */
    public double falsePositiveRate() {
        return ratio(falseAlarms(), support(AttackClass.NORMAL));
    }

    /** Of all rows, how many were put on the right side of the binary question. */
    public double accuracy() {
        return ratio(rows - missed() - falseAlarms(), rows);
    }

    private long attacks() {
        return rows - support(AttackClass.NORMAL);
    }

    private long missed() {
        long missed = 0;
        for (AttackClass truth : CLASSES) {
            missed += truth.isAttack() ? count(truth, AttackClass.NORMAL) : 0;
        }
        return missed;
    }

    private long falseAlarms() {
        return support(AttackClass.NORMAL) - count(AttackClass.NORMAL, AttackClass.NORMAL);
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private static double harmonic(double a, double b) {
        return a + b == 0 ? 0 : 2 * a * b / (a + b);
    }
}
