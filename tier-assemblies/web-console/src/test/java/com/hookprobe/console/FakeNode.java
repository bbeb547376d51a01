package com.hookprobe.console;

import com.hookprobe.console.view.DecisionsPage;
import com.hookprobe.console.view.DetectionRow;
import com.hookprobe.console.view.Explanation;
import com.hookprobe.console.view.FleetView;
import com.hookprobe.console.view.Happening;
import com.hookprobe.console.view.MeshPage;
import com.hookprobe.console.view.NodeAwayException;
import com.hookprobe.console.view.NodePage;
import com.hookprobe.console.view.NodeView;
import com.hookprobe.console.view.NotificationsPage;
import com.hookprobe.console.view.Order;
import com.hookprobe.console.view.OrderAnswer;
import com.hookprobe.console.view.ReportView;
import com.hookprobe.console.view.ScorePage;
import com.hookprobe.console.view.WordRow;
import com.hookprobe.dsm.ledger.Microblock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A node that has seen things; its ledger and the proofs are real. Thread-safe. */
final class FakeNode implements NodeView {
    static final String HOSTILE = "<img src=x onerror=\"window.hit=1\"><script>window.hit=1</script>'\"&\u202e";

    private static final long SECOND = 1_000_000;
    private static final String[] KINDS = {
        "PORT_SCAN", "BRUTE_FORCE", "SYN_FLOOD", "SQL_INJECTION", "DNS_TUNNEL", "MALWARE_C2"
    };
    private static final String[] SEVERITIES = {"LOW", "MEDIUM", "HIGH", "CRITICAL"};

    final Bundles bundles;
    final boolean isSite;
    final FakeFleet fleet = new FakeFleet();
    final List<Order> orders = new CopyOnWriteArrayList<>();
    volatile boolean away;
    private final long began = now();
    private final List<Consumer<Happening>> listeners = new CopyOnWriteArrayList<>();
    private final List<DetectionRow> detections = new ArrayList<>();
    private final List<DecisionsPage.Row> decisions = new ArrayList<>();
    private final List<DecisionsPage.Taken> taken = new ArrayList<>();
    private final List<DecisionsPage.Allowed> allowed = new ArrayList<>();
    private final List<ScorePage.Point> course = new ArrayList<>();
    private final List<WordRow> words = new ArrayList<>();
    private double score = 0.31;
    private long sequence;

    FakeNode(boolean isSite) throws Exception {
        this.isSite = isSite;
        this.bundles = new Bundles();
        allowed.add(new DecisionsPage.Allowed("192.168.20.0/24", "the site's own network", true));
        allowed.add(new DecisionsPage.Allowed("198.51.100.40", "branch office", false));
        for (int i = 0; i < 90; i++) {
            course.add(new ScorePage.Point(
                    began - (90 - i) * 20 * SECOND, 0.3 + 0.12 * Math.sin(i / 7.0) + (i > 60 && i < 74 ? 0.25 : 0)));
        }
        for (int i = 0; i < 14; i++) {
            detect(i % KINDS.length, i % 4, "203.0.113." + (10 + i), (14 - i) * 47 * SECOND);
        }
        words.add(word("f0a1", "IN_FORCE", 4, 40 * SECOND));
        words.add(word("f0a0", "FILTERED", 3, 900 * SECOND));
        words.add(word("f09f", "OVER", 7, 7_200 * SECOND));
    }

    static long now() {
        return System.currentTimeMillis() * 1_000;
    }

    private static WordRow word(String id, String state, int sites, long ago) {
        List<WordRow.Hop> hops = List.of(
                new WordRow.Hop("first sight, guardian-01", 0),
                new WordRow.Hop("reported to the correlator", 41_000),
                new WordRow.Hop("confirmed by " + sites + " owners", 212_000),
                new WordRow.Hop("witnesses signed, 3 of 4", 388_000),
                new WordRow.Hop("told to this node", 431_000),
                new WordRow.Hop("in force here", 447_500));
        return new WordRow(
                id.repeat(16),
                "mssp-eu-1",
                state,
                "SYN_FLOOD from 203.0.113.77",
                "BLOCK",
                sites,
                3,
                now() - ago,
                now() - ago + 3_600 * SECOND,
                state.equals("FILTERED") ? "the address is on this site's allowlist" : "",
                hops);
    }

    /** Lets a detection happen. */
    synchronized DetectionRow detect(int kind, int severity, String source, long ago) {
        return detect(
                kind, severity, source, ago, KINDS[kind].toLowerCase(java.util.Locale.ROOT) + ": 240 packets in 4 s");
    }

