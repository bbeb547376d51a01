package com.hookprobe.qsecbit.learning.core;

import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.LearnedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a model may follow the ones before it (LEARNING 6): on connections that no site trains on, as they are and in their best
 * disguise. Stateless.
 *
 * @param f1Loss how far F1 may lie below the best model before it
 * @param disguisedLoss the same for F1 with all attacks in their best disguise
 * @param falseAlarmsMax what share of the normal connections a model may call attacks that is rolled out. A model on its way may
 *     call more: F1 falls with them already, and no site judges by it
 */
public record Acceptance(double f1Loss, double disguisedLoss, double falseAlarmsMax) {
    /** Room for the noise of one round and no more. */
    public static final Acceptance STANDARD = new Acceptance(0.02, 0.05, 0.05);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value outside [0, 1]
     */
    public Acceptance {
        for (double share : new double[] {f1Loss, disguisedLoss, falseAlarmsMax}) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("expected shares in 0..1, got " + share);
            }
        }
    }

    /**
     * What was found.
     *
     * @param measure of the candidate
     * @param faults why it is refused, for people; empty when it is accepted
     */
    public record Verdict(Measure measure, List<String> faults) {
        /** Copies the list. */
        public Verdict {
            faults = List.copyOf(faults);
        }

        /** True when the model may follow. */
        public boolean accepted() {
            return faults.isEmpty();
        }
    }

    /**
     * Judges a candidate.
     *
     * @param before the models before it, the last one last. Not the base alone: many small losses would be a large one
     * @param rows held back from all training, with attacks and normal connections
     * @throws IllegalArgumentException when one of the two kinds is missing, or there is no model before
     */
    public Verdict judge(LearnedModel candidate, List<Measure> before, List<FlowExample> rows) {
        Measure measure = Measure.of(candidate, rows);
        if (measure.attacks() == 0 || measure.normal() == 0 || before.isEmpty()) {
            throw new IllegalArgumentException("expected attacks, normal connections and a model before; found "
                    + measure.attacks() + ", " + measure.normal() + ", " + before.size());
        }
        double bestF1 = before.stream().mapToDouble(Measure::f1).max().orElse(0);
        double bestDisguised =
                before.stream().mapToDouble(Measure::disguisedF1).max().orElse(0);
        List<String> faults = new ArrayList<>();
        if (measure.f1() < bestF1 - f1Loss) {
            faults.add(fault("F1 of at least", bestF1 - f1Loss, measure.f1()));
        }
        if (measure.disguisedF1() < bestDisguised - disguisedLoss) {
            faults.add(
                    fault("F1 on disguised attacks of at least", bestDisguised - disguisedLoss, measure.disguisedF1()));
        }
        return new Verdict(measure, faults);
    }

    /**
     * Whether sites may judge by a model.
     *
     * @param rows held back from all training; without attacks or without normal connections no model is fit
     */
    public Verdict fit(LearnedModel model, List<FlowExample> rows) {
        Measure measure = Measure.of(model, rows);
        List<String> faults = new ArrayList<>();
        if (measure.found() == 0) {
            faults.add("expected a model that finds attacks; found none");
        }
        if (measure.normal() == 0) {
            faults.add("expected normal connections to judge the model by; found none");
        }
        if (measure.falseAlarmRate() > falseAlarmsMax) {
            faults.add(fault("false alarms of at most", falseAlarmsMax, measure.falseAlarmRate()));
        }
        return new Verdict(measure, faults);
    }

    private static String fault(String what, double expected, double found) {
        return String.format(Locale.ROOT, "expected %s %.4f; found %.4f", what, expected, found);
    }
}
