package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.htp.Channels;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.role.SharedReports.Told;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.WitnessCheck;
import com.hookprobe.node.witness.WitnessJudge;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Buckets;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.KeyRing;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.Retraction;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.federation.WarningLists;
import com.hookprobe.qsecbit.federation.core.BenignHistory;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.Response;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A site's part in herd immunity. Outwards: an attack signature with a blinded tag and a sealed address, and its retraction when a
 * person says that it was none. Inwards: the correlators' decisions, through this site's own filter, so that no word of others
 * touches what is allowed here.
 */
final class SharingRole implements Role {
    private static final int WAITING_MAX = 1_024;
    private static final int VALID_MINUTES = 24 * 60;
    private static final Duration VALID = Duration.ofMinutes(VALID_MINUTES);
    private static final long MINUTE_MICROS = 60_000_000L;
    private static final long AGAIN_MICROS = 10 * MINUTE_MICROS;

    private final NodeContext node;
    private final Response response;
    private final ReportRoute route;
    private final KeyRing keys = new KeyRing();
    private final MeshAnswers answers;
    private final List<MeshOrders> orders = new ArrayList<>();
    private final SiteMemory memory;
    private final BenignHistory history;
    private final SharedReports shared;
    /** What this site says against what was said, to each correlator: who takes it twice counts it once. */
    private final List<Outbox> objections = new ArrayList<>();

