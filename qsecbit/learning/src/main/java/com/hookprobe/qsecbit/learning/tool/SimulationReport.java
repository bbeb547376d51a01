package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.AggregationRule;
import com.hookprobe.qsecbit.learning.core.Measure;
import com.hookprobe.qsecbit.model.tool.Json;
import com.hookprobe.qsecbit.model.train.LabelledRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a simulation shows, for people and for programs. Plays what it tells. Not thread-safe. */
final class SimulationReport {
    private final Simulation simulation;
    private final SimulationPlan plan;
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

    SimulationReport(Simulation simulation, SimulationPlan plan, List<LabelledRow> rows) {
        this.simulation = simulation;
        this.plan = plan;
        World world = simulation.world();
        List<Integer> sizes = world.sites().stream().map(List::size).toList();
        List<Integer> lacking = new ArrayList<>();
        for (int i = 0; i < plan.sites(); i++) {
            lacking.add(simulation.split().lacking(i, rows));
        }
        Measure central = simulation.central();
        fields.put("rows", rows.size());
        fields.put("held_out", world.heldOut().size());
        fields.put("aggregator_rows", world.own().size());
        fields.put("site_rows", sizes);
        fields.put("attacks_lacking", lacking);
        fields.put("liars", world.liars());
        fields.put("alpha", plan.alpha());
        fields.put("alpha_normal", plan.alphaNormal());
        fields.put("weights", world.layout().size());
        fields.put("rounds", plan.rounds());
        fields.put("delta_one_in", plan.deltaOneIn());
        fields.put("seed", plan.seed());
        fields.put("central_f1", central.f1());
        fields.put("central_disguised_recall", central.disguisedRecall());
        fields.put("central_false_alarm_rate", central.falseAlarmRate());
        fields.put("central_plain_f1", simulation.centralPlain().f1());
        fields.put("own_rows_only_f1", simulation.ownOnly().f1());
        fields.put("own_rows_only_disguised_recall", simulation.ownOnly().disguisedRecall());
        lines.add("rows " + rows.size() + ": held out " + world.heldOut().size() + ", aggregator's own "
                + world.own().size() + ", sites " + sizes);
        lines.add("attacks by name that each site lacks: " + lacking + "; liars: sites " + world.liars());
        lines.add(line(
                "central training: F1 %.4f, disguised recall %.4f, false alarms %.4f",
                central.f1(), central.disguisedRecall(), central.falseAlarmRate()));
        lines.add(line(
                "not hardened: F1 %.4f; on the aggregator's own rows alone: F1 %.4f, disguised recall %.4f",
                simulation.centralPlain().f1(),
                simulation.ownOnly().f1(),
                simulation.ownOnly().disguisedRecall()));
        lines.add(String.format(
                "%-15s %-8s %-8s %7s %7s %9s %8s %8s %8s %7s",
                "poisoned by",
                "rule",
                "screened",
                "F1",
                "ratio",
                "disguised",
                "alarms",
                "marked",
                "refused",
                "epsilon"));
    }

    /**
     * All attacks on one rule.
     *
     * @param ratio F1 without attack over that of the central training
     * @param poisonedRatio the same under the strongest attack
     * @param strongest its name
     * @param outcomes all of them
     */
    record Series(double ratio, double poisonedRatio, String strongest, List<Simulation.Outcome> outcomes) {}

    /** Plays all attacks. */
    Series series(AggregationRule rule, boolean screening) throws IOException, MalformedException {
        List<Simulation.Outcome> outcomes = new ArrayList<>();
        double clean = 0;
        double worst = Double.POSITIVE_INFINITY;
        String strongest = Poison.NONE.text();
        for (Poison poison : Poison.values()) {
            if (poison != Poison.NONE && plan.poisoned() == 0) {
                continue;
            }
            Simulation.Outcome outcome = simulation.play(poison, rule, screening);
            outcomes.add(outcome);
            lines.add(row(poison.text(), outcome));
            if (poison == Poison.NONE) {
                clean = outcome.ratio();
            } else if (outcome.ratio() < worst) {
                worst = outcome.ratio();
                strongest = poison.text();
            }
        }
        return new Series(clean, Math.min(clean, worst), strongest, outcomes);
    }

