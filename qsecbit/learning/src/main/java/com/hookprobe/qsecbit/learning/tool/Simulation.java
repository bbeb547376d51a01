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

/** A world, and runs in it. What is measured is measured on the hold-out, which no run sees. */
final class Simulation {
    private final SimulationPlan plan;
    private final SiteSplit split;
    private final World world;
    private final Measure central;

    Simulation(DataSet data, SimulationPlan plan) {
        this.plan = plan;
        this.split = SiteSplit.of(data.rows(), plan.sites(), plan.alpha(), plan.alphaNormal(), plan.seed());
        this.world = World.of(Layout.of(data.schema()), split, plan);
        LearnedModel best = CentralTraining.train(
                world.layout(), world.all(), plan.centralSteps(), plan.centralRecipe(), plan.hardened());
        this.central = Measure.of(best, world.heldOut());
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
            RolloutDrill.Told good = drill.roll(half, last);
            return new Drill(good, drill.roll(last, drill.careless(last)));
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

    Measure central() {
        return central;
    }

    World world() {
        return world;
    }

    SiteSplit split() {
        return split;
    }
}
