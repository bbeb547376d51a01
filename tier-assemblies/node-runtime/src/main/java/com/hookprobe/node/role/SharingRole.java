package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.WitnessCheck;
import com.hookprobe.node.witness.WitnessJudge;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.KeyRing;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.Retraction;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.federation.WarningLists;
import com.hookprobe.qsecbit.federation.core.BenignHistory;
import com.hookprobe.qsecbit.federation.core.RelationLookup;
import com.hookprobe.qsecbit.federation.core.alert.AlertBaseline;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A site's part in herd immunity. Outwards: attack signatures of addresses and of alert classes, and their retraction when a person
 * says that they were none. Inwards: the correlators' decisions, through this site's own filter, so that no word of others touches
 * what is allowed here.
 */
final class SharingRole implements Role {
    private static final Duration VALID = Duration.ofMinutes(ReportDesk.VALID_MINUTES);
    /** With the first certificate after the start, and with the next: the first may be shown too late to who takes it. */
    private static final int REPEATS = 2;

    private final NodeContext node;
    private final Response response;
    private final KeyRing keys = new KeyRing();
    private final MeshAnswers answers;
    private final List<MeshOrders> orders = new ArrayList<>();
    private final SiteMemory memory;
    private final BenignHistory history;
    private final AlertBaseline baseline;
    private final AlertWatch alerts;
    private final ReportDesk reports;
    /** What this site says against what was said, to each correlator: who takes it twice counts it once. */
    private final List<Outbox> objections = new ArrayList<>();

    private WarningLists warned;
    private int repeats = REPEATS;
    private @Nullable Region region;

    /** Takes what this node's own site says, where this node is the nexus: it has no session with itself. */
    interface Region {
        void own(MeshMessage message) throws Exception;

        /** An operator of the MSSP has taken back what the mesh decided about a tag. */
        void pardoned(TagKey key) throws Exception;
    }

    /**
     * @param memory what it goes on with; this role stores and closes it
     * @param route where reports go
     * @param revoked validators that witness no more
     */
    SharingRole(
            NodeContext node,
            LedgerRole ledger,
            Response response,
            SiteMemory memory,
            ReportRoute route,
            Predicate<NodeId> revoked)
            throws ConfigException {
        this.node = node;
        this.memory = memory;
        this.history = memory.relations();
        this.baseline = memory.alerts();
        this.response = response;
        this.answers = new MeshAnswers(node, ledger, response, memory.reports()::contains);
        WitnessCheck witnesses =
                new WitnessCheck(WitnessSets.set(node.genesis()), WitnessSets.epochs(node.genesis()), revoked.negate());
        warned = warned(node.config());
        RelationLookup relations = (value, asOfMicros) -> value.type() == IndicatorType.ALERT_CLASS
                ? baseline.relation(value, asOfMicros)
                : history.relation(value, asOfMicros);
        this.reports = new ReportDesk(node, memory.reports(), route, keys, relations);
        this.alerts =
                new AlertWatch(node, ledger, baseline, answers, history, value -> warned.test(value), reports::tell);
        MeshOrders.Site site = new MeshOrders.Site(keys, this::allowed, () -> warned, relations, this::veto);
        node.live().on(this::warning, "federation.warning_lists");
        MeshOrders.Voice mesh = MeshOrders.Voice.of(node.mesh().verifiers(), DecisionLevel.BLOCK_LONG);
        for (Member mssp : node.mesh().verifiers()) {
            orders.add(new MeshOrders(node, mssp, mesh, witnesses, answers, site));
        }
        node.mesh().region().ifPresent(nexus -> {
            MeshOrders.Voice region = MeshOrders.Voice.of(List.of(nexus), WitnessJudge.REGION_LEVEL_MAX);
            orders.add(new MeshOrders(node, nexus, region, witnesses, answers, site));
        });
        orders.stream()
                .map(order -> order.correlator().id())
                .filter(correlator -> !correlator.equals(node.self().id()))
                .forEach(correlator -> objections.add(new Outbox(node, correlator, VALID)));
    }

