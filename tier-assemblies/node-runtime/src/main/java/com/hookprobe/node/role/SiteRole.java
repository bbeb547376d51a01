package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.htp.Channels;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.health.StoreFailures;
import com.hookprobe.node.learning.LearntDetector;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.metric.AttackEvidence;
import com.hookprobe.qsecbit.metric.Band;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.HostReader;
import com.hookprobe.qsecbit.metric.Score;
import com.hookprobe.qsecbit.metric.Severity;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Outcome;
import com.hookprobe.qsecbit.response.Response;
import com.hookprobe.qsecbit.response.ResponsePolicy;
import com.hookprobe.qsecbit.response.Threat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A site: sensor lines to detections, detections to a score and decisions, decisions to the kernel and the ledger. */
final class SiteRole implements Role {
    private static final Duration SEAL_AGAIN = Duration.ofSeconds(10);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration SAVE_SCORE = Duration.ofMinutes(1);
    private static final double LINK_BYTES_PER_SECOND = 125_000_000;

    private final NodeContext node;
    private final LedgerRole ledger;
    private final SharingRole sharing;
    private final Consumer<Band> threat;
    private final Response response;
    private ResponsePolicy policy;
    private final OperatorDesk desk;
    private final ScoreKeeper qsecbit;
    private final HostReader host = HostReader.ofThisHost(LINK_BYTES_PER_SECOND);
    private final SiteSensors sensors;
    private Band band = Band.GREEN;
    /** What the verifier knows. */
    private Band told = Band.GREEN;

    private @Nullable Score lastScore;
    private final LearningSight learning;
    private final Unsealed unsealed;
    private boolean sealing = true;
    private Consumer<List<Detection>> heard = found -> {};

    /**
     * @param threat told when this site's band changes
     * @param unsealed detections of before whose blocks the ledger did not take
     * @param learning what a model that sites learn together has to do with this site's traffic
     */
    SiteRole(
            NodeContext node,
            LedgerRole ledger,
            Defences.Answer answer,
            SharingRole sharing,
            Consumer<Band> threat,
            Unsealed unsealed,
            LearningSight learning)
            throws ConfigException {
        this.learning = learning;
        this.node = node;
        this.ledger = ledger;
        this.response = answer.response();
        this.policy = Defences.policy(node.config());
        this.desk = new OperatorDesk(node, ledger, answer, (prefixes, word) -> {
            sharing.pardon(prefixes, word);
            learning.pardoned(prefixes);
        });
        this.desk.forgiving(sharing::forgive);
        this.sharing = sharing;
        this.threat = threat;
        this.unsealed = unsealed;
        this.qsecbit = scores(node);
        this.sensors = SiteSensors.open(
                node,
                new HandOver<>(node.loop(), this::take),
                new HandOver<>(
                        node.loop(), good -> good.forEach(flow -> sharing.goodFlow(flow.remote(), flow.micros()))),
                new HandOver<>(node.loop(), sharing.alerts()::take),
                learning);
        node.live().on(sensors::prepare, "detection.thresholds");
        node.live().on(this::answering, "response.own_hosts");
        node.live().on(this::allowing, "response.allowlist");
        node.live().on(this::weighing, "qsecbit.profile", "qsecbit.weights");
    }

    private Runnable answering(NodeConfig next) {
        return () -> policy = Defences.policy(next);
    }

    private Runnable allowing(NodeConfig next) throws ConfigException {
        Map<Cidr, String> own = Defences.own(node, next);
        return () -> response.own(own, node.loop().wallMicros());
    }

    private Runnable weighing(NodeConfig next) {
        return () -> qsecbit.weigh(next.weightProfile());
    }

    private static ScoreKeeper scores(NodeContext node) throws ConfigException {
        try {
            return ScoreKeeper.open(
                    node.data().resolve("qsecbit"), node.config().weightProfile(), node.log());
        } catch (IOException e) {
            throw new ConfigException(node.data().resolve("qsecbit") + " cannot be read or written: " + e);
        }
    }

    /** Who hears of detections before anything follows from them. */
    void heard(Consumer<List<Detection>> by) {
        heard = by;
    }

    /** Whether the score is there. */
    boolean scored() {
        return lastScore != null;
    }

    /** What an operator asks of the correlator comes to the same folder. */
    OperatorDesk operators() {
        return desk;
    }

