package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.AggregationRule;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.Layout;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelFolder;
import com.hookprobe.qsecbit.learning.SignedModel;
import com.hookprobe.qsecbit.learning.core.CentralTraining;
import com.hookprobe.qsecbit.learning.core.Measure;
import com.hookprobe.qsecbit.model.train.DataSet;
import java.io.IOException;
import java.util.List;

/** A world, and runs in it. What is measured is measured on the hold-out, which no run sees. */
final class Simulation {
    private final SimulationPlan plan;
    private final SiteSplit split;
    private final World world;
    private final Measure central;
    private final Measure centralPlain;
    private final Measure ownOnly;

    Simulation(DataSet data, SimulationPlan plan) {
        this.plan = plan;
        this.split = SiteSplit.of(data.rows(), plan.sites(), plan.alpha(), plan.alphaNormal(), plan.seed());
        this.world = World.of(Layout.of(data.schema()), split, plan);
        this.central = central(world.all(), plan.hardened());
        this.centralPlain = central(world.all(), false);
        this.ownOnly = central(world.own(), plan.hardened());
    }

    private Measure central(List<FlowExample> rows, boolean hardened) {
        LearnedModel model =
                CentralTraining.train(world.layout(), rows, plan.centralSteps(), plan.centralRecipe(), hardened);
        return Measure.of(model, world.heldOut());
    }

    /**
     * What came of a run.
     *
     * @param poison what the poisoned sites did
     * @param rule how updates were joined
     * @param screening whether the least helpful were left out first
     * @param measure on the hold-out
     * @param ratio its F1 over that of the central training
     * @param markedFound of the hold-out's attacks with the backdoor's mark, how many are found
     * @param refusedModels rounds of which no model passed
     * @param spent epsilon that the sites have spent
     * @param noise standard deviation of the noise over the sensitivity
     */
    record Outcome(
            Poison poison,
            AggregationRule rule,
            boolean screening,
            Measure measure,
            double ratio,
            double markedFound,
            int refusedModels,
            double spent,
            double noise) {}

    /** The two roll-outs at the end of a run. */
    record Drill(RolloutDrill.Told good, RolloutDrill.Told careless) {}

    Outcome play(Poison poison, AggregationRule rule, boolean screening) throws IOException, MalformedException {
        return play(plan, poison, rule, screening);
    }

    Outcome play(SimulationPlan with, Poison poison, AggregationRule rule, boolean screening)
            throws IOException, MalformedException {
        try (TemporaryFolder folder = TemporaryFolder.make()) {
            FederatedRun run = new FederatedRun(world, with, poison, folder.path());
            return outcome(run, run.play(rule, screening), poison, rule, screening);
        }
    }

    Drill drill(AggregationRule rule) throws IOException, MalformedException {
        try (TemporaryFolder folder = TemporaryFolder.make()) {
            FederatedRun run = new FederatedRun(world, plan, Poison.NONE, folder.path());
            run.play(rule, true);
            ModelFolder models = run.models();
            SignedModel last = models.newest().orElseThrow();
            SignedModel half = last;
            while (half.model().number() > last.model().number() / 2) {
                half = models.model(half.model().parent()).orElseThrow();
            }
            RolloutDrill drill = new RolloutDrill(run, world);
            RolloutDrill.Told good = drill.roll(half, last, world.own());
            SignedModel careless = drill.careless(last);
            return new Drill(good, drill.roll(last, careless, RolloutDrill.flattering(careless, world.own())));
        }
    }

    private Outcome outcome(
            FederatedRun run, LearnedModel model, Poison poison, AggregationRule rule, boolean screening) {
        Measure measure = Measure.of(model, world.heldOut());
        long marked = world.marked().stream()
                .filter((FlowExample e) -> e.isFound(model))
                .count();
        double noise = StrictMath.sqrt(
                (double) run.release().variance() / run.release().sensitivitySquared());
        return new Outcome(
                poison,
                rule,
                screening,
                measure,
                measure.f1() / central.f1(),
                (double) marked / world.marked().size(),
                run.refusedModels(),
                run.spent(),
                noise);
    }

    /** Trained on all sites' rows in one place, in the same way. */
    Measure central() {
        return central;
    }

    /** The same, on attacks as they are only. */
    Measure centralPlain() {
        return centralPlain;
    }

    /** Trained on the aggregator's own rows alone: what it could have without any site. */
    Measure ownOnly() {
        return ownOnly;
    }

    World world() {
        return world;
    }

    SiteSplit split() {
        return split;
    }
}
