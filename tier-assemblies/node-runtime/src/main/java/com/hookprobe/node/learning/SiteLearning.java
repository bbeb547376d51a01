package com.hookprobe.node.learning;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.SignatureSigner;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.qsecbit.learning.BudgetFile;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.ModelFolder;
import com.hookprobe.qsecbit.learning.ModelHealth;
import com.hookprobe.qsecbit.learning.RolloutOrder;
import com.hookprobe.qsecbit.learning.SignedModel;
import com.hookprobe.qsecbit.learning.core.PrivacyBudget;
import com.hookprobe.qsecbit.learning.core.SiteModels;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A site's part (LEARNING 10.4 to 10.6): follows orders, makes one update to each base, sends it and what it knows of the model's health.
 * Each step is stored before the next one. Owned by one thread, which may wait in it.
 */
public final class SiteLearning {
    private static final int SHOWN_MAX = 1_024;
    private static final int COARSE_MAX = 100;

    /**
     * What it may do.
     *
     * @param train make updates
     * @param judge follow orders
     * @param budget with nothing spent; what all updates may tell
     * @param rounds how many updates it lasts for
     * @param beginMicros how long it gathers examples before the first one
     */
    public record Config(boolean train, boolean judge, PrivacyBudget budget, int rounds, long beginMicros) {}

    /**
     * Who and where it is.
     *
     * @param node its id
     * @param signer signs as the node
     * @param aggregator checks what the aggregator has signed
     * @param folder the mirrored models and orders
     * @param budget what has been spent, on disk
     * @param state what it goes on with, on disk
     * @param random 64 uniform bits at a time, from a cryptographic source
     */
    public record Place(
            Bytes32 node,
            SignatureSigner signer,
            SignatureVerifier aggregator,
            ModelFolder folder,
            BudgetFile budget,
            Shelf state,
            LongSupplier random) {}

    private final Config config;
    private final Place place;
    private final SiteEdge edge;
    private final SiteBook book;
    private final UpdateMaker updates;
    private final EventLog log;
    private final Told told;
    private final Set<Bytes32> shown = new HashSet<>();
    private Optional<Judging> judging = Optional.empty();
    private String reported = "";

    private SiteLearning(
            Config config,
            Place place,
            SiteEdge edge,
            SiteBook book,
            Supplier<List<FlowExample>> examples,
            EventLog log) {
        this.config = config;
        this.place = place;
        this.edge = edge;
        this.book = book;
        this.updates = new UpdateMaker(config, place, book, examples, this::refused, log);
        this.log = log;
        this.told = new Told(log);
    }

    /**
     * Goes on with what is stored, and has the site judge by the model that it judged by.
     *
     * @param examples what there is to train on, asked at each update
     * @throws IOException also when what is stored is damaged: a site that has forgotten what it sent must not send
     */
    public static SiteLearning open(
            Config config,
            Place place,
            SiteEdge edge,
            Supplier<List<FlowExample>> examples,
            EventLog log,
            long nowMicros)
            throws IOException {
        SiteBook book = SiteBook.open(place.state(), nowMicros);
        SiteLearning learning = new SiteLearning(config, place, edge, book, examples, log);
        if (config.judge()) {
            learning.use();
        }
        return learning;
    }