    @Override
    public void start() {
        sensors.start();
        node.loop().every(SECOND, this::observe);
        node.loop().every(SAVE_SCORE, qsecbit::save);
        desk.start();
        node.loop().every(SEAL_AGAIN, this::sealAll);
    }

    /** Once a second: the host's reading, the score, and decisions that are over. */
    private void observe() {
        long now = node.loop().wallMicros();
        qsecbit.observe(host.read(node.loop().nowNs()));
        Score score = qsecbit.score(now);
        if (score.band() != band) {
            show(score);
            threat.accept(score.band());
        }
        if (score.band() != told) {
            MeshMessage report = new MeshMessage.QsecbitReport(
                    now,
                    (int) Math.round(score.value() * 1_000_000),
                    score.band().ordinal());
            byte[] bytes = report.encode();
            boolean sent = false;
            for (Member mssp : node.mesh().verifiers()) {
                sent |= node.links().send(mssp.id(), Channels.TELEMETRY, bytes);
            }
            // Without a session it would be lost, and the provider count time in a wrong band.
            told = sent ? score.band() : told;
        }
        band = score.band();
        node.watchers().scored(score, now);
        lastScore = score;
        response.expire(now);
    }

    /** What this site makes of one detection. */
    private record Finding(Detection detection, Score score, Optional<Decision> decision, Outcome outcome) {
        /** Worth a quorum receipt: who attacks like this may soon be able to wipe this node. */
        boolean critical() {
            return detection.severity() == Severity.CRITICAL || score.band() == Band.RED;
        }
    }

    /** Detections of one reading come together: one batch for the enforcer, one wait for the ledger's disk. */
    void take(List<Detection> sensed) throws Exception {
        List<Detection> found = learning.admitted(sensed);
        heard.accept(found);
        long now = node.loop().wallMicros();
        found.forEach(sharing.alerts()::onDetection);
        List<Finding> findings = judge(found, now);
        unsealed.add(findings.stream()
                .map(f -> new Unsealed.Entry(f.detection(), f.outcome(), payload(f), f.critical()))
                .toList());
        List<Microblock> sealed = sealAll();
        int done = Math.max(0, findings.size() - unsealed.size());
        for (int i = 0; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            // They came last, and the last blocks are theirs; of those that wait nobody knows the block yet.
            Hash32 block = i < done ? sealed.get(sealed.size() - done + i).hash() : Hash32.ZERO;
            node.watchers().detected(finding.detection(), finding.decision(), finding.outcome(), block);
        }
    }

    /** Blocks for all that waits for one; a ledger that takes nothing keeps no detection from being answered. Returns the blocks. */
    private List<Microblock> sealAll() throws Exception {
        List<Microblock> blocks = new ArrayList<>();
        for (List<Unsealed.Entry> next = unsealed.next(HandOver.PIECE);
                !next.isEmpty();
                next = unsealed.next(HandOver.PIECE)) {
            List<Microblock> sealed;
            try {
                sealed = ledger.seal(next.stream()
                        .map(e -> new LedgerRole.Event(EventType.IDS_ALERT, e.payload(), e.critical()))
                        .toList());
            } catch (StoreException e) {
                node.loop().stores().failed(StoreFailures.Store.LEDGER, e);
                tellSealing(false);
                return blocks;
            }
            unsealed.sealed(next.size());
            blocks.addAll(sealed);
            for (int i = 0; i < next.size(); i++) {
                report(next.get(i), sealed.get(i));
            }
        }
        tellSealing(true);
        return blocks;
    }

    private void tellSealing(boolean now) {
        if (now != sealing) {
            sealing = now;
            node.log()
                    .event(
                            now ? "detections_sealed_late" : "detections_unsealed",
                            "waiting",
                            unsealed.size(),
                            "lost",
                            unsealed.lost());
        }
    }

    private void report(Unsealed.Entry entry, Microblock block) throws Exception {
        if (entry.detection().hasSource()
                && !entry.detection().internal()
                // Sites that judge by one model are no two witnesses.
                && !LearntDetector.made(entry.detection())
                && entry.outcome() != Outcome.ALLOWLISTED
                && entry.outcome() != Outcome.UNDONE) {
            sharing.report(entry.detection(), block, node.loop().wallMicros());
        }
    }