    /** The series that counts. */
    void figures(Series series, double ratioMin, double poisonedRatioMin) {
        fields.putAll(told(series));
        lines.add(line(
                "ratio without attack %.4f (wanted %.2f), under the strongest attack, %s, %.4f (wanted %.2f)",
                series.ratio(), ratioMin, series.strongest(), series.poisonedRatio(), poisonedRatioMin));
    }

    /** Every rule, with and without screening. */
    void compared() throws IOException, MalformedException {
        List<Object> compared = new ArrayList<>();
        for (AggregationRule rule : AggregationRule.values()) {
            for (boolean screening : new boolean[] {true, false}) {
                compared.add(told(series(rule, screening)));
            }
        }
        fields.put("compared", compared);
    }

    /** What privacy costs. */
    void costs(List<Double> epsilons, AggregationRule rule, boolean screening) throws IOException, MalformedException {
        List<Object> costs = new ArrayList<>();
        for (double epsilon : epsilons) {
            SimulationPlan other = plan.withEpsilonMilli((int) Math.round(epsilon * 1000));
            Simulation.Outcome outcome = simulation.play(other, Poison.NONE, rule, screening);
            costs.add(told(outcome));
            lines.add(row("none", outcome));
        }
        if (!costs.isEmpty()) {
            fields.put("epsilons", costs);
        }
    }

    /** Rolls the last model out, then a careless one; true when the first came to all sites and the second to none in the end. */
    boolean drill(AggregationRule rule) throws IOException, MalformedException {
        Simulation.Drill drill = simulation.drill(rule);
        Map<String, Object> rollout = new LinkedHashMap<>();
        rollout.put("stages", drill.good().stages());
        rollout.put("ended", drill.good().ended());
        rollout.put("sites", drill.good().left());
        rollout.put("careless_ended", drill.careless().ended());
        rollout.put("careless_sites_most", drill.careless().highest());
        rollout.put("careless_sites_left", drill.careless().left());
        fields.put("rollout", rollout);
        lines.add("roll-out of the last model: " + drill.good().stages() + ", "
                + drill.good().ended() + ", at " + drill.good().left() + " sites");
        lines.add("roll-out of a careless one: " + drill.careless().stages() + ", "
                + drill.careless().ended() + ", at " + drill.careless().highest() + " sites at most, at "
                + drill.careless().left() + " in the end");
        return drill.good().left() == plan.sites()
                && drill.good().ended().equals("DONE")
                && drill.careless().ended().equals("BACK")
                && drill.careless().left() == 0;
    }

    void print(PrintWriter out, boolean json, boolean good) {
        fields.put("reached", good);
        if (json) {
            out.println(Json.of(fields));
        } else {
            lines.forEach(out::println);
            out.println(good ? "all figures reached" : "a figure was MISSED");
        }
    }

    private static Map<String, Object> told(Series series) {
        Simulation.Outcome first = series.outcomes().get(0);
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("rule", first.rule().text());
        told.put("screening", first.screening());
        told.put("ratio", series.ratio());
        told.put("poisoned_ratio", series.poisonedRatio());
        told.put("strongest", series.strongest());
        told.put(
                "outcomes",
                series.outcomes().stream().map(SimulationReport::told).toList());
        return told;
    }

    private static Map<String, Object> told(Simulation.Outcome outcome) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("poison", outcome.poison().text());
        one.put("f1", outcome.measure().f1());
        one.put("ratio", outcome.ratio());
        one.put("disguised_recall", outcome.measure().disguisedRecall());
        one.put("false_alarm_rate", outcome.measure().falseAlarmRate());
        one.put("marked_found", outcome.markedFound());
        one.put("refused_models", outcome.refusedModels());
        one.put("epsilon", outcome.spent());
        one.put("noise_multiplier", outcome.noise());
        return one;
    }

    private static String row(String name, Simulation.Outcome outcome) {
        return line(
                "%-15s %-8s %-8s %7.4f %7.4f %9.4f %8.4f %8.4f %8d %7.3f",
                name,
                outcome.rule().text(),
                outcome.screening() ? "yes" : "no",
                outcome.measure().f1(),
                outcome.ratio(),
                outcome.measure().disguisedRecall(),
                outcome.measure().falseAlarmRate(),
                outcome.markedFound(),
                outcome.refusedModels(),
                outcome.spent());
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
