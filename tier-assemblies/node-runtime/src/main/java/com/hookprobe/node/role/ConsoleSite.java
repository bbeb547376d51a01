package com.hookprobe.node.role;

import com.hookprobe.console.view.DecisionsPage;
import com.hookprobe.console.view.DetectionRow;
import com.hookprobe.console.view.Explanation;
import com.hookprobe.console.view.NodeAwayException;
import com.hookprobe.console.view.NodeView;
import com.hookprobe.console.view.Order;
import com.hookprobe.console.view.OrderAnswer;
import com.hookprobe.console.view.ScorePage;
import com.hookprobe.qsecbit.metric.Band;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.Response;
import com.hookprobe.qsecbit.response.ResponseState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A site as its console sees it. Safe for use by many threads: what belongs to the loop is asked of it. */
final class ConsoleSite implements NodeView.SiteView {
    private static final int ROWS_MAX = 1_000;
    /** Pages read anew 250 ms after they heard of a decision: what is kept then is younger than that. */
    private static final long KEPT_NS = 200_000_000L;

    private final NodeContext node;
    private final ConsoleQuestions loop;
    private final ConsoleFeed feed;
    private final Response response;
    private final OperatorDesk desk;
    private final ConsoleLedger ledger;
    private final ReentrantLock making = new ReentrantLock();
    private @Nullable DecisionsPage kept;
    private long keptNs;
    private final LongSupplier nanoTime;

    ConsoleSite(NodeContext node, ConsoleFeed feed, Response response, OperatorDesk desk, ConsoleLedger ledger) {
        this(node, feed, response, desk, ledger, System::nanoTime);
    }

    /** @param nanoTime a clock that does not go back */
    ConsoleSite(
            NodeContext node,
            ConsoleFeed feed,
            Response response,
            OperatorDesk desk,
            ConsoleLedger ledger,
            LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.node = node;
        this.loop = new ConsoleQuestions(node.loop());
        this.feed = feed;
        this.response = response;
        this.desk = desk;
        this.ledger = ledger;
    }

    @Override
    public ScorePage score() throws NodeAwayException {
        return loop.ask(feed::score)
                .orElseGet(() -> new ScorePage(node.loop().wallMicros(), 0, Band.GREEN.name(), List.of(), List.of()));
    }

    @Override
    public List<DetectionRow> detections(long before, int limit) throws NodeAwayException {
        return loop.ask(() -> feed.detections(before, limit));
    }

    /** Made at most five times in a second, however many ask: with 100,000 decisions each is work for the loop. */
    @Override
    public DecisionsPage decisions() throws NodeAwayException {
        begin();
        try {
            DecisionsPage last = kept;
            if (last != null && nanoTime.getAsLong() - keptNs < KEPT_NS) {
                return last;
            }
            DecisionsPage page = made();
            keptNs = nanoTime.getAsLong();
            kept = page;
            return page;
        } finally {
            making.unlock();
        }
    }