    /** One look at what has come, and all that follows from it. What fails is told, and tried again at the next look. */
    public void look(long nowMicros) {
        if (config.judge()) {
            attempt("orders", this::follow);
        }
        if (nowMicros < book.state().beganMicros()) {
            // Its clock was ahead when it began, and is right now.
            attempt("beginning", () -> book.save(book.state().beginning(nowMicros)));
        }
        if (config.train() && nowMicros - book.state().beganMicros() >= config.beginMicros()) {
            attempt("training", updates::train);
        }
        attempt("update", () -> updates.deliver(edge));
        if (config.judge()) {
            attempt("health", this::report);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void attempt(String what, Step step) {
        try {
            step.run();
            told.well(what);
        } catch (IOException | RuntimeException e) {
            told.failed(what, e);
        }
    }

    // -- orders ---------------------------------------------------------------------------------------------------

    private void use() {
        SiteState state = book.state();
        judging = state.model().map(by -> new Judging(by, state.flows(), state.vetoes(), state.errors()));
        edge.use(judging);
    }

    private void follow() throws IOException {
        SiteModels models = new SiteModels(
                place.node(),
                place.aggregator(),
                book.state().model(),
                book.state().sequence());
        for (RolloutOrder order : place.folder().ordersAfter(book.state().sequence(), this::refused)) {
            // Back is always the safe way, also while the ledger stands still; but only for who uses what is taken
            // back.
            boolean back =
                    models.current().filter(by -> order.takesBack(by.id())).isPresent();
            if (!back && !sealed(order)) {
                told.once(
                        "order_waits",
                        order.sequence() + " not sealed",
                        "sequence",
                        order.sequence(),
                        "reason",
                        "NOT_SEALED");
                continue;
            }
            SiteModels.Outcome outcome = models.order(order, model());
            if (outcome instanceof SiteModels.Refused refusal) {
                told.once(
                        "order_refused",
                        order.sequence() + " " + refusal.reason(),
                        "sequence",
                        order.sequence(),
                        "model",
                        order.model().hex(),
                        "reason",
                        refusal.reason().toString());
                continue;
            }
            boolean anew = outcome instanceof SiteModels.Adopted;
            SiteState counted = judging.map(by -> book.state().counted(by)).orElse(book.state());
            book.save(counted.followed(order.sequence(), models.current(), anew));
            if (outcome instanceof SiteModels.Adopted adopted) {
                use();
                log.event(
                        "model_in_use",
                        "model",
                        adopted.model().id().hex(),
                        "number",
                        adopted.model().model().number(),
                        "back",
                        adopted.back(),
                        "sequence",
                        order.sequence());
            }
        }
    }

    /** What was shown once holds; the check is not cheap, and an order that is refused comes again at each look. */
    private boolean sealed(RolloutOrder order) throws IOException {
        Bytes32 file = LedgerWord.sha256(order.encode());
        if (!shown.contains(file) && edge.sealed(order)) {
            if (shown.size() >= SHOWN_MAX) {
                shown.clear();
            }
            shown.add(file);
        }
        return shown.contains(file);
    }

    private Function<Bytes32, Optional<SignedModel>> model() {
        return id -> {
            try {
                return place.folder().model(id);
            } catch (IOException | MalformedException e) {
                refused(String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        };
    }

    private void refused(String why) {
        told.once("learning_file_refused", why, "reason", why);
    }

    // -- health ---------------------------------------------------------------------------------------------------

    private void report() throws IOException {
        Judging by = judging.orElse(null);
        if (by == null) {
            return;
        }
        // Vetoes and errors first: they are never more than the flows.
        long vetoes = by.vetoes();
        long errors = by.errors();
        long flows = coarse(by.flows());
        String news = by.id() + " " + flows + " " + vetoes + " " + errors;
        if (news.equals(reported)) {
            return;
        }
        book.save(book.state().counted(by));
        ModelHealth health = ModelHealth.sign(place.node(), by.id(), flows, vetoes, errors, place.signer());
        edge.put("learning/health.bin", health.encode());
        reported = news;
    }

    /** Up to two digits and zeros: how much traffic a site has is nobody's business, and rates are as good. */
    static long coarse(long count) {
        long unit = 1;
        while (count / unit >= COARSE_MAX) {
            unit *= 10;
        }
        return Math.floorDiv(count + unit - 1, unit) * unit;
    }

    /** Stores what was counted since the last report. */
    public void close() throws IOException {
        if (judging.isPresent()) {
            book.save(book.state().counted(judging.get()));
        }
    }

    /** What a person may want to know. */
    public Map<String, Object> status() {
        SiteState state = book.state();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("trained_number", state.trained());
        fields.put(
                "update_waits",
                state.release().flatMap(SiteState.Release::update).isPresent());
        fields.put("order", state.sequence());
        fields.put("model", state.model().map(by -> by.id().hex()).orElse(""));
        fields.put("model_number", state.model().map(by -> by.model().number()).orElse(-1L));
        fields.put("flows", judging.map(Judging::flows).orElse(0L));
        fields.put("vetoes", judging.map(Judging::vetoes).orElse(0L));
        fields.put("errors", judging.map(Judging::errors).orElse(0L));
        return fields;
    }
}
