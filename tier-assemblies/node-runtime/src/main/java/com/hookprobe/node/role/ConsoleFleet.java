package com.hookprobe.node.role;

import com.hookprobe.console.view.FleetPage;
import com.hookprobe.console.view.FleetQuery;
import com.hookprobe.console.view.NodeAwayException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.fleet.FleetView;
import com.hookprobe.node.trust.TrustBand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fleet as the MSSP's console sees it. The loop is asked once in a second at the most, for a picture of all nodes; who asks finds in it
 * on the console's threads. Safe for use by many threads.
 */
final class ConsoleFleet implements com.hookprobe.console.view.FleetView {
    private static final long KEPT_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int ID_DIGITS_MIN = 8;
    private static final Set<FleetView.State> MOVING =
            Set.of(FleetView.State.SEALING, FleetView.State.RUNNING, FleetView.State.PAUSED);

    private final ConsoleQuestions loop;
    private final FleetSource desk;
    private final Facts facts;
    private final LongSupplier nanoTime;
    private final ReentrantLock looking = new ReentrantLock();
    private @Nullable Picture kept;
    private long keptNs;

    /** What other roles know of a node; asked on the loop. */
    interface Facts {
        OptionalDouble trust(NodeId node);

        String resonance(NodeId node);

        OptionalDouble score(NodeId node);
    }

    /** A node with what others know of it. */
    private record Known(FleetView.Node node, double trust, String resonance, double score) {
        private boolean broken() {
            return resonance.equals("BROKEN");
        }

        private boolean behind() {
            return !node.isCurrent();
        }

        private boolean unhealthy() {
            return node.health() == FleetView.Health.UNHEALTHY;
        }

        private boolean needsAttention() {
            return broken()
                    || behind()
                    || unhealthy()
                    || !node.present()
                    || node.refused().isPresent();
        }
    }

    private record Picture(long micros, List<Known> nodes, List<FleetView.Group> groups) {}

    ConsoleFleet(NodeContext node, FleetSource desk, Facts facts) {
        this(node, desk, facts, System::nanoTime);
    }

    /** @param nanoTime a clock that does not go back */
    ConsoleFleet(NodeContext node, FleetSource desk, Facts facts, LongSupplier nanoTime) {
        this.loop = new ConsoleQuestions(node.loop());
        this.desk = desk;
        this.facts = facts;
        this.nanoTime = nanoTime;
    }

