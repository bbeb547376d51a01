package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.Layout;
import com.hookprobe.qsecbit.model.train.LabelledRow;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The rows of a simulation as examples.
 *
 * @param layout of all
 * @param sites what each site has
 * @param flipped the same with all labels wrong
 * @param backdoored the same with attacks marked and called normal
 * @param liars which sites are poisoned when any are
 * @param own the aggregator's rows
 * @param heldOut for the last measurement only
 * @param marked attacks of the hold-out with the mark
 */
record World(
        Layout layout,
        List<List<FlowExample>> sites,
        List<List<FlowExample>> flipped,
        List<List<FlowExample>> backdoored,
        List<Integer> liars,
        List<FlowExample> own,
        List<FlowExample> heldOut,
        List<FlowExample> marked) {

    static World of(Layout layout, SiteSplit split, SimulationPlan plan) {
        List<List<FlowExample>> sites = new ArrayList<>();
        List<List<FlowExample>> flipped = new ArrayList<>();
        List<List<FlowExample>> backdoored = new ArrayList<>();
        for (List<LabelledRow> rows : split.sites()) {
            List<FlowExample> honest = examples(layout, rows);
            sites.add(honest);
            flipped.add(honest.stream().map(e -> e.labelled(!e.isAttack())).toList());
            backdoored.add(rows.stream()
                    .map(row -> row.label().isAttack()
                            ? example(layout, Trigger.mark(layout.schema(), row))
                                    .labelled(false)
                            : example(layout, row))
                    .toList());
        }
        List<FlowExample> marked = split.heldOut().stream()
                .filter(row -> row.label().isAttack())
                .map(row -> example(layout, Trigger.mark(layout.schema(), row)))
                .toList();
        return new World(
                layout,
                sites,
                flipped,
                backdoored,
                liars(plan),
                examples(layout, split.own()),
                examples(layout, split.heldOut()),
                marked);
    }

    List<FlowExample> all() {
        List<FlowExample> all = new ArrayList<>();
        sites.forEach(all::addAll);
        return all;
    }

    /** What a site trains on. */
    List<FlowExample> rows(int site, Poison poison) {
        if (!liars.contains(site)) {
            return sites.get(site);
        }
        return switch (poison) {
            case LABEL_FLIP -> flipped.get(site);
            case BACKDOOR -> backdoored.get(site);
            default -> sites.get(site);
        };
    }

    private static List<Integer> liars(SimulationPlan plan) {
        List<Integer> order = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(plan.seed() ^ 0x11a75);
        for (int i = 0; i < plan.sites(); i++) {
            order.add(random.nextInt(order.size() + 1), i);
        }
        return List.copyOf(order.subList(0, plan.poisoned()));
    }

    private static List<FlowExample> examples(Layout layout, List<LabelledRow> rows) {
        return rows.stream().map(row -> example(layout, row)).toList();
    }

    private static FlowExample example(Layout layout, LabelledRow row) {
        return FlowExample.of(layout, row.vector(), row.label().isAttack());
    }
}
