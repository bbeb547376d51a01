package com.hookprobe.qsecbit.model;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.Finding;
import com.hookprobe.qsecbit.detection.LastUsedMap;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Roles;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.List;
import java.util.Map;

/**
 * Judges every flow by a trained model, and speaks when a source's flows are mostly attacks.
 *
 * <p>One flow proves nothing: a model that is wrong once in 200 is wrong all day long in a busy network, and its
 * mistakes fall on the same few hosts again and again. So a detection needs several attacks of one source within a
 * minute, with a higher share than the model's own line, and that four of five of its flows in that minute are attacks.
 * A source is told of once in ten minutes, and of all sources so many a minute.
 *
 * <p>The severity is at most MEDIUM: what the model says alone is a reason to look, not to block. Not in the standard
 * list of detectors: it is there when a model is.
 */
public final class ModelDetector implements Detector {
    static final Threshold SHARE = new Threshold(
            "model.share", 0.8, 0.2, 1, "share", "share of the forest from which a flow counts as an attack");
    static final Threshold FLOWS =
            new Threshold("model.flows", 10, 3, 60, "flows", "attacks of one source within a minute for a detection");
    static final Threshold PER_MINUTE =
            new Threshold("model.per-minute", 20, 1, 10_000, "detections", "detections a minute of all sources");
    static final int SOURCES_MAX = 4_096;
    private static final long SILENCE_MICROS = 600L * 1_000_000;
    private static final double MOSTLY = 0.8;

    private final AttackModel model;
    private final LocalNetworks local;
    private final double shareMin;
    private final int flowsMin;
    private final DetectionBudget budget;
    private final FlowFeatures features = new FlowFeatures();
    private final Finding finding = new Finding("model", 0.9);
    private final Map<IpAddress, JudgedFlows> sources = new LastUsedMap<>(SOURCES_MAX);

    /**
     * A detector with empty windows.
     *
     * @throws IllegalArgumentException when the model was not trained on flows
     */
    public ModelDetector(AttackModel model, LocalNetworks local, Thresholds thresholds) {
        if (model.schema() != Schemas.FLOW) {
            throw new IllegalArgumentException("expected a model of flows; found one of schema "
                    + model.schema().name() + ": train it with --zeek, or with --nsl-kdd and --flow");
        }
        this.model = model;
        this.local = local;
        shareMin = Math.max(thresholds.get(SHARE), model.attackThreshold());
        flowsMin = thresholds.count(FLOWS);
        budget = new DetectionBudget(thresholds.count(PER_MINUTE));
    }

    /** What an operator may set. */
    public static List<Threshold> thresholds() {
        return List.of(SHARE, FLOWS, PER_MINUTE);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        boolean usable = event.type() == EventType.FLOW
                && event.flow().isPresent()
                && !LocalNetworks.isGroup(event.srcIp())
                && !LocalNetworks.isGroup(event.dstIp());
        if (!usable) {
            return;
        }
        Roles roles = Roles.of(event, local);
        Connection connection = Connection.of(event, roles);
        Judgement judgement = model.judge(features.vector(connection));
        boolean attack = judgement.isAttack() && judgement.attack() >= shareMin;
        JudgedFlows flows = sources.computeIfAbsent(roles.initiator(), ip -> new JudgedFlows());
        flows.add(connection, attack ? judgement.likeliest() : AttackClass.NORMAL, judgement.confidence());
        if (!attack || flows.silentAt(event.timeMicros(), SILENCE_MICROS)) {
            return;
        }
        JudgedFlows.View view = flows.around(event.timeMicros());
        if (view.attacks() < flowsMin || view.attacks() < MOSTLY * view.flows() || !budget.take(event.timeMicros())) {
            return;
        }
        flows.told(event.timeMicros());
        report(roles, view, event, out);
    }

    int sources() {
        return sources.size();
    }

    private void report(Roles roles, JudgedFlows.View view, NetworkEvent event, DetectionSink out) {
        AttackKind kind = kind(view);
        IpAddress target = view.hosts() > 1 ? IpAddress.NONE : roles.responder();
        String evidence = "the model takes " + view.attacks() + " of " + view.flows() + " flows for "
                + view.likeliest().text() + ", " + view.hosts() + " hosts, " + view.ports() + " ports";
        Severity severity = view.likeliest() == AttackClass.OTHER ? Severity.LOW : Severity.MEDIUM;
        out.accept(finding.of(
                kind, roles, target, severity, view.confidence(), event, view.firstMicros(), evidence, view.attacks()));
    }

    private static AttackKind kind(JudgedFlows.View view) {
        return switch (view.likeliest()) {
            case DOS -> AttackKind.FLOOD;
            case PROBE -> view.hosts() > view.ports() ? AttackKind.HOST_SWEEP : AttackKind.PORT_SCAN;
            case R2L -> AttackKind.BRUTE_FORCE;
            case U2R -> AttackKind.EXPLOIT;
            case NORMAL, OTHER -> AttackKind.IDS_ALERT;
        };
    }
}
