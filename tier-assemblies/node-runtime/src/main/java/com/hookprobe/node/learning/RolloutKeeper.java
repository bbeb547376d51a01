package com.hookprobe.node.learning;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.ModelHealth;
import com.hookprobe.qsecbit.learning.RolloutFile;
import com.hookprobe.qsecbit.learning.RolloutOrder;
import com.hookprobe.qsecbit.learning.SignedModel;
import com.hookprobe.qsecbit.learning.SmallFiles;
import com.hookprobe.qsecbit.learning.core.Member;
import com.hookprobe.qsecbit.learning.core.Percents;
import com.hookprobe.qsecbit.learning.core.Rollout;
import com.hookprobe.qsecbit.learning.core.RolloutConfig;
import com.hookprobe.qsecbit.learning.core.RolloutStage;
import com.hookprobe.qsecbit.learning.core.RolloutState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Brings models to the sites and back (LEARNING 7), and their orders into the ledger before that. Owned by the thread of its
 * {@link Aggregation}.
 */
public final class RolloutKeeper {
    /**
     * Where and how.
     *
     * @param rollout when a stage goes on or back
     * @param percents at how many of the sites its stages are
     * @param state where the roll-out stands, on disk
     * @param proofs where the proofs of sealed orders are published
     */
    public record Config(RolloutConfig rollout, Percents percents, RolloutFile state, Path proofs) {}

    private final Config config;
    private final Aggregation.Place place;
    private final AggregatorBook book;
    private final AggregatorEdge edge;
    private final EventLog log;
    private final Told told;

    RolloutKeeper(Config config, Aggregation.Place place, AggregatorBook book, AggregatorEdge edge, EventLog log) {
        this.config = config;
        this.place = place;
        this.book = book;
        this.edge = edge;
        this.log = log;
        this.told = new Told(log);
    }

    /** An order whose state was stored and that did not go out comes before all others. */
    private Optional<RolloutState> read() throws IOException {
        Optional<RolloutState> at = config.state().read();
        if (at.isPresent() && place.models().highestSequence() < at.get().sequence()) {
            publish(at.get(), at.get().percent(), Optional.empty());
        }
        return at;
    }

    /** An order that did not go out, and proofs that have come. */
    void complete() throws IOException {
        read();
        for (Map.Entry<Long, Bytes32> one : book.state().sealed().entrySet()) {
            Optional<SealProof> proof = edge.proof(one.getValue());
            if (proof.isPresent()) {
                SmallFiles.write(
                        config.proofs().resolve(proofName(one.getKey())),
                        proof.get().encode());
                book.save(book.state().proven(one.getKey()));
            }
        }
    }

    /** The name of an order's proof. */
    public static String proofName(long sequence) {
        return String.format(Locale.ROOT, "%010d.bin", sequence);
    }

    boolean isOpen() throws IOException {
        return config.state().read().filter(at -> at.stage().isOpen()).isPresent();
    }

    /** What sites judge by while no roll-out goes on: the last model that came through, or the first of the chain. */
    Optional<SignedModel> inUse(SignedModel newest) throws IOException, MalformedException {
        Optional<RolloutState> at = config.state().read();
        if (at.isPresent()) {
            boolean through = at.get().stage() == RolloutStage.DONE;
            return place.models().model(through ? at.get().model() : at.get().parent());
        }
        Optional<SignedModel> first = Optional.of(newest);
        while (first.isPresent() && first.get().model().number() > 0) {
            first = place.models().model(first.get().model().parent());
        }
        return first;
    }

    void start(SignedModel model, Bytes32 inUse, Roster roster, long now) throws IOException {
        read();
        Rollout.Started started = Rollout.start(
                config.percents(),
                model.model(),
                inUse,
                place.rows(),
                place.models().highestSequence(),
                now);
        if (started.step().isEmpty()) {
            String why = String.join("; ", started.verdict().faults());
            told.once("rollout_refused", model.id() + why, "model", model.id().hex(), "reason", why);
            return;
        }
        Rollout.Step step = started.step().get();
        // What sites saw with the model before, while they still tell it.
        Reading reading = reading(roster);
        store(new Rollout.Step(Rollout.noted(step.state(), reading.counting, reading.owners), step.order()));
    }

