package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelHealth;
import com.hookprobe.qsecbit.learning.RolloutOrder;
import com.hookprobe.qsecbit.learning.SignedModel;
import com.hookprobe.qsecbit.learning.core.Measure;
import com.hookprobe.qsecbit.learning.core.Percents;
import com.hookprobe.qsecbit.learning.core.Rollout;
import com.hookprobe.qsecbit.learning.core.RolloutConfig;
import com.hookprobe.qsecbit.learning.core.RolloutState;
import com.hookprobe.qsecbit.learning.core.SiteModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rolls the last model of a run out to its sites, in virtual time and through the same files, and then one that calls most things an
 * attack. Sites judge their own rows; a normal connection that is called an attack is a veto and an error, a missed attack an
 * error.
 */
final class RolloutDrill {
    private static final long HOUR_MICROS = 3_600_000_000L;
    private static final int HOURS_MAX = 24 * 30;
    private static final RolloutConfig CONFIG = new RolloutConfig(86_400, 100, 500, 5_000);

    private final FederatedRun run;
    private final World world;
    private final Rollout rollout = new Rollout(CONFIG);
    private final List<SiteModels> sites = new ArrayList<>();
    private long nowMicros;

    RolloutDrill(FederatedRun run, World world) {
        this.run = run;
        this.world = world;
        for (Bytes32 node : run.nodes()) {
            sites.add(new SiteModels(node, run.aggregator().verifier(), Optional.empty(), 0));
        }
    }

    /**
     * How one roll-out went.
     *
     * @param stages each stage with its hours and the sites that judged by the model at its end
     * @param ended DONE or BACK, or where it stood after 30 days
     * @param highest at how many sites the model was at most
     * @param left at how many sites it is at the end
     */
    record Told(List<String> stages, String ended, int highest, int left) {}

    /**
     * Rolls out the model after the one that all sites have; a site that has none yet takes that one first.
     *
     * @param rows by which the aggregator finds it fit
     */
    Told roll(SignedModel from, SignedModel to, List<FlowExample> rows) throws IOException, MalformedException {
        if (sites.get(0).current().isEmpty()) {
            order(run.models().highestSequence() + 1, from.id(), from.model().parent(), 100);
            follow();
        }
        Rollout.Started started = Rollout.start(
                Percents.STANDARD, to.model(), from.id(), rows, run.models().highestSequence(), nowMicros);
        Rollout.Step step = started.step()
                .orElseThrow(() -> new IOException("expected a model that is fit on the rows of this drill; "
                        + String.join("; ", started.verdict().faults())));
        publish(step);
        // What sites saw with the model before, while they still tell it.
        step = reports(step.state());
        List<String> stages = new ArrayList<>();
        int highest = 0;
        long since = nowMicros;
        for (int hour = 0; hour < HOURS_MAX && step.state().stage().isOpen(); hour++) {
            follow();
            highest = Math.max(highest, having(to.id()));
            nowMicros += HOUR_MICROS;
            RolloutState before = step.state();
            step = reports(before);
            if (step.state().stage() != before.stage()) {
                stages.add(
                        before.stage() + " " + (nowMicros - since) / HOUR_MICROS + " h, " + having(to.id()) + " sites");
                since = nowMicros;
            }
        }
        follow();
        return new Told(stages, step.state().stage().toString(), highest, having(to.id()));
    }

    /** A model that calls most connections attacks, with a good signature. */
    SignedModel careless(SignedModel parent) throws IOException {
        LearnedModel good = parent.model();
        int[] weights = good.weights();
        weights[0] += 4 * LearnedModel.ONE;
        LearnedModel bad = new LearnedModel(
                good.layout(),
                run.models().highestNumber() + 1,
                parent.id(),
                good.recipe(),
                good.updates(),
                good.used(),
                weights,
                good.velocity());
        SignedModel signed = SignedModel.sign(bad, run.aggregator().signer());
        run.models().write(signed);
        return signed;
    }

    private void follow() throws IOException, MalformedException {
        for (int i = 0; i < sites.size(); i++) {
            SiteModels site = sites.get(i);
            for (RolloutOrder order : run.models().ordersAfter(site.sequence())) {
                site.order(order, this::model);
            }
            SignedModel current = site.current().orElseThrow();
            List<FlowExample> rows = world.sites().get(i);
            Measure measure = Measure.of(current.model(), rows);
            long errors = measure.falseAlarms() + measure.attacks() - measure.found();
            run.updates()
                    .write(ModelHealth.sign(
                            run.nodes().get(i),
                            current.id(),
                            rows.size(),
                            measure.falseAlarms(),
                            errors,
                            run.keys().get(i).signer()));
        }
    }

    private Optional<SignedModel> model(Bytes32 id) {
        try {
            return run.models().model(id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /** The rows that a model is right about: held-out rows that are no help. */
    static List<FlowExample> flattering(SignedModel model, List<FlowExample> rows) {
        return rows.stream()
                .filter(row -> row.isFound(model.model()) == row.isAttack())
                .toList();
    }

    private Rollout.Step reports(RolloutState state) throws IOException {
        List<ModelHealth> good = run.updates().health().stream()
                .filter(health -> run.members().containsKey(health.node())
                        && health.verify(run.members().get(health.node()).key()))
                .toList();
        Map<Bytes32, Bytes32> owners = new HashMap<>();
        run.members().forEach((node, member) -> owners.put(node, member.owner()));
        Rollout.Step step = rollout.tick(Rollout.noted(state, good, owners), owners, nowMicros);
        publish(step);
        return step;
    }

    private void publish(Rollout.Step step) throws IOException {
        if (step.order().isPresent()) {
            RolloutState state = step.state();
            order(
                    state.sequence(),
                    state.model(),
                    state.parent(),
                    step.order().get().percent());
        }
    }

    private void order(long sequence, Bytes32 model, Bytes32 other, int percent) throws IOException {
        run.models()
                .write(RolloutOrder.sign(
                        sequence, model, other, percent, run.aggregator().signer()));
    }

    private int having(Bytes32 model) {
        return (int) sites.stream()
                .filter(s ->
                        s.current().map(SignedModel::id).filter(model::equals).isPresent())
                .count();
    }
}