    /** This node is the nexus. */
    void holds(Region own) {
        region = own;
        reports.holds(own);
    }

    /** What takes this site's alerts. */
    AlertWatch alerts() {
        return alerts;
    }

    @Override
    public void start() {
        memory.start();
        answers.start();
        alerts.start();
        objections.forEach(Outbox::start);
    }

    private Runnable warning(NodeConfig next) throws ConfigException {
        WarningLists lists = warned(next);
        return () -> warned = lists;
    }

    private WarningLists warned(NodeConfig config) throws ConfigException {
        WarningLists lists = WarningFolder.read(config.sharing().warningLists());
        if (lists.size() > 0) {
            node.log().event("warning_lists", "lists", lists.size());
        }
        return lists;
    }

    private boolean allowed(IndicatorValue value) {
        return value.addresses()
                .map(addresses -> response.allowed(new Indicator(addresses)).isPresent())
                .orElse(false);
    }

    /** This site's own good experience: it outweighs the words of others. */
    void goodFlow(IpAddress remote, long micros) {
        history.onGoodFlow(remote, micros);
    }

    /** The group's secret of an epoch; from the region's holder, or from this node when it is the holder. */
    void take(long epoch, byte[] secret) throws Exception {
        boolean next = keys.latest().map(known -> known.epoch() < epoch).orElse(true);
        keys.add(GroupKeys.derive(secret, epoch));
        node.log().event("group_key", "epoch", epoch);
        reports.onKey(next);
        orders.forEach(MeshOrders::onKey);
    }

    /** Tells the mesh of a detection, if it is worth telling: an attacker outside, and more than a curiosity. */
    void report(Detection detection, Microblock sealed, long detectedMicros) throws Exception {
        history.onDetection(detection.source(), detection.lastMicros());
        reports.tell(ReportDesk.told(detection, sealed, detectedMicros));
    }

    /**
     * A person says that these are no attackers (federation 5): what this site has reported of them it takes back, and what
     * others have decided about them it speaks against. When what was done about them is deleted, the alert classes for which it was
     * done, or that were reported because of them, are harmless here, too; who is allowed may be so in spite of what it does.
     */
    void pardon(List<Cidr> prefixes, OperatorDesk.Word word) throws Exception {
        long now = node.loop().wallMicros();
        prefixes.forEach(prefix -> history.forgive(prefix, now));
        Set<IndicatorValue> classes = new LinkedHashSet<>(takeBack((value, about) ->
                !about.isUnspecified() && prefixes.stream().anyMatch(prefix -> prefix.contains(about))));
        Set<TagKey> tags = new LinkedHashSet<>();
        for (Cidr prefix : prefixes) {
            MeshAnswers.Grounds grounds = answers.forget(prefix);
            tags.addAll(answers.tagsInside(prefix));
            if (word == OperatorDesk.Word.DELETED) {
                classes.addAll(grounds.classes());
                tags.addAll(grounds.tags());
            }
        }
        for (TagKey key : tags) {
            contradict(key);
        }
        if (word == OperatorDesk.Word.DELETED) {
            for (IndicatorValue alertClass : classes) {
                forgive(alertClass);
            }
        }
    }

    /** A person says that an alert class is harmless here (alert-baseline 7.8). */
    void forgive(IndicatorValue alertClass) throws Exception {
        baseline.forgive(alertClass, node.loop().wallMicros());
        takeBack((value, about) -> value.equals(alertClass));
        answers.forgive(alertClass);
        node.log().event("class_forgiven", "class", HostClass.nameOf(alertClass));
        for (TagKey key : answers.tags(alertClass)) {
            contradict(key);
        }
    }

