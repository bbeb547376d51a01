package com.hookprobe.node.learning;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.SignatureSigner;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.Layout;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelFolder;
import com.hookprobe.qsecbit.learning.ModelUpdate;
import com.hookprobe.qsecbit.learning.Recipe;
import com.hookprobe.qsecbit.learning.SignedModel;
import com.hookprobe.qsecbit.learning.UpdateFolder;
import com.hookprobe.qsecbit.learning.core.Acceptance;
import com.hookprobe.qsecbit.learning.core.Aggregator;
import com.hookprobe.qsecbit.learning.core.Measure;
import com.hookprobe.qsecbit.learning.core.Member;
import com.hookprobe.qsecbit.learning.core.UpdateRefusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The aggregator's part (LEARNING 10.7 to 10.9): joins updates to models, and hands those that are fit to the roll-out. A model has its
 * number before it is sealed, and is sealed before anybody sees it; each step is stored before the next one, so that a crash repeats a
 * step and changes nothing. Owned by one thread, which may wait in it.
 */
public final class Aggregation {
    /** Models before the base that the next one is compared with. */
    private static final int BEFORE_MAX = 16;

    private static final int MEASURED_MAX = 64;

    /**
     * How it joins.
     *
     * @param recipe how updates become one
     * @param updatesMin how many there must be
     * @param everyMicros time between two rounds
     */
    public record Config(Recipe recipe, int updatesMin, long everyMicros) {}

    /**
     * Where everything lies.
     *
     * @param layout of the models
     * @param rows held back from all training, with attacks and normal connections
     * @param models what is published
     * @param updates what nodes have sent
     * @param state what it goes on with, on disk
     * @param signer signs as the aggregator
     */
    public record Place(
            Layout layout,
            List<FlowExample> rows,
            ModelFolder models,
            UpdateFolder updates,
            Shelf state,
            SignatureSigner signer) {}

