package com.hookprobe.node.learning;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.Finding;
import com.hookprobe.qsecbit.detection.LastUsedMap;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Roles;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.Layout;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import com.hookprobe.qsecbit.model.Connection;
import com.hookprobe.qsecbit.model.FlowFeatures;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Looks at each connection of one sensor: hands its bins on to be labelled, and judges it by the model that sites have learned together,
 * when there is one. As with the trained model (model 4) one connection proves nothing: it takes ten attacks of one source within a
 * minute that are four of five of its connections; a source is told of once in ten minutes. The severity is LOW: it is a reason to look.
 * Not thread-safe.
 */
public final class LearntDetector implements Detector {
    /** What its detections bear as their detector. */
    public static final String NAME = "learnt";

    private static final int ATTACKS_MIN = 10;
    private static final double MOSTLY = 0.8;
    private static final double CONFIDENCE = 0.6;
    private static final int SOURCES_MAX = 4_096;
    private static final int PER_MINUTE = 20;
    private static final long MINUTE_MICROS = 60_000_000;
    /** Connections are told when they end, by when they began: so much may lie between two. */
    private static final long BACK_MINUTES = 60;

    private static final long SILENCE_MICROS = 10 * MINUTE_MICROS;

    private final Layout layout;
    private final LocalNetworks local;
    private final Predicate<NetworkEvent> good;
    private final Optional<Consumer<Sighting>> gathering;
    private final Supplier<Optional<Judging>> judging;
    private final DetectionSink out;
    private final FlowFeatures features = new FlowFeatures();
    private final Finding finding = new Finding(NAME, CONFIDENCE);
    private final Map<IpAddress, JudgedSource> sources = new LastUsedMap<>(SOURCES_MAX);
    private long minute;
    private int told;

    /**
     * With empty windows.
     *
     * @param good whether a flow counts as good experience
     * @param gathering takes the connections; nobody when it is empty
     * @param judging the model; asked at each connection
     * @param out takes what is found. Not the sink of the engine: that folds detections of one kind and source, and this model must not hide
     *     what another detector finds
     */
    public LearntDetector(
            Layout layout,
            LocalNetworks local,
            Predicate<NetworkEvent> good,
            Optional<Consumer<Sighting>> gathering,
            Supplier<Optional<Judging>> judging,
            DetectionSink out) {
        this.layout = layout;
        this.local = local;
        this.good = good;
        this.gathering = gathering;
        this.judging = judging;
        this.out = out;
    }

    /** True for a detection that this detector has made. */
    public static boolean made(Detection detection) {
        return detection.detector().equals(NAME);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink folded) {
        boolean usable = event.type() == EventType.FLOW
                && event.flow().isPresent()
                && !LocalNetworks.isGroup(event.srcIp())
                && !LocalNetworks.isGroup(event.dstIp());
        if (!usable) {
            return;
        }
        Roles roles = Roles.of(event, local);
        Connection connection = Connection.of(event, roles);
        FlowExample example = FlowExample.of(layout, features.vector(connection), false);
        gathering.ifPresent(sink -> sink.accept(new Sighting(
                connection.source(),
                connection.responder(),
                connection.timeMicros(),
                Math.max(
                        connection.timeMicros() + connection.durationMicros(),
                        event.flow().endMicros()),
                good.test(event),
                example)));
        judging.get().filter(by -> by.model().layout() == layout).ifPresent(by -> judge(by, example, roles, event));
    }

    private void judge(Judging by, FlowExample example, Roles roles, NetworkEvent event) {
        boolean attack = by.isAttack(example.bins());
        JudgedSource source = sources.computeIfAbsent(roles.initiator(), ip -> new JudgedSource());
        long now = event.timeMicros();
        source.add(now, attack);
        if (!attack || source.silentAt(now, SILENCE_MICROS)) {
            return;
        }
        JudgedSource.View view = source.around(now, MINUTE_MICROS);
        if (view.attacks() < ATTACKS_MIN || view.attacks() < MOSTLY * view.flows() || !mayTell(now)) {
            return;
        }
        source.told(now);
        String evidence = "the model that sites learn together takes " + view.attacks() + " of " + view.flows()
                + " connections for attacks";
        out.accept(finding.of(
                AttackKind.IDS_ALERT,
                roles,
                roles.responder(),
                Severity.LOW,
                CONFIDENCE,
                event,
                view.firstMicros(),
                evidence,
                view.attacks()));
    }

    private boolean mayTell(long timeMicros) {
        long now = Math.floorDiv(timeMicros, MINUTE_MICROS);
        // A sensor's clock that was ahead must not silence it until that time comes.
        if (now > minute || now < minute - BACK_MINUTES) {
            minute = now;
            told = 0;
        }
        return told++ < PER_MINUTE;
    }
}
