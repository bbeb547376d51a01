package com.hookprobe.qsecbit.learning.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelHealth;
import com.hookprobe.qsecbit.learning.RolloutOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Brings a model to a few, to half and to all of the sites, and back when it makes things worse there (LEARNING 7). A pure state
 * machine: state and input give the next state and perhaps an order. Stateless itself.
 *
 * <p>Only the owners that the stage is for have a say. Both verdicts wait for a share of all of these, worse off or not, and not of
 * those who have reported so far: more reports bring each nearer and none takes it away, so their order changes nothing.
 *
 * <p>It fails to the safe side: liars can hold a model up or have it taken back, which leaves everyone with the model before; to
 * push a bad one on they must be half of these owners, and three of four when all report.
 */
public final class Rollout {
    private static final long MICROS_PER_SECOND = 1_000_000;
    /** Taken back when more than one of so many that the stage is for is worse off. */
    private static final int WORSE_ONE_IN = 4;

    private final RolloutConfig config;

    /** With these limits. */
    public Rollout(RolloutConfig config) {
        this.config = config;
    }

    /** Why an order goes out. */
    public enum Cause {
        /** A new model. */
        STARTED,
        /** The stage was long enough and nobody is worse off. */
        SOAKED,
        /** A person wants it. */
        OPERATOR,
        /** Too many sites veto more. */
        VETOES_RISE,
        /** Too many sites see more errors. */
        ERRORS_RISE
    }

    /**
     * An order to sign and to publish.
     *
     * @param percent at how many of the sites
     * @param cause why
     */
    public record Order(int percent, Cause cause) {}

    /**
     * What an input came to.
     *
     * @param state to store before the order goes out; its sequence is the order's
     * @param order empty when nothing is to be told
     */
    public record Step(RolloutState state, Optional<Order> order) {}

    /**
     * How a roll-out begins.
     *
     * @param verdict what {@link Acceptance#STANDARD} says of the model
     * @param step empty when the model is refused
     */
    public record Started(Acceptance.Verdict verdict, Optional<Step> step) {}

    /**
     * How a stage looks.
     *
     * @param cohort owners with a node that the stage is for
     * @param reporting of these, those whose reports of the model say something
     * @param worseByVetoes of these, those that veto more than before
     * @param worseByErrors of those that report, those that see more errors than before
     * @param fine of those that report, those that are not worse off
     */
    public record Outlook(int cohort, int reporting, int worseByVetoes, int worseByErrors, int fine) {
        /** How many must be fine before the next stage. */
        public int needed() {
            return (cohort + 1) / 2;
        }
    }

    /**
     * Begins with the first stage, if sites may judge by the model (LEARNING 6.2).
     *
     * @param percents of its stages
     * @param parent what sites judge by that the model is not for
     * @param rows held back from all training, with attacks and normal connections
     * @param lastSequence of the last order that went out; 0 when none did
     */
    public static Started start(
            Percents percents,
            LearnedModel model,
            Bytes32 parent,
            List<FlowExample> rows,
            long lastSequence,
            long nowMicros) {
        Acceptance.Verdict verdict = Acceptance.STANDARD.fit(model, rows);
        if (!verdict.accepted()) {
            return new Started(verdict, Optional.empty());
        }
        RolloutState state = new RolloutState(
                percents, model.id(), parent, RolloutStage.FIRST, nowMicros, lastSequence + 1, Map.of(), Map.of());
        Order order = new Order(state.percent(), Cause.STARTED);
        return new Started(verdict, Optional.of(new Step(state, Optional.of(order))));
    }

    /**
     * Takes note of what nodes tell, and judges nothing. Of an owner all nodes count together, and stand for what it told before. What is
     * told of the model by a node that the stage is not for, or by one without an owner, is dropped.
     *
     * @param reports with good signatures, one of each node
     * @param owners the owner of each enrolled node
     */
    public static RolloutState noted(
            RolloutState state, Collection<ModelHealth> reports, Map<Bytes32, Bytes32> owners) {
        Map<Bytes32, SiteCounts> model = new TreeMap<>();
        Map<Bytes32, SiteCounts> parent = new TreeMap<>();
        for (ModelHealth report : reports) {
            Bytes32 owner = owners.get(report.node());
            boolean ofModel = report.model().equals(state.model());
            if (owner != null
                    && (ofModel ? isIn(state, report.node()) : report.model().equals(state.parent()))) {
                SiteCounts counts = new SiteCounts(report.flows(), report.vetoes(), report.errors());
                (ofModel ? model : parent).merge(owner, counts, SiteCounts::plus);
            }
        }
        return new RolloutState(
                state.percents(),
                state.model(),
                state.parent(),
                state.stage(),
                state.sinceMicros(),
                state.sequence(),
                joined(state.withModel(), model),
                joined(state.withParent(), parent));
    }