    private Picture picture() throws NodeAwayException {
        try {
            if (!looking.tryLock(ConsoleQuestions.PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new NodeAwayException("others wait for the node's answer, too");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeAwayException("interrupted");
        }
        try {
            Picture last = kept;
            if (last != null && nanoTime.getAsLong() - keptNs < KEPT_NS) {
                return last;
            }
            Picture fresh = loop.ask(this::look);
            kept = fresh;
            keptNs = nanoTime.getAsLong();
            return fresh;
        } finally {
            looking.unlock();
        }
    }

    private Picture look() throws Exception {
        FleetView view = desk.view();
        List<Known> nodes = new ArrayList<>(view.nodes().size());
        for (FleetView.Node node : view.nodes()) {
            nodes.add(new Known(
                    node,
                    facts.trust(node.id()).orElse(-1),
                    facts.resonance(node.id()),
                    facts.score(node.id()).orElse(-1)));
        }
        return new Picture(view.atMicros(), nodes, view.groups());
    }

    @Override
    public FleetPage page(FleetQuery query) throws NodeAwayException {
        Picture picture = picture();
        List<Known> of = picture.nodes();
        List<FleetView.Group> groups = picture.groups();
        if (!query.tenant().isEmpty()) {
            TenantId tenant = new TenantId(query.tenant());
            of = of.stream()
                    .filter(known -> known.node().tenant().equals(tenant))
                    .toList();
            groups = groups.stream()
                    .filter(group -> group.tenant().equals(tenant))
                    .toList();
        }
        List<Known> found = of.stream().filter(fits(query)).toList();
        int from = Math.min(query.offset(), found.size());
        List<FleetPage.Row> rows = found.subList(from, Math.min(found.size(), from + query.limit())).stream()
                .map(ConsoleFleet::row)
                .toList();
        List<FleetPage.Group> shown = groups.stream()
                .sorted(Comparator.comparing(ConsoleFleet::rests))
                .limit(FleetPage.GROUPS_MAX)
                .map(ConsoleFleet::row)
                .toList();
        return new FleetPage(
                picture.micros(), of.size(), found.size(), counts(of), rows, shown, groups.size() - shown.size());
    }

    /** Those that are rolled out come first; the rest stays in its order. */
    private static boolean rests(FleetView.Group group) {
        return group.rollout()
                .filter(rollout -> MOVING.contains(rollout.state()))
                .isEmpty();
    }

    private static Predicate<Known> fits(FleetQuery query) {
        String text = query.text().toLowerCase(Locale.ROOT);
        Predicate<Known> named = known -> text.isEmpty()
                || known.node().name().toLowerCase(Locale.ROOT).contains(text)
                || known.node().labels().stream()
                        .anyMatch(label -> label.toLowerCase(Locale.ROOT).contains(text))
                || text.length() >= ID_DIGITS_MIN && known.node().id().hex().startsWith(text);
        Predicate<Known> grouped = known -> query.group().isEmpty()
                || known.node().group().filter(query.group()::equals).isPresent();
        Predicate<Known> shown = switch (query.show()) {
            case ALL -> known -> true;
            case ATTENTION -> Known::needsAttention;
            case BEHIND -> Known::behind;
            case REFUSED -> known -> known.node().refused().isPresent();
            case AWAY -> known -> !known.node().present();
            case UNHEALTHY -> Known::unhealthy;
        };
        return shown.and(grouped).and(named);
    }

    private static FleetPage.Counts counts(List<Known> of) {
        Map<String, Integer> counts = new HashMap<>();
        for (Known known : of) {
            counts.merge(known.node().present() ? "here" : "away", 1, Integer::sum);
            counts.merge(known.behind() ? "behind" : "current", 1, Integer::sum);
            counts.merge("refused", known.node().refused().isPresent() ? 1 : 0, Integer::sum);
            counts.merge("unhealthy", known.unhealthy() ? 1 : 0, Integer::sum);
            counts.merge("broken", known.broken() ? 1 : 0, Integer::sum);
        }
        return new FleetPage.Counts(
                counts.getOrDefault("here", 0),
                counts.getOrDefault("away", 0),
                counts.getOrDefault("current", 0),
                counts.getOrDefault("behind", 0),
                counts.getOrDefault("refused", 0),
                counts.getOrDefault("unhealthy", 0),
                counts.getOrDefault("broken", 0));
    }

    private static FleetPage.Row row(Known known) {
        FleetView.Node node = known.node();
        Optional<FleetView.Refusal> refused = node.refused();
        return new FleetPage.Row(
                node.id().hex(),
                node.name(),
                node.tier().text(),
                node.tenant().value(),
                List.copyOf(node.labels()),
                node.group().orElse(""),
                node.present(),
                node.sinceMicros(),
                node.health().name(),
                known.score(),
                known.trust(),
                known.trust() < 0 ? "" : TrustBand.of(known.trust()).name(),
                known.resonance(),
                node.wanted(),
                node.acknowledged(),
                refused.map(FleetView.Refusal::number).orElse(0L),
                refused.map(FleetView.Refusal::reason).orElse(""));
    }

    private static FleetPage.Group row(FleetView.Group group) {
        Optional<FleetView.Rollout> rollout = group.rollout();
        return new FleetPage.Group(
                group.tenant().value(),
                group.name(),
                group.selector(),
                group.nodes(),
                group.stable(),
                rollout.map(FleetView.Rollout::number).orElse(0L),
                rollout.map(FleetView.Rollout::before).orElse(0L),
                rollout.map(at -> at.state().name()).orElse(""),
                rollout.map(FleetView.Rollout::stage).orElse(0),
                rollout.map(FleetView.Rollout::sinceMicros).orElse(0L),
                rollout.map(FleetView.Rollout::reason).orElse(""),
                rollout.map(FleetView.Rollout::stages).orElse(List.of()).stream()
                        .map(stage -> new FleetPage.Stage(
                                stage.name(),
                                stage.nodes(),
                                stage.acknowledged(),
                                stage.refused(),
                                stage.unhealthy(),
                                stage.away()))
                        .toList());
    }

    @Override
    public String order(String tenant, String group, Deed deed, String by) throws NodeAwayException {
        TenantId whose = new TenantId(tenant);
        Optional<String> refused = loop.order(() -> switch (deed) {
            case PROMOTE -> desk.promote(whose, group, by);
            case ROLLBACK -> desk.rollback(whose, group, by);
        });
        looking.lock();
        // Who gave it sees what came of it.
        kept = null;
        looking.unlock();
        return refused.orElse("");
    }
}