    void watch(Roster roster, long now) throws IOException {
        RolloutState at = read().orElse(null);
        if (at == null || !at.stage().isOpen()) {
            return;
        }
        Reading reading = reading(roster);
        RolloutState noted = Rollout.noted(at, reading.counting, reading.owners);
        Rollout.Step step = new Rollout(config.rollout()).tick(noted, reading.owners, now);
        if (!step.state().equals(at)) {
            store(step);
        }
    }

    /**
     * Takes the model of the last roll-out back everywhere.
     *
     * @return why nothing was done; empty when it was
     */
    public Optional<String> rollBack(long now) throws IOException {
        return operator(state -> Rollout.rollBack(state, now), "it was taken back already");
    }

    /** Goes on to the next stage now; as {@link #rollBack}. */
    public Optional<String> promote(long now) throws IOException {
        return operator(state -> Rollout.promote(state, now), "no roll-out goes on");
    }

    private interface Word {
        Rollout.Step on(RolloutState state);
    }

    private Optional<String> operator(Word word, String nothing) throws IOException {
        RolloutState at = read().orElse(null);
        if (at == null) {
            return Optional.of("no model was rolled out yet");
        }
        Rollout.Step step = word.on(at);
        if (step.state().equals(at)) {
            return Optional.of(nothing);
        }
        store(step);
        return Optional.empty();
    }

    private void store(Rollout.Step step) throws IOException {
        config.state().write(step.state());
        if (step.order().isPresent()) {
            publish(
                    step.state(),
                    step.order().get().percent(),
                    Optional.of(step.order().get().cause()));
        }
    }

    private void publish(RolloutState at, int percent, Optional<Rollout.Cause> cause) throws IOException {
        RolloutOrder order = RolloutOrder.sign(at.sequence(), at.model(), at.parent(), percent, place.signer());
        Bytes32 block = edge.seal(LedgerWord.of(order, cause));
        book.save(book.state().sealed(order.sequence(), block));
        place.models().write(order);
        log.event(
                "order_published",
                "sequence",
                order.sequence(),
                "model",
                order.model().hex(),
                "percent",
                percent,
                "cause",
                cause.map(Enum::toString).orElse("REPEATED"));
    }

    /**
     * What the folder says.
     *
     * @param judging how many nodes judge
     * @param counting reports of those whose word counts now
     * @param owners of all nodes that judge at all, also of those that are away: who does not judge would be waited for in vain, and who
     *     is away must not make the others more. A stage for nobody goes on by itself
     */
    private record Reading(int judging, List<ModelHealth> counting, Map<Bytes32, Bytes32> owners) {}

    private Reading reading(Roster roster) throws IOException {
        List<ModelHealth> counting = new ArrayList<>();
        Map<Bytes32, Bytes32> owners = new HashMap<>();
        for (ModelHealth health : place.updates().health()) {
            Member member = roster.enrolled().get(health.node());
            if (member == null || !health.verify(member.key())) {
                continue;
            }
            owners.put(health.node(), member.owner());
            if (roster.counting().containsKey(health.node())) {
                counting.add(health);
            }
        }
        return new Reading(owners.size(), counting, owners);
    }

    Map<String, Object> status(Roster roster) {
        Map<String, Object> fields = new LinkedHashMap<>();
        try {
            RolloutState at = config.state().read().orElse(null);
            if (at == null) {
                fields.put("stage", "NONE");
                return fields;
            }
            Reading reading = reading(roster);
            Rollout.Outlook outlook = new Rollout(config.rollout()).outlook(at, reading.owners);
            fields.put("model", at.model().hex());
            fields.put("parent", at.parent().hex());
            fields.put("stage", at.stage().toString());
            fields.put("percent", at.percent());
            fields.put("since_seconds", TimeUnit.MICROSECONDS.toSeconds(at.sinceMicros()));
            fields.put("sequence", at.sequence());
            fields.put("judging", reading.judging);
            fields.put("cohort", outlook.cohort());
            fields.put("reporting", outlook.reporting());
            fields.put("fine", outlook.fine());
            fields.put("needed", outlook.needed());
            fields.put("worse_by_vetoes", outlook.worseByVetoes());
            fields.put("worse_by_errors", outlook.worseByErrors());
        } catch (IOException e) {
            fields.put("fault", String.valueOf(e.getMessage()));
        }
        return fields;
    }
}