    synchronized DetectionRow detect(int kind, int severity, String source, long ago, String evidence) {
        sequence++;
        boolean acts = severity >= 2;
        long at = now() - ago;
        String decision = acts ? "d-" + sequence : "";
        DetectionRow row = new DetectionRow(
                sequence,
                "det-" + sequence,
                at - 4 * SECOND,
                at,
                KINDS[kind],
                SEVERITIES[severity],
                0.55 + severity * 0.13,
                source,
                "192.168.20." + (20 + sequence % 12),
                sequence % 5 == 0,
                evidence,
                KINDS[kind].toLowerCase(java.util.Locale.ROOT) + "-detector",
                "eve.json",
                decision,
                acts ? "BLOCK" : "",
                acts ? "ENFORCED" : "",
                hex(bundles.blocks.get((int) (sequence % bundles.blocks.size()))));
        detections.add(0, row);
        tell(new Happening("detection", row));
        if (acts) {
            DecisionsPage.Row made = new DecisionsPage.Row(
                    decision, source, "BLOCK", "ip", "this site", evidence, 0.82, at, at + 3_600 * SECOND);
            decisions.add(made);
            tell(new Happening("decision", made));
        }
        return row;
    }

    /** Moves the score. */
    synchronized void score(double value) {
        score = value;
        course.add(new ScorePage.Point(now(), value));
        while (course.size() > 120) {
            course.remove(0);
        }
        tell(new Happening("score", page()));
    }

    /** A new word of the correlator. */
    synchronized void speak(String id) {
        WordRow word = word(id, "IN_FORCE", 5, 0);
        words.add(0, word);
        tell(new Happening("word", word));
    }

    void tell(Happening happening) {
        listeners.forEach(listener -> listener.accept(happening));
    }

    int watchers() {
        return listeners.size();
    }

    private void here() throws NodeAwayException {
        if (away) {
            throw new NodeAwayException("no answer within 2 s");
        }
    }

    @Override
    public NodePage node() throws NodeAwayException {
        here();
        return new NodePage(
                isSite ? "guardian-01" : "mssp-eu-1",
                isSite ? "guardian" : "mssp",
                "7d".repeat(32),
                "0.1.0",
                began - 86_400 * SECOND,
                now(),
                bundles.genesis.networkId().toString(),
                isSite ? "nftables, sets of the table hookprobe" : "",
                false,
                List.of(
                        new NodePage.Check("ledger", true, "height 4, decided 2 s ago"),
                        new NodePage.Check("mesh", true, "5 of 6 sessions open"),
                        new NodePage.Check("sensor eve.json", false, "no line for 95 s; is the sensor running?")));
    }

    @Override
    public MeshPage mesh() throws NodeAwayException {
        here();
        List<MeshPage.Row> rows = new ArrayList<>();
        rows.add(member("mssp-eu-1", "mssp", isSite ? "OPEN" : "SELF", -1, "", "", 21_400));
        for (int i = 1; i <= 4; i++) {
            rows.add(member(
                    "sentinel-0" + i, "sentinel", i == 4 ? "CLOSED" : "OPEN", -1, "", "UNKNOWN", 9_000 + i * 700));
        }
        rows.add(member("nexus-west", "nexus", "OPEN", 0.91, "FULL", "RESONANT", 5_100));
        rows.add(member("fortress-07", "fortress", "NONE", 0.62, "STANDARD", "RESONANT", 0));
        rows.add(member("fortress-09", "fortress", "OPEN", 0.22, "QUARANTINE", "BROKEN", 8_800));
        rows.add(member("guardian-01", "guardian", isSite ? "SELF" : "OPEN", 0.84, "FULL", "RESONANT", 0));
        rows.add(member("guardian-02", "guardian", "OPEN", 0.44, "LIMITED", "RESONANT", 3_300));
        rows.add(member("guardian-03", "guardian", "NONE", 0.55, "STANDARD", "UNKNOWN", 0));
        int open =
                (int) rows.stream().filter(row -> row.session().equals("OPEN")).count();
        return new MeshPage(bundles.genesis.networkId().toString(), rows, rows.size(), open);
    }

    private static MeshPage.Row member(
            String name, String tier, String session, double trust, String band, String resonance, long rtt) {
        String id = Integer.toHexString(name.hashCode()).repeat(8);
        return new MeshPage.Row(
                name,
                (id + "0".repeat(64)).substring(0, 64),
                tier,
                "192.0.2." + Math.abs(name.hashCode() % 250) + ":4719",
                session,
                trust,
                band,
                resonance,
                rtt);
    }

    /** Channels that were tested. */
    final java.util.Set<String> tested = java.util.concurrent.ConcurrentHashMap.newKeySet();

    @Override
    public String settings() {
        return "node:\n  name: guardian-01\n  tier: guardian\nhtp:\n  port: 4719\nkeystore:\n  passphrase: (secret)\n"
                + "qsecbit:\n  enforcement: nftables\n  sensors:\n    - eve.json\n";
    }

    @Override
    public Optional<NotificationsView> notifications() {
        return Optional.of(new NotificationsView() {
            @Override
            public NotificationsPage page() {
                return new NotificationsPage(
                        0,
                        true,
                        List.of(
                                channel("owner", "mail", tested.contains("owner")),
                                channel("workflow", "webhook", tested.contains("workflow"))));
            }

            @Override
            public void test(String channel) {
                if (!channel.equals("owner") && !channel.equals("workflow")) {
                    throw new IllegalArgumentException("there are: owner, workflow");
                }
                tested.add(channel);
            }
        });
    }

