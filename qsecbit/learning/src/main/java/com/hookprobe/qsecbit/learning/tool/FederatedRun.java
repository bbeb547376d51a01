package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.AggregationRule;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelFolder;
import com.hookprobe.qsecbit.learning.ModelUpdate;
import com.hookprobe.qsecbit.learning.Recipe;
import com.hookprobe.qsecbit.learning.SignedModel;
import com.hookprobe.qsecbit.learning.UpdateFolder;
import com.hookprobe.qsecbit.learning.core.Acceptance;
import com.hookprobe.qsecbit.learning.core.Aggregator;
import com.hookprobe.qsecbit.learning.core.LocalTraining;
import com.hookprobe.qsecbit.learning.core.Measure;
import com.hookprobe.qsecbit.learning.core.Member;
import com.hookprobe.qsecbit.learning.core.PrivacyBudget;
import com.hookprobe.qsecbit.learning.core.ReleasePlan;
import com.hookprobe.qsecbit.learning.core.UpdateRefusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Sites and an aggregator that learn together, as they do in a mesh: models and updates are signed files in folders, every site has its
 * budget, every model has to pass. Only chance is seeded. Not thread-safe.
 */
final class FederatedRun {
    private final World world;
    private final SimulationPlan plan;
    private final Poison poison;
    private final ReleasePlan release;
    private final Ed25519Key aggregator;
    private final List<Ed25519Key> keys = new ArrayList<>();
    private final List<Bytes32> nodes = new ArrayList<>();
    private final List<PrivacyBudget> budgets = new ArrayList<>();
    private final Map<Bytes32, Member> members = new HashMap<>();
    private final ModelFolder models;
    private final UpdateFolder updates;
    private final Map<UpdateRefusal, Integer> refusals = new EnumMap<>(UpdateRefusal.class);
    private final List<Measure> before = new ArrayList<>();
    private final SplittableRandom random;
    private int refusedModels;
    private int exhausted;

    FederatedRun(World world, SimulationPlan plan, Poison poison, Path folder) {
        this.world = world;
        this.plan = plan;
        this.poison = poison;
        this.random = new SplittableRandom(plan.seed() * 31 + poison.ordinal());
        this.aggregator = new Ed25519Key(bytes32(random));
        this.release = release(plan);
        for (int i = 0; i < plan.sites(); i++) {
            Ed25519Key key = new Ed25519Key(bytes32(random));
            keys.add(key);
            nodes.add(Bytes32.of(bytes32(random)));
            members.put(nodes.get(i), new Member(Bytes32.of(bytes32(random)), key.verifier()));
            budgets.add(PrivacyBudget.of(Math.max(1, plan.epsilonMilli()), plan.deltaOneIn()));
        }
        models = new ModelFolder(folder.resolve("shared").resolve("learning"), aggregator.verifier());
        updates = new UpdateFolder(folder.resolve("nodes"));
    }

    private static ReleasePlan release(SimulationPlan plan) {
        ReleasePlan least = LocalTraining.plan(1, ReleasePlan.ALL);
        if (plan.epsilonMilli() == 0) {
            return least;
        }
        long variance = PrivacyBudget.varianceFor(
                plan.epsilonMilli(), plan.deltaOneIn(), least.sensitivitySquared(), ReleasePlan.ALL, plan.rounds());
        return LocalTraining.plan(variance, ReleasePlan.ALL);
    }

    /** All rounds; gives the last model that passed. */
    LearnedModel play(AggregationRule rule, boolean screening) throws IOException, MalformedException {
        LearnedModel first = LearnedModel.first(world.layout());
        models.write(SignedModel.sign(first, aggregator.signer()));
        before.add(Measure.of(first, world.own()));
        for (int round = 0; round < plan.rounds(); round++) {
            SignedModel base = models.newest().orElseThrow();
            sites(base.model());
            aggregate(base.model(), plan.recipe(rule, screening, round));
        }
        return models.newest().orElseThrow().model();
    }

    private void sites(LearnedModel base) throws IOException {
        List<int[]> honest = new ArrayList<>();
        List<LocalTraining.Delta> learnt = new ArrayList<>();
        for (int i = 0; i < plan.sites(); i++) {
            if (plan.epsilonMilli() > 0) {
                Optional<PrivacyBudget> charged = budgets.get(i).charge(release);
                if (charged.isEmpty()) {
                    exhausted++;
                    return;
                }
                budgets.set(i, charged.get());
            }
            LocalTraining.Delta delta =
                    LocalTraining.train(base, world.rows(i, poison), release, plan.hardened(), random::nextLong);
            learnt.add(delta);
            if (!lies(i)) {
                honest.add(delta.numbers());
            }
        }
        for (int i = 0; i < plan.sites(); i++) {
            int[] numbers = learnt.get(i).numbers();
            int bucket = learnt.get(i).countBucket();
            if (lies(i)) {
                numbers = poison.sent(numbers, honest);
                bucket = Poison.CLAIMED_BUCKET;
            }
            updates.write(ModelUpdate.sign(
                    nodes.get(i), base.id(), bucket, numbers, keys.get(i).signer()));
        }
    }

    private boolean lies(int site) {
        return poison != Poison.NONE && world.liars().contains(site);
    }

    private void aggregate(LearnedModel base, Recipe recipe) throws IOException, MalformedException {
        List<byte[]> sent = updates.updates(base.id());
        // A step may go too far: then without what is left of the last ones, and shorter.
        boolean passed = pass(base, recipe, sent)
                || pass(base, recipe.step(recipe.step(), 0), sent)
                || pass(base, recipe.step(Math.max(1, recipe.step() / 4), 0), sent);
        refusedModels += passed ? 0 : 1;
    }

    private boolean pass(LearnedModel base, Recipe recipe, List<byte[]> sent) throws IOException {
        Aggregator.Result result = Aggregator.join(
                base,
                models.highestNumber() + 1,
                recipe,
                sent,
                node -> Optional.ofNullable(members.get(node)),
                world.own());
        result.refused().forEach(one -> refusals.merge(one.reason(), 1, Integer::sum));
        if (result.model().isEmpty()) {
            return false;
        }
        LearnedModel candidate = result.model().get();
        Acceptance.Verdict verdict = Acceptance.STANDARD.judge(candidate, before, world.own());
        if (verdict.accepted()) {
            models.write(SignedModel.sign(candidate, aggregator.signer()));
            before.add(verdict.measure());
        }
        return verdict.accepted();
    }

    int refusedModels() {
        return refusedModels;
    }

    int exhausted() {
        return exhausted;
    }

    /** What the sites have spent, the most of all. */
    double spent() {
        return plan.epsilonMilli() == 0
                ? Double.POSITIVE_INFINITY
                : budgets.stream().mapToDouble(PrivacyBudget::spent).max().orElse(0);
    }

    ReleasePlan release() {
        return release;
    }

    ModelFolder models() {
        return models;
    }

    UpdateFolder updates() {
        return updates;
    }

    Ed25519Key aggregator() {
        return aggregator;
    }

    List<Bytes32> nodes() {
        return nodes;
    }

    List<Ed25519Key> keys() {
        return keys;
    }

    Map<Bytes32, Member> members() {
        return members;
    }

    private static byte[] bytes32(SplittableRandom random) {
        byte[] bytes = new byte[Bytes32.LENGTH];
        random.nextBytes(bytes);
        return bytes;
    }
}