    private final Config config;
    private final Place place;
    private final AggregatorEdge edge;
    private final RolloutKeeper rollout;
    private final EventLog log;
    private final Told told;
    private final AggregatorBook book;
    private final Map<Bytes32, Measure> measured = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes32, Measure> eldest) {
            return size() > MEASURED_MAX;
        }
    };

    private Map<String, Object> lastRound = Map.of();

    private Aggregation(
            Config config, Place place, AggregatorEdge edge, RolloutKeeper rollout, AggregatorBook book, EventLog log) {
        this.config = config;
        this.place = place;
        this.edge = edge;
        this.rollout = rollout;
        this.book = book;
        this.log = log;
        this.told = new Told(log);
    }

    /**
     * Goes on with what is stored.
     *
     * @throws IOException also when what is stored is damaged
     */
    public static Aggregation open(
            Config config, RolloutKeeper.Config stages, Place place, AggregatorEdge edge, EventLog log)
            throws IOException {
        AggregatorBook book = AggregatorBook.open(place.state());
        RolloutKeeper rollout = new RolloutKeeper(stages, place, book, edge, log);
        return new Aggregation(config, place, edge, rollout, book, log);
    }

    /** What an operator asks of the roll-out. */
    public RolloutKeeper rollout() {
        return rollout;
    }

    /**
     * One look at what nodes have sent, and all that follows from it. What fails is told, and tried again at the next look.
     *
     * @param roster who takes part
     */
    public void look(Roster roster, long nowMicros) {
        attempt("publishing", () -> {
            begin();
            publish();
            rollout.complete();
        });
        attempt("rollout", () -> rollout.watch(roster, nowMicros));
        attempt("round", () -> round(roster.counting(), nowMicros));
        attempt("rollout start", () -> start(roster, nowMicros));
    }

    private interface Step {
        void run() throws IOException, MalformedException;
    }

    private void attempt(String what, Step step) {
        try {
            step.run();
            told.well(what);
        } catch (IOException | MalformedException | RuntimeException e) {
            told.failed(what, e);
        }
    }

    private void refused(String why) {
        told.once("learning_file_refused", why, "reason", why);
    }

    // -- models -----------------------------------------------------------------------------------------------------

    private void begin() throws IOException {
        boolean none = place.models().highestNumber() < 0 && book.state().issued() < 0;
        if (none) {
            stage(LearnedModel.first(place.layout()));
        }
    }

    private void stage(LearnedModel model) throws IOException {
        book.save(book.state().stage(SignedModel.sign(model, place.signer())));
    }

    /** What was staged goes out, also after a crash in the middle: sealed again at worst, and never another under its number. */
    private void publish() throws IOException {
        SignedModel model = book.state().staged().orElse(null);
        if (model == null) {
            return;
        }
        edge.seal(LedgerWord.of(model));
        place.models().write(model);
        book.save(book.state().published());
        log.event(
                "model_published",
                "model",
                model.id().hex(),
                "number",
                model.model().number(),
                "updates",
                model.model().updates());
    }

    private long nextNumber() throws IOException {
        return Math.max(book.state().issued(), place.models().highestNumber()) + 1;
    }

    private void round(Map<Bytes32, Member> members, long now) throws IOException, MalformedException {
        SignedModel base = place.models().base(this::refused).orElse(null);
        if (base == null) {
            return;
        }
        if (base.model().number() < place.models().highestNumber()) {
            // Everybody has sent his update to it: it goes out again under a number of its own.
            again(base);
            return;
        }
        long since = now - book.state().roundMicros();
        // A clock that was set back begins a new interval.
        if (since >= 0 && since < config.everyMicros()) {
            return;
        }
        List<byte[]> sent = place.updates().updates(base.id());
        Aggregator.Result result = Aggregator.join(
                base.model(),
                nextNumber(),
                config.recipe(),
                sent,
                node -> Optional.ofNullable(members.get(node)),
                place.rows());
        tell(base, sent, result);
        if (usable(result) < config.updatesMin() || result.model().isEmpty()) {
            lastRound =
                    Map.of("updates", sent.size(), "usable", usable(result), "needed", needed(), "outcome", "TOO_FEW");
            return;
        }
        book.save(book.state().round(now));
        judge(base, result);
        publish();
    }

    /** Nothing is wrong with those that help least: some always do. */
    private static long usable(Aggregator.Result result) {
        long screened = result.refused().stream()
                .filter(one -> one.reason() == UpdateRefusal.UNHELPFUL)
                .count();
        return result.used().size() + screened;
    }

    /** With fewer there is no model, whatever they are. */
    private int needed() {
        return Math.max(
                config.updatesMin(),
                2 * config.recipe().liars() + 1 + config.recipe().screened());
    }

    private void judge(SignedModel base, Aggregator.Result result) throws IOException, MalformedException {
        LearnedModel next = result.model().orElseThrow();
        Acceptance.Verdict verdict = Acceptance.STANDARD.judge(next, before(base), place.rows());
        String faults = String.join("; ", verdict.faults());
        lastRound = Map.of(
                "used",
                result.used().size(),
                "refused",
                result.refused().size(),
                "f1",
                verdict.measure().f1(),
                "disguised_f1",
                verdict.measure().disguisedF1(),
                "false_alarm_rate",
                verdict.measure().falseAlarmRate(),
                "outcome",
                verdict.accepted() ? "ACCEPTED" : faults);
        log.event(
                verdict.accepted() ? "model_accepted" : "model_refused",
                "base",
                base.id().hex(),
                "number",
                next.number(),
                "used",
                result.used().size(),
                "f1",
                verdict.measure().f1(),
                "disguised_f1",
                verdict.measure().disguisedF1(),
                "reason",
                faults);
        if (verdict.accepted()) {
            stage(next);
        } else {
            again(base);
        }
    }

    /** The same weights under a new number and without a last step, so that sites train on them anew. */
    private void again(SignedModel base) throws IOException {
        LearnedModel model = base.model();
        stage(new LearnedModel(
                model.layout(),
                nextNumber(),
                base.id(),
                Recipe.NONE,
                0,
                LearnedModel.used(List.of()),
                model.weights(),
                new int[model.layout().size()]));
        publish();
    }

    private void tell(SignedModel base, List<byte[]> sent, Aggregator.Result result) {
        for (Aggregator.Refused one : result.refused()) {
            String from = "?";
            try {
                from = ModelUpdate.decode(sent.get(one.index())).node().hex();
            } catch (MalformedException e) {
                // Nobody can say whose it is.
                from = "?";
            }
            told.once(
                    "update_refused",
                    base.id() + " " + from + " " + one.reason(),
                    "base",
                    base.id().hex(),
                    "node",
                    from,
                    "reason",
                    one.reason().toString(),
                    "expected",
                    one.reason().expected());
        }
    }

    /** The base and those before it, the base last. */
    private List<Measure> before(SignedModel base) throws IOException, MalformedException {
        List<Measure> found = new ArrayList<>();
        Optional<SignedModel> at = Optional.of(base);
        while (at.isPresent() && found.size() < BEFORE_MAX) {
            found.add(0, measure(at.get()));
            at = place.models().model(at.get().model().parent());
        }
        return found;
    }

    private Measure measure(SignedModel model) {
        return measured.computeIfAbsent(model.id(), id -> Measure.of(model.model(), place.rows()));
    }

    // -- roll-out ---------------------------------------------------------------------------------------------------

    private void start(Roster roster, long now) throws IOException, MalformedException {
        SignedModel next = place.models().base(this::refused).orElse(null);
        if (next == null || next.model().number() == 0 || rollout.isOpen()) {
            return;
        }
        SignedModel inUse = rollout.inUse(next).orElse(null);
        if (inUse == null || measure(next).f1() <= measure(inUse).f1()) {
            return;
        }
        rollout.start(next, inUse.id(), roster, now);
    }

    /** What a person may want to know. */
    public Map<String, Object> status(Roster roster) {
        Map<String, Object> fields = new LinkedHashMap<>();
        try {
            Optional<SignedModel> base = place.models().base(this::refused);
            fields.put("base", base.map(model -> model.id().hex()).orElse(""));
            fields.put("base_number", base.map(model -> model.model().number()).orElse(-1L));
            fields.put("base_f1", base.map(model -> measure(model).f1()).orElse(0.0));
            fields.put(
                    "updates",
                    base.isPresent() ? place.updates().updates(base.get().id()).size() : 0);
        } catch (IOException e) {
            fields.put("fault", String.valueOf(e.getMessage()));
        }
        fields.put("members", roster.counting().size());
        fields.put("last_round", lastRound);
        fields.putAll(rollout.status(roster));
        return fields;
    }
}