    private static NotificationsPage.Channel channel(String name, String kind, boolean tested) {
        return new NotificationsPage.Channel(
                name,
                kind,
                0,
                12,
                0,
                false,
                "",
                0,
                1_790_000_000_000_000L,
                tested ? 1_790_000_000_000_000L : 0,
                tested,
                "");
    }

    @Override
    public Optional<SiteView> site() {
        return isSite ? Optional.of(new Site()) : Optional.empty();
    }

    private synchronized ScorePage page() {
        List<ScorePage.Term> terms = List.of(
                term("drift", 0.2, 0.25, "traffic is as in the last hours"),
                term("attack", Math.min(1, score * 1.6), 0.30, "3 detections at 203.0.113.0/24 in 10 min"),
                term("decay", 0.1, 0.15, "classifier sure of 97 % of flows"),
                term("entropy", 0.35, 0.15, "entropy of destinations above its mean"),
                term("energy", 0.05, 0.15, "power as usual"));
        return new ScorePage(
                now(), score, score < 0.45 ? "GREEN" : score < 0.7 ? "AMBER" : "RED", terms, List.copyOf(course));
    }

    private static ScorePage.Term term(String name, double raw, double weight, String reason) {
        return new ScorePage.Term(name, raw, weight, raw * weight, reason);
    }

    private final class Site implements SiteView {
        @Override
        public ScorePage score() throws NodeAwayException {
            here();
            return page();
        }

        @Override
        public List<DetectionRow> detections(long before, int limit) throws NodeAwayException {
            here();
            synchronized (FakeNode.this) {
                return detections.stream()
                        .filter(row -> row.sequence() < before)
                        .limit(limit)
                        .toList();
            }
        }

        @Override
        public DecisionsPage decisions() throws NodeAwayException {
            here();
            synchronized (FakeNode.this) {
                List<DecisionsPage.Row> rows = decisions.stream()
                        .sorted(Comparator.comparing(DecisionsPage.Row::endsMicros))
                        .toList();
                return new DecisionsPage(rows.size(), rows, List.copyOf(taken), List.copyOf(allowed));
            }
        }

        @Override
        public OrderAnswer carryOut(Order order, String by) throws NodeAwayException {
            here();
            orders.add(order);
            synchronized (FakeNode.this) {
                return done(order, by);
            }
        }

        @Override
        public Optional<Explanation> explain(String decision) {
            return decision.startsWith("d-")
                    ? Optional.of(new Explanation(
                            decision,
                            List.of(
                                    new Explanation.Fact("detector", "syn_flood-detector"),
                                    new Explanation.Fact("rule", "more than 200 half-open connections in 4 s"),
                                    new Explanation.Fact("seen", "240, from 203.0.113.12"),
                                    new Explanation.Fact("score then", "0.62, AMBER"))))
                    : Optional.empty();
        }
    }

    private OrderAnswer done(Order order, String by) {
        if (order.indicators().contains("nonsense")) {
            return new OrderAnswer("nonsense is no address", Map.of(), List.of());
        }
        switch (order.kind()) {
            case BLOCK ->
                order.indicators()
                        .forEach(what -> decisions.add(new DecisionsPage.Row(
                                "o-" + ++sequence,
                                what,
                                order.action(),
                                "ip",
                                "operator " + by,
                                order.reason(),
                                1,
                                now(),
                                now() + order.ttlSeconds() * SECOND)));
            case UNDO ->
                decisions.removeIf(row -> {
                    boolean hit = order.indicators().contains(row.id())
                            || order.indicators().contains(row.indicator());
                    if (hit) {
                        taken.add(new DecisionsPage.Taken(row.indicator(), row.action(), row.endsMicros()));
                    }
                    return hit;
                });
            case ALLOW ->
                order.indicators().forEach(what -> allowed.add(new DecisionsPage.Allowed(what, order.reason(), false)));
            case DISALLOW -> allowed.removeIf(row -> order.indicators().contains(row.prefix()));
        }
        return new OrderAnswer("", Map.of("done", order.indicators().size()), List.of());
    }

    @Override
    public LedgerView ledger() {
        return new FakeLedger(bundles, began);
    }

    static String hex(Microblock block) {
        return block.hash().toString();
    }

    @Override
    public Optional<FederationView> federation() {
        return Optional.of(() -> {
            synchronized (FakeNode.this) {
                return List.copyOf(words);
            }
        });
    }

    @Override
    public Optional<ReportView> reports() {
        return Optional.of(new ReportView() {
            @Override
            public List<String> months() {
                return List.of("2026-11", "2026-10");
            }

            @Override
            public String page(String tenant, String month) {
                return "<!DOCTYPE html><h1>" + tenant + " " + month + "</h1>";
            }
        });
    }

    @Override
    public Optional<FleetView> fleet() {
        return isSite ? Optional.empty() : Optional.of(fleet);
    }

    @Override
    public AutoCloseable watch(Consumer<Happening> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