    private final SecureRandom random = new SecureRandom();
    /** What is not told yet: there is no key, or no way. */
    private final Deque<Told> waiting = new ArrayDeque<>();

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
        this.shared = memory.reports();
        this.response = response;
        this.route = route;
        this.answers = new MeshAnswers(node, ledger, response, value -> shared.contains(value.address()));
        WitnessCheck witnesses =
                new WitnessCheck(WitnessSets.set(node.genesis()), WitnessSets.epochs(node.genesis()), revoked.negate());
        MeshOrders.Site site = new MeshOrders.Site(keys, this::allowed, warned(), history, this::veto);
        orders.add(new MeshOrders(node, node.mesh().verifier(), DecisionLevel.BLOCK_LONG, witnesses, answers, site));
        node.mesh()
                .region()
                .ifPresent(nexus -> orders.add(
                        new MeshOrders(node, nexus, WitnessJudge.REGION_LEVEL_MAX, witnesses, answers, site)));
        orders.stream()
                .map(order -> order.correlator().id())
                .filter(correlator -> !correlator.equals(node.self().id()))
                .forEach(correlator -> objections.add(new Outbox(node, correlator, VALID)));
    }

    /** This node is the nexus. */
    void holds(Region own) {
        region = own;
    }

    @Override
    public void start() {
        memory.start();
        answers.start();
        objections.forEach(Outbox::start);
    }

    private WarningLists warned() throws ConfigException {
        WarningLists lists = WarningFolder.read(node.config().sharing().warningLists());
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
        List<Told> again = new ArrayList<>();
        if (next) {
            // federation 3.5: counts of different epochs are not joined.
            again.addAll(shared.renew(node.loop().wallMicros() - VALID_MINUTES * MINUTE_MICROS));
        }
        again.addAll(waiting);
        waiting.clear();
        for (Told told : again) {
            report(told.detection(), told.sealed(), told.detectedMicros());
        }
        orders.forEach(MeshOrders::onKey);
    }

    /** Tells the mesh of a detection, if it is worth telling: an attacker outside, and more than a curiosity. */
    void report(Detection detection, Microblock sealed, long detectedMicros) throws Exception {
        history.onDetection(detection.source(), detection.lastMicros());
        if (!detection.severity().atLeast(Severity.MEDIUM) || recentlyShared(detection, detectedMicros)) {
            return;
        }
        Told told = new Told(detection, sealed, detectedMicros);
        GroupKeys group = keys.latest().orElse(null);
        if (group == null || !send(told, group)) {
            keep(told);
        }
    }

    /** Told when there is a key and a way; it lasts no longer than a report would. */
    private void keep(Told told) {
        if (waiting.size() < WAITING_MAX) {
            waiting.add(told);
        }
    }

    private boolean send(Told told, GroupKeys group) throws Exception {
        AttackSignature signature = signature(told, group);
        Bytes32 self = Bytes32.of(node.self().id().bytes());
        MeshMessage message = new MeshMessage.Signature(
                node.self().id().bytes(),
                signature.encode(),
                List.of(told.detectedMicros(), node.loop().wallMicros()));
        byte[] bytes = message.encode();
        String to;
        if (region != null) {
            region.own(message);
            to = node.self().name();
        } else {
            to = route.next().stream()
                    .filter(hop -> node.links().send(hop.id(), Channels.ALERTS, bytes))
                    .map(Member::name)
                    .collect(Collectors.joining(","));
        }
        if (to.isEmpty()) {
            return false;
        }
        shared.add(told, new SharedReports.Statement(signature.key(), signature.reportId(self)));
        node.log()
                .event(
                        "signature_sent",
                        "tag",
                        signature.key().tag().hex().substring(0, 16),
                        "to",
                        to,
                        "severity",
                        told.detection().severity().name());
        return true;
    }

    private AttackSignature signature(Told told, GroupKeys group) {
        Detection detection = told.detection();
        long minutes = ReportFacts.minutes(told.detectedMicros());
        ReportFacts facts = new ReportFacts(
                detection.kind().code(),
                detection.kind().mitreNumber(),
                Context.NONE,
                (int) Math.round(detection.confidence() * 100),
                detection.severity(),
                minutes,
                minutes,
                Buckets.of(Math.round(Math.max(1, detection.evidenceNumber()))),
                Bytes32.of(told.sealed().hash().bytes()),
                VALID_MINUTES);
        return AttackSignature.build(
                IndicatorValue.ip(detection.source()),
                facts,
                group,
                Bytes32.of(node.self().id().bytes()),
                random,
                node.keys().device()::sign);
    }

    private boolean recentlyShared(Detection detection, long nowMicros) {
        // A worse detection of the same source is news.
        return shared.last(detection.source())
                .filter(last -> nowMicros - last.detectedMicros() < AGAIN_MICROS
                        && !detection.severity().atLeast(Severity.HIGH))
                .isPresent();
    }

    /**
     * A person says that these are no attackers (federation 5): what this site has reported of them it takes back, and what
     * others have decided about them it speaks against.
     */
    void pardon(List<Cidr> prefixes) throws Exception {
        long now = node.loop().wallMicros();
        Predicate<IpAddress> meant = address -> prefixes.stream().anyMatch(prefix -> prefix.contains(address));
        waiting.removeIf(told -> meant.test(told.detection().source()));
        prefixes.forEach(prefix -> history.forgive(prefix, now));
        for (SharedReports.Statement statement : shared.takeBack(meant)) {
            Retraction retraction = Retraction.build(
                    statement.key(), statement.report(), now, node.keys().device()::sign);
            object(new MeshMessage.Retraction(node.self().id().bytes(), retraction.encode()));
            node.log()
                    .event("retraction_sent", "tag", statement.key().tag().hex().substring(0, 16));
        }
        for (Cidr prefix : prefixes) {
            for (TagKey key : answers.tagsInside(prefix)) {
                veto(key);
            }
        }
    }

    private void object(MeshMessage message) throws Exception {
        byte[] bytes = message.encode();
        objections.forEach(outbox -> outbox.send(node.self().id(), bytes));
        if (region != null) {
            region.own(message);
        }
    }

    private void veto(TagKey key) throws Exception {
        Veto signed = Veto.build(key, node.loop().wallMicros(), node.keys().device()::sign);
        object(new MeshMessage.Veto(signed.encode()));
        node.log().event("veto_sent", "tag", key.tag().hex().substring(0, 16));
    }

    @Override
    public void onPeerUp(NodeId peer) throws Exception {
        orders.stream().filter(order -> order.correlator().id().equals(peer)).forEach(MeshOrders::resume);
        boolean hop = peer.equals(node.mesh().verifier().id())
                || node.mesh().region().map(m -> m.id().equals(peer)).orElse(false);
        if (hop) {
            again();
        }
    }

    /** A way has opened. */
    private void again() throws Exception {
        List<Told> untold = List.copyOf(waiting);
        waiting.clear();
        long sinceMicros = node.loop().wallMicros() - VALID_MINUTES * MINUTE_MICROS;
        for (Told told : untold) {
            if (told.detectedMicros() > sinceMicros) {
                report(told.detection(), told.sealed(), told.detectedMicros());
            }
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
        for (MeshOrders order : orders) {
            if (order.correlator().id().equals(from)) {
                Optional<MeshCancel> lifted = order.take(message);
                boolean pardon = lifted.filter(cancel -> cancel.draft().reason() == CancelReason.OPERATOR)
                        .isPresent();
                if (pardon && region != null && order.correlator().verifier()) {
                    region.pardoned(lifted.get().key());
                }
            }
        }
    }

    @Override
    public void close() {
        memory.close();
        keys.close();
    }
}