    private static Map<Bytes32, SiteCounts> joined(Map<Bytes32, SiteCounts> before, Map<Bytes32, SiteCounts> now) {
        now.forEach((owner, counts) -> {
            if (before.size() < RolloutState.OWNERS_MAX || before.containsKey(owner)) {
                before.put(owner, counts);
            }
        });
        return before;
    }

    private static boolean isIn(RolloutState state, Bytes32 node) {
        return RolloutOrder.isFor(state.model(), state.percent(), node);
    }

    /**
     * Goes on or back as all that is noted says. In a small mesh a stage may be for nobody: then there is nobody to wait for.
     *
     * @param owners the owner of each enrolled node
     */
    public Step tick(RolloutState state, Map<Bytes32, Bytes32> owners, long nowMicros) {
        if (!state.stage().isOpen()) {
            return new Step(state, Optional.empty());
        }
        Outlook outlook = outlook(state, owners);
        if (tooMany(outlook.worseByVetoes(), outlook.cohort())) {
            return move(state, RolloutStage.BACK, Cause.VETOES_RISE, nowMicros);
        }
        if (tooMany(outlook.worseByErrors(), outlook.cohort())) {
            return move(state, RolloutStage.BACK, Cause.ERRORS_RISE, nowMicros);
        }
        boolean soaked = nowMicros - state.sinceMicros() >= config.soakSeconds() * MICROS_PER_SECOND;
        if (soaked && outlook.fine() >= outlook.needed()) {
            return move(state, state.stage().next(), Cause.SOAKED, nowMicros);
        }
        return new Step(state, Optional.empty());
    }

    /** A person wants the next stage now. A model that was taken back stays so: its successor has to come. */
    public static Step promote(RolloutState state, long nowMicros) {
        return state.stage().isOpen()
                ? move(state, state.stage().next(), Cause.OPERATOR, nowMicros)
                : new Step(state, Optional.empty());
    }

    /** A person wants the model before; possible also after the last stage. */
    public static Step rollBack(RolloutState state, long nowMicros) {
        return state.stage() == RolloutStage.BACK
                ? new Step(state, Optional.empty())
                : move(state, RolloutStage.BACK, Cause.OPERATOR, nowMicros);
    }

    /** What all that is noted says; owners as in {@link #tick}. */
    public Outlook outlook(RolloutState state, Map<Bytes32, Bytes32> owners) {
        Set<Bytes32> cohort = new HashSet<>();
        owners.forEach((node, owner) -> {
            if (isIn(state, node)) {
                cohort.add(owner);
            }
        });
        Map<Bytes32, SiteCounts> before = state.withParent();
        double usualVetoes = median(before.values().stream()
                .filter(this::says)
                .mapToDouble(SiteCounts::vetoesPerMillion)
                .toArray());
        double usualErrors = median(before.values().stream()
                .filter(this::says)
                .mapToDouble(SiteCounts::errorsPerMillion)
                .toArray());
        int reporting = 0;
        int byVetoes = 0;
        int byErrors = 0;
        int fine = 0;
        for (Map.Entry<Bytes32, SiteCounts> one : state.withModel().entrySet()) {
            SiteCounts now = one.getValue();
            if (!says(now) || !cohort.contains(one.getKey())) {
                continue;
            }
            reporting++;
            SiteCounts own = before.getOrDefault(one.getKey(), SiteCounts.NONE);
            boolean vetoes = rises(says(own) ? own.vetoesPerMillion() : usualVetoes, now.vetoesPerMillion());
            boolean errors = rises(says(own) ? own.errorsPerMillion() : usualErrors, now.errorsPerMillion());
            byVetoes += vetoes ? 1 : 0;
            byErrors += errors ? 1 : 0;
            fine += vetoes || errors ? 0 : 1;
        }
        return new Outlook(cohort.size(), reporting, byVetoes, byErrors, fine);
    }

    private boolean says(SiteCounts counts) {
        return counts.flows() >= config.flowsMin();
    }

    private boolean rises(double before, double now) {
        return now > before + before * config.riseMilli() / 1000 + config.slackPerMillion();
    }

    private static boolean tooMany(int worse, int cohort) {
        return (long) worse * WORSE_ONE_IN > cohort;
    }

    private static Step move(RolloutState state, RolloutStage to, Cause cause, long nowMicros) {
        // The last stage is told already: only watching ends.
        int percent = state.percents().at(to);
        boolean told = percent == state.percent();
        RolloutState moved = state.moved(to, told ? state.sequence() : state.sequence() + 1, nowMicros);
        return new Step(moved, told ? Optional.empty() : Optional.of(new Order(percent, cause)));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values.length == 0 ? 0 : values[(values.length - 1) / 2];
    }
}
