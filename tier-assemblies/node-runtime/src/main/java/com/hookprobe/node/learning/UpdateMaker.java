package com.hookprobe.node.learning;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.ModelUpdate;
import com.hookprobe.qsecbit.learning.SignedModel;
import com.hookprobe.qsecbit.learning.core.LocalTraining;
import com.hookprobe.qsecbit.learning.core.PrivacyBudget;
import com.hookprobe.qsecbit.learning.core.ReleasePlan;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes a site's updates (LEARNING 10.5): one to each base, charged before it is made, and the same bytes until they have arrived. Owned
 * by the thread of its {@link SiteLearning}.
 */
final class UpdateMaker {
    private final PrivacyBudget limit;
    private final int rounds;
    private final SiteLearning.Place place;
    private final SiteBook book;
    private final Supplier<List<FlowExample>> examples;
    private final Consumer<String> refused;
    private final EventLog log;
    private Optional<ReleasePlan> plan = Optional.empty();

    /** @param refused told of files that are not the aggregator's */
    UpdateMaker(
            SiteLearning.Config config,
            SiteLearning.Place place,
            SiteBook book,
            Supplier<List<FlowExample>> examples,
            Consumer<String> refused,
            EventLog log) {
        this.limit = config.budget();
        this.rounds = config.rounds();
        this.place = place;
        this.book = book;
        this.examples = examples;
        this.refused = refused;
        this.log = log;
    }

    /** Makes the update to the newest base, when there is none yet. */
    void train() throws IOException {
        SignedModel base = place.folder().base(refused).orElse(null);
        if (base == null || base.model().number() <= book.state().trained()) {
            return;
        }
        PrivacyBudget has = budget();
        if (has.epsilonMilli() != limit.epsilonMilli() || has.deltaOneIn() != limit.deltaOneIn()) {
            throw new IOException("expected learning.epsilon and learning.delta as the budget on the disk has them, "
                    + has.epsilonMilli() / 1000.0 + " and one in " + has.deltaOneIn()
                    + "; found others: what was spent was spent under those");
        }
        long charged = releases(has);
        Optional<SiteState.Release> making = book.state()
                .release()
                .filter(one -> one.update().isEmpty() && one.base().equals(base.id()));
        if (making.isEmpty()) {
            book.save(book.state().making(base.id(), charged));
        }
        // Otherwise a crash came between the charge and the update, and nothing has left.
        if (making.isEmpty() || making.get().charged() == charged) {
            Optional<PrivacyBudget> after = place.budget().charge(plan());
            if (after.isEmpty()) {
                book.save(book.state().done(base.model().number()));
                log.event("learning_budget_spent", "base", base.id().hex(), "epsilon", has.spent());
                return;
            }
            has = after.get();
        }
        List<FlowExample> rows = examples.get();
        LocalTraining.Delta delta = LocalTraining.train(base.model(), rows, plan(), true, place.random());
        ModelUpdate update =
                ModelUpdate.sign(place.node(), base.id(), delta.countBucket(), delta.numbers(), place.signer());
        book.save(book.state().made(base.model().number(), base.id(), update.encode()));
        log.event(
                "update_made",
                "base",
                base.id().hex(),
                "number",
                base.model().number(),
                "examples",
                rows.size(),
                "epsilon",
                has.spent());
    }

    private PrivacyBudget budget() throws IOException {
        Optional<PrivacyBudget> has = place.budget().read();
        if (has.isEmpty() && book.state().trained() >= 0) {
            throw new IOException("expected the privacy budget on the disk; found none, and updates were sent already");
        }
        if (has.isEmpty()) {
            place.budget().create(limit);
        }
        return has.orElse(limit);
    }

    private ReleasePlan plan() {
        if (plan.isEmpty()) {
            long sensitivity = LocalTraining.bounded(1, ReleasePlan.ALL).sensitivitySquared();
            long variance = PrivacyBudget.varianceFor(
                    limit.epsilonMilli(), limit.deltaOneIn(), sensitivity, ReleasePlan.ALL, rounds);
            plan = Optional.of(LocalTraining.bounded(variance, ReleasePlan.ALL));
        }
        return plan.get();
    }

    private static long releases(PrivacyBudget budget) {
        return budget.releases().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Sends what is made. */
    void deliver(SiteEdge edge) throws IOException {
        SiteState.Release made = book.state().release().orElse(null);
        if (made == null || made.update().isEmpty()) {
            return;
        }
        edge.put("learning/" + made.base().hex() + ".bin", made.update().get());
        book.save(book.state().done(book.state().trained()));
        log.event("update_sent", "base", made.base().hex());
    }
}