    /** @return alert classes among what was taken back */
    private List<IndicatorValue> takeBack(BiPredicate<IndicatorValue, IpAddress> which) throws Exception {
        long now = node.loop().wallMicros();
        List<IndicatorValue> classes = new ArrayList<>();
        for (SharedReports.Taken taken : reports.takeBack(which)) {
            if (taken.value().type() == IndicatorType.ALERT_CLASS) {
                classes.add(taken.value());
            }
            for (SharedReports.Statement statement : taken.statements()) {
                Retraction retraction = Retraction.build(
                        statement.key(), statement.report(), now, node.keys().device()::sign);
                objectAlways(new MeshMessage.Retraction(node.self().id().bytes(), retraction.encode()));
                node.log()
                        .event(
                                "retraction_sent",
                                "tag",
                                statement.key().tag().hex().substring(0, 16));
            }
        }
        return classes;
    }

    /** A person's word reaches also who is away until after this node's next start. */
    private void objectAlways(MeshMessage message) throws Exception {
        memory.objections().add(message.encode(), node.loop().wallMicros());
        object(message);
    }

    /** What was said before the start, or before this node's word counted, once more: who has heard it counts it once. */
    private void repeat() {
        repeats--;
        long since = node.loop().wallMicros() - VALID.toNanos() / 1_000;
        for (byte[] message : memory.objections().since(since)) {
            objections.forEach(outbox -> outbox.send(node.self().id(), message));
        }
    }

    /** How much of what this site says against what was said is not on its way yet. */
    int objectionsWaiting() {
        return objections.stream().mapToInt(Outbox::size).sum();
    }

    private void object(MeshMessage message) throws Exception {
        byte[] bytes = message.encode();
        objections.forEach(outbox -> outbox.send(node.self().id(), bytes));
        if (region != null) {
            region.own(message);
        }
    }

    /** This site's experience speaks; it does so again with each decision, also after a start. */
    private void veto(TagKey key) throws Exception {
        object(vetoed(key));
    }

    /** A person speaks. */
    private void contradict(TagKey key) throws Exception {
        objectAlways(vetoed(key));
    }

    private MeshMessage vetoed(TagKey key) throws Exception {
        Veto signed = Veto.build(key, node.loop().wallMicros(), node.keys().device()::sign);
        node.log().event("veto_sent", "tag", key.tag().hex().substring(0, 16));
        return new MeshMessage.Veto(signed.encode());
    }

    @Override
    public void onPeerUp(NodeId peer) throws Exception {
        orders.stream().filter(order -> order.correlator().id().equals(peer)).forEach(MeshOrders::resume);
        boolean hop = node.mesh().isVerifier(peer)
                || node.mesh().region().map(m -> m.id().equals(peer)).orElse(false);
        if (hop) {
            reports.onWay();
        }
    }

    @Override
    public void onMesh(NodeId from, MeshMessage message) throws Exception {
        if (message instanceof MeshMessage.GroupKey key) {
            boolean holder = node.mesh().region().map(m -> m.id().equals(from)).orElse(false);
            if (holder) {
                take(key.epoch(), key.secret());
            }
            return;
        }
        boolean certified =
                message instanceof MeshMessage.Certificate && node.mesh().isVerifier(from);
        if (certified && repeats > 0) {
            repeat();
        }
        for (MeshOrders order : orders) {
            if (order.correlator().id().equals(from)) {
                MeshCancel lifted = order.take(message).orElse(null);
                if (lifted != null && lifted.draft().reason().isAboutTheValue()) {
                    overruled(lifted, order.correlator());
                }
            }
        }
    }

    /** Vetoes or a person say that this is no attacker. */
    private void overruled(MeshCancel lifted, Member by) throws Exception {
        reports.overruled(lifted.key());
        if (lifted.draft().reason() == CancelReason.OPERATOR && region != null && by.verifier()) {
            region.pardoned(lifted.key());
        }
    }

    @Override
    public void measure(Sheet sheet) {
        FederationMetrics.site(
                sheet, objectionsWaiting(), keys.latest().map(GroupKeys::epoch).orElse(0L));
    }

    @Override
    public void close() {
        memory.close();
        keys.close();
    }
}