    private void begin() throws NodeAwayException {
        try {
            if (!making.tryLock(ConsoleQuestions.PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new NodeAwayException("others wait for the node's answer, too");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeAwayException("interrupted");
        }
    }

    private DecisionsPage made() throws NodeAwayException {
        return loop.ask(() -> {
            ResponseState state = response.state(node.loop().wallMicros());
            return new DecisionsPage(
                    state.decisions().size(),
                    // Those that end first come first.
                    state.decisions().stream()
                            .limit(ROWS_MAX)
                            .map(ConsoleSite::row)
                            .toList(),
                    state.undone().stream()
                            .limit(ROWS_MAX)
                            .map(taken -> new DecisionsPage.Taken(
                                    taken.indicator().toString(), taken.action().name(), taken.untilMicros()))
                            .toList(),
                    allowed());
        });
    }

    private List<DecisionsPage.Allowed> allowed() {
        return response.allowlist().stream()
                .limit(ROWS_MAX)
                .map(entry -> new DecisionsPage.Allowed(entry.prefix().toString(), entry.reason(), entry.own()))
                .toList();
    }

    static DecisionsPage.Row row(Decision decision) {
        return new DecisionsPage.Row(
                decision.id(),
                decision.indicator().toString(),
                decision.action().name(),
                decision.scope().name(),
                decision.origin().name(),
                decision.reason(),
                decision.score(),
                decision.createdMicros(),
                decision.endsMicros());
    }

    @Override
    public OrderAnswer carryOut(Order order, String by) throws NodeAwayException {
        OrderAnswer answer = loop.order(() -> {
            try {
                DefenceRequest.Answer done = desk.order(request(order), by);
                return new OrderAnswer(done.error() == null ? "" : done.error(), done.outcomes(), done.refused());
            } catch (IllegalArgumentException e) {
                return new OrderAnswer(String.valueOf(e.getMessage()), Map.of(), List.of());
            }
        });
        making.lock();
        // Who gave it sees what came of it.
        kept = null;
        making.unlock();
        return answer;
    }

    private DefenceRequest request(Order order) {
        return switch (order.kind()) {
            case BLOCK ->
                new DefenceRequest("add", order.indicators(), order.action(), order.ttlSeconds(), null, order.reason());
            case UNDO -> new DefenceRequest("delete", named(order.indicators()), null, null, null, null);
            case ALLOW -> new DefenceRequest("allow", order.indicators(), null, null, null, order.reason());
            case DISALLOW -> new DefenceRequest("disallow", order.indicators(), null, null, null, null);
        };
    }

    /** Ids of decisions become whom they are about. */
    private List<String> named(List<String> whom) {
        List<Decision> active = response.active(node.loop().wallMicros());
        List<String> indicators = new ArrayList<>();
        for (String text : whom) {
            List<String> meant = Indicator.parse(text).isPresent()
                    ? List.of(text)
                    : active.stream()
                            .filter(decision -> decision.id().equals(text))
                            .map(decision -> decision.indicator().toString())
                            .toList();
            if (meant.isEmpty()) {
                throw new IllegalArgumentException(
                        "expected an address, a prefix, a hardware address, or the id of a decision in force, found "
                                + text);
            }
            indicators.addAll(meant);
        }
        return indicators;
    }

    @Override
    public Optional<Explanation> explain(String decision) throws NodeAwayException {
        List<Explanation.Fact> facts = loop.ask(() -> {
            List<Explanation.Fact> known = new ArrayList<>();
            Stream<Decision> meant = response.active(node.loop().wallMicros()).stream()
                    .filter(active -> active.id().equals(decision));
            meant.forEach(active -> describe(known, active));
            feed.ledTo(decision).stream().limit(10).forEach(row -> describe(known, row));
            return known;
        });
        facts.addAll(ledger.sealed(decision));
        return facts.isEmpty() ? Optional.empty() : Optional.of(new Explanation(decision, facts));
    }

    private static void describe(List<Explanation.Fact> facts, Decision decision) {
        facts.add(new Explanation.Fact("about", decision.indicator().toString()));
        facts.add(new Explanation.Fact("action", decision.action().name()));
        facts.add(new Explanation.Fact("decided by", decision.origin().name()));
        facts.add(new Explanation.Fact("for", decision.scope().name()));
        facts.add(new Explanation.Fact("reason", decision.reason()));
        facts.add(new Explanation.Fact("score then", String.format(java.util.Locale.ROOT, "%.3f", decision.score())));
    }

    private static void describe(List<Explanation.Fact> facts, DetectionRow row) {
        facts.add(new Explanation.Fact(
                "detection",
                row.kind() + ", " + row.severity() + ", by " + row.detector() + " on " + row.sensor() + ": "
                        + row.evidence()));
        facts.add(new Explanation.Fact("sealed in block", row.block()));
    }
}