    private List<Finding> judge(List<Detection> found, long now) {
        List<Score> scores = new ArrayList<>();
        List<Optional<Decision>> decisions = new ArrayList<>();
        for (Detection detection : found) {
            // The score measures this site now: a detection counts from when it was made, also when a recording is
            // played.
            qsecbit.record(
                    new AttackEvidence(detection.kind().name(), detection.severity(), detection.confidence(), now),
                    now);
            Score score = qsecbit.score(now);
            scores.add(score);
            decisions.add(policy.decide(threat(detection), score.band(), score.value(), now));
        }
        Iterator<Outcome> outcomes = response.applyAll(
                        decisions.stream().flatMap(Optional::stream).toList(), now)
                .iterator();
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            Optional<Decision> decision = decisions.get(i);
            Finding finding = new Finding(
                    found.get(i), scores.get(i), decision, decision.isPresent() ? outcomes.next() : Outcome.ALREADY);
            show(finding);
            findings.add(finding);
        }
        return findings;
    }

    private static Threat threat(Detection detection) {
        return new Threat(
                detection.kind().name(),
                detection.source(),
                detection.sourceMac(),
                detection.severity(),
                detection.confidence(),
                detection.internal(),
                detection.kind().name() + " by " + detection.detector());
    }

    private void show(Finding finding) {
        Detection detection = finding.detection();
        node.log()
                .event(
                        "detection",
                        "kind",
                        detection.kind().name(),
                        "source",
                        named(detection, detection.source().toString()),
                        "severity",
                        detection.severity().name(),
                        "confidence",
                        detection.confidence(),
                        "mitre",
                        detection.kind().mitreId(),
                        "detector",
                        detection.detector(),
                        "internal",
                        detection.internal());
        show(finding.score());
        finding.decision()
                .ifPresent(decision ->
                        show(decision, named(detection, decision.indicator().toString()), finding.outcome()));
    }

    /** What happened, in full. It stays at home, encrypted; the ledger gets its hash. */
    private static byte[] payload(Finding finding) {
        Detection detection = finding.detection();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", detection.id());
        map.put("kind", detection.kind().name());
        map.put("source", detection.source().toString());
        map.put("target", detection.target().toString());
        map.put("severity", detection.severity().name());
        map.put("confidence", detection.confidence());
        map.put("first_us", detection.firstMicros());
        map.put("last_us", detection.lastMicros());
        map.put("evidence", detection.evidence());
        map.put("detector", detection.detector());
        map.put("qsecbit", finding.score().value());
        map.put("band", finding.score().band().name());
        finding.decision().ifPresent(d -> {
            map.put("decision", d.id());
            map.put("indicator", d.indicator().toString());
            map.put("action", d.action().name());
            map.put("ttl_s", d.ttl().toSeconds());
            map.put("outcome", finding.outcome().name());
        });
        return EventLog.json(map).getBytes(StandardCharsets.UTF_8);
    }

    /** The log may be carried to other machines: the site's own hosts are not named in it. */
    private static String named(Detection detection, String source) {
        return detection.internal() ? "a host of this site" : source;
    }

    private void show(Decision decision, String indicator, Outcome outcome) {
        node.log()
                .event(
                        "decision",
                        "id",
                        decision.id(),
                        "indicator",
                        indicator,
                        "action",
                        decision.action().name(),
                        "ttl_s",
                        decision.ttl().toSeconds(),
                        "outcome",
                        outcome.name(),
                        "enforced_by",
                        response.describeEnforcer());
    }

    private void show(Score score) {
        node.log()
                .event(
                        "qsecbit",
                        "value",
                        score.value(),
                        "band",
                        score.band().name(),
                        "drift",
                        score.terms().drift().contribution(),
                        "p_attack",
                        score.terms().pAttack().contribution(),
                        "decay",
                        score.terms().decay().contribution(),
                        "q_drift",
                        score.terms().qDrift().contribution(),
                        "energy",
                        score.terms().energyAnomaly().contribution());
    }

    /** What was decided for an hour holds for what is left of that hour, whatever the clock is now. */
    @Override
    public void onClockMoved(long byMicros) {
        response.clockMoved(byMicros);
        desk.saveAnew();
    }

    @Override
    public void measure(Sheet sheet) {
        Score score = lastScore;
        QsecbitMetrics.measure(sheet, score == null ? qsecbit.score(node.loop().wallMicros()) : score);
        ResponseMetrics.measure(sheet, response, node.loop().wallMicros());
        sensors.measure(sheet);
    }

    @Override
    public void check(Readiness readiness) {
        sensors.check(readiness);
        ResponseMetrics.check(readiness, response);
    }

    @Override
    public void close() {
        sensors.close();
        desk.close();
        qsecbit.close();
    }
}
