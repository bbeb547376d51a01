package com.hookprobe.qsecbit.learning.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Brings a model to 5, 50 and 100 percent of the sites, and back when it makes things worse there (LEARNING 7). A pure state
 * machine: state and input give the next state and perhaps an order. Stateless itself.
 *
 * <p>It fails to the safe side: liars can hold a model up or have it taken back, which leaves everyone with the model before; to
 * push a bad one on they must be three of four of those who report.
 */
public final class Rollout {
    private static final long MICROS_PER_SECOND = 1_000_000;
    /** Taken back when more than one of so many that report is worse off. */
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
     * How a stage looks.
     *
     * @param reporting owners whose reports of the model say something
     * @param worseByVetoes of these, those that veto more than before
     * @param worseByErrors of these, those that see more errors than before
     * @param needed how many must report before the next stage
     */
    public record Outlook(int reporting, int worseByVetoes, int worseByErrors, int needed) {}

    /** Begins with 5 percent. */
    public static Step start(Bytes32 model, Bytes32 parent, long lastSequence, long nowMicros) {
        RolloutState state =
                new RolloutState(model, parent, RolloutStage.FIRST, nowMicros, lastSequence + 1, Map.of(), Map.of());
        return new Step(state, Optional.of(new Order(RolloutStage.FIRST.percent(), Cause.STARTED)));
    }

    /**
     * An owner's counts of a model, all of its nodes together; they stand for those that it told before.
     *
     * @param cohort how many owners have a node that the stage is for
     */
    public Step report(
            RolloutState state, Bytes32 owner, Bytes32 model, SiteCounts counts, int cohort, long nowMicros) {
        Map<Bytes32, SiteCounts> withModel = state.withModel();
        Map<Bytes32, SiteCounts> withParent = state.withParent();
        Map<Bytes32, SiteCounts> of = model.equals(state.model()) ? withModel : withParent;
        boolean known = model.equals(state.model()) || model.equals(state.parent());
        if (!known || (of.size() >= RolloutState.OWNERS_MAX && !of.containsKey(owner))) {
            return new Step(state, Optional.empty());
        }
        of.put(owner, counts);
        RolloutState told = new RolloutState(
                state.model(),
                state.parent(),
                state.stage(),
                state.sinceMicros(),
                state.sequence(),
                withModel,
                withParent);
        return tick(told, cohort, nowMicros);
    }

    /** Time goes on; the cohort as in {@link #report}. In a small mesh it may be empty: then there is nobody to wait for. */
    public Step tick(RolloutState state, int cohort, long nowMicros) {
        if (!state.stage().isOpen()) {
            return new Step(state, Optional.empty());
        }
        Outlook outlook = outlook(state, cohort);
        if (tooMany(outlook.worseByVetoes(), outlook.reporting())) {
            return move(state, RolloutStage.BACK, Cause.VETOES_RISE, nowMicros);
        }
        if (tooMany(outlook.worseByErrors(), outlook.reporting())) {
            return move(state, RolloutStage.BACK, Cause.ERRORS_RISE, nowMicros);
        }
        boolean soaked = nowMicros - state.sinceMicros() >= config.soakSeconds() * MICROS_PER_SECOND;
        if (soaked && outlook.reporting() >= outlook.needed()) {
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

    /** What the reports say. */
    public Outlook outlook(RolloutState state, int cohort) {
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
        for (Map.Entry<Bytes32, SiteCounts> one : state.withModel().entrySet()) {
            SiteCounts now = one.getValue();
            if (!says(now)) {
                continue;
            }
            reporting++;
            SiteCounts own = before.getOrDefault(one.getKey(), SiteCounts.NONE);
            byVetoes += rises(says(own) ? own.vetoesPerMillion() : usualVetoes, now.vetoesPerMillion()) ? 1 : 0;
            byErrors += rises(says(own) ? own.errorsPerMillion() : usualErrors, now.errorsPerMillion()) ? 1 : 0;
        }
        return new Outlook(reporting, byVetoes, byErrors, (cohort + 1) / 2);
    }

    private boolean says(SiteCounts counts) {
        return counts.flows() >= config.flowsMin();
    }

    private boolean rises(double before, double now) {
        return now > before + before * config.riseMilli() / 1000 + config.slackPerMillion();
    }

    private static boolean tooMany(int worse, int reporting) {
        return (long) worse * WORSE_ONE_IN > reporting;
    }

    private static Step move(RolloutState state, RolloutStage to, Cause cause, long nowMicros) {
        RolloutState moved = state.moved(to, nowMicros);
        // The last stage is told already: only watching ends.
        boolean told = to.percent() == state.stage().percent();
        return new Step(moved, told ? Optional.empty() : Optional.of(new Order(to.percent(), cause)));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values.length == 0 ? 0 : values[(values.length - 1) / 2];
    }
}
