package com.hookprobe.node.learning;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** LEARNING 10.3: what the site's own detectors say makes examples, and doubt makes none. */
class LabellingTest {
    private static final long SECOND = 1_000_000;
    private static final long WAIT = 600 * SECOND;
    private static final long T0 = 1_790_000_000L * SECOND;
    private static final FlowExample ROW = Traffic.examples(1, 443, 1).get(0);
    private static final String BAD = "203.0.113.9";
    private static final String GOOD = "198.51.100.7";
    private static final String OURS = "10.0.0.5";

    private final Labelling labelling = new Labelling(WAIT, 100, Set.of("learnt", "model"));

    private static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    private static Sighting flow(String from, String to, long at, boolean good) {
        return new Sighting(ip(from), ip(to), at, at + SECOND, good, ROW);
    }

    private static Detection detection(
            AttackKind kind, String source, String target, Severity severity, String by, long at, boolean internal) {
        return new Detection(
                "0".repeat(32),
                kind,
                ip(source),
                MacAddress.NONE,
                ip(target),
                severity,
                0.9,
                at,
                at,
                "test",
                1,
                by,
                "test",
                internal);
    }

    private static Detection scan(String source, long at) {
        return detection(AttackKind.PORT_SCAN, source, OURS, Severity.HIGH, "port-scan", at, false);
    }

    private List<Boolean> labels(long now) {
        return labelling.labelled(now).stream().map(FlowExample::isAttack).toList();
    }

    @Test
    void nothingIsAnExampleBeforeTheDetectorsHadTheirTime() {
        labelling.onFlow(flow(GOOD, OURS, T0, true), T0);
        assertThat(labels(T0 + WAIT - 1)).isEmpty();
        assertThat(labelling.waiting()).isEqualTo(1);
        assertThat(labels(T0 + WAIT)).containsExactly(false);
        assertThat(labelling.waiting()).isZero();
    }

    @Test
    void aDetectionBeforeOrAfterMakesTheConnectionsOfItsSourceAttacks() {
        labelling.onFlow(flow(BAD, OURS, T0, false), T0);
        labelling.onDetection(scan(BAD, T0 + 30 * SECOND));
        labelling.onFlow(flow(BAD, OURS, T0 + 80 * SECOND, true), T0);
        labelling.onFlow(flow(GOOD, "10.0.0.6", T0, true), T0);
        assertThat(labels(T0 + WAIT)).containsExactly(true, true, false);
    }

    /** The engine tells of an attack that goes on once in a while: what lies between is no proof of good. */
    @Test
    void nearAnAttackNothingIsNormal() {
        labelling.onDetection(scan(BAD, T0));
        labelling.onFlow(flow(BAD, OURS, T0 + 300 * SECOND, true), T0);
        labelling.onFlow(flow(BAD, OURS, T0 + 2 * Labelling.SUSPECT_MICROS, true), T0);
        labelling.onFlow(flow(OURS, BAD, T0 + 300 * SECOND, true), T0);
        assertThat(labels(T0 + WAIT)).containsExactly(false);
    }

    @Test
    void whatDidNotEndWellIsNotNormal() {
        labelling.onFlow(flow(GOOD, OURS, T0, false), T0);
        assertThat(labels(T0 + WAIT)).isEmpty();
    }

    /** Its other connections are what they always are, and the other side may be a bystander. */
    @Test
    void ofAHostOfTheSiteOnlyWhatWentToItsVictimIsAnAttack() {
        labelling.onDetection(detection(AttackKind.PORT_SCAN, OURS, "10.0.0.9", Severity.HIGH, "port-scan", T0, true));
        labelling.onFlow(flow(OURS, "10.0.0.9", T0, false), T0);
        labelling.onFlow(flow(OURS, GOOD, T0, true), T0);
        assertThat(labels(T0 + WAIT)).containsExactly(true);
    }

    @ParameterizedTest
    @EnumSource(
            value = AttackKind.class,
            names = {"POLICY", "IDS_ALERT", "BAD_REPUTATION", "ARP_SPOOFING", "IP_SPOOFING", "DNS_TUNNEL", "PROBE"})
    void whatAFlowDoesNotShowIsNoLabel(AttackKind kind) {
        labelling.onDetection(detection(kind, BAD, OURS, Severity.CRITICAL, "x", T0, false));
        labelling.onFlow(flow(BAD, OURS, T0, true), T0);
        assertThat(labels(T0 + WAIT)).isEmpty();
    }

    @Test
    void aSlightSuspicionIsNoLabelAndNeitherIsAModelsWord() {
        labelling.onDetection(detection(AttackKind.PORT_SCAN, BAD, OURS, Severity.LOW, "port-scan", T0, false));
        labelling.onDetection(detection(AttackKind.PORT_SCAN, GOOD, OURS, Severity.HIGH, "learnt", T0, false));
        labelling.onFlow(flow(BAD, OURS, T0, true), T0);
        labelling.onFlow(flow(GOOD, OURS, T0, true), T0);
        assertThat(labels(T0 + WAIT)).isEmpty();
    }

    /** Whoever forges an address gets no answers: who was answered, and ended well, is not who sent the flood. */
    @Test
    void aFloodInTheNameOfAnotherMakesHisGoodConnectionsNoAttacks() {
        labelling.onDetection(detection(AttackKind.SYN_FLOOD, GOOD, OURS, Severity.CRITICAL, "syn-flood", T0, false));
        labelling.onFlow(flow(GOOD, OURS, T0, true), T0);
        assertThat(labels(T0 + WAIT)).isEmpty();
        labelling.onFlow(flow(GOOD, OURS, T0, false), T0);
        assertThat(labels(T0 + WAIT)).containsExactly(true);
        // What cannot be done in another's name is his own.
        labelling.onDetection(detection(AttackKind.BRUTE_FORCE, GOOD, OURS, Severity.HIGH, "auth", T0, false));
        labelling.onDetection(detection(AttackKind.SYN_FLOOD, GOOD, OURS, Severity.CRITICAL, "syn-flood", T0, false));
        labelling.onFlow(flow(GOOD, OURS, T0, true), T0);
        assertThat(labels(T0 + WAIT)).containsExactly(true);
    }

    /** Else an attacker has his connections taken for normal ones by scanning in the name of some thousands. */
    @Test
    void whatWasForgottenOfManyIsNoProofOfGood() {
        labelling.onDetection(scan(BAD, T0));
        for (int i = 0; i < Labelling.SOURCES_MAX; i++) {
            labelling.onDetection(scan("192.0." + i / 256 + "." + i % 256, T0));
        }
        labelling.onFlow(flow(BAD, OURS, T0, true), T0);
        labelling.onFlow(flow(GOOD, OURS, T0, true), T0);
        labelling.onFlow(flow(GOOD, OURS, T0 + 2 * Labelling.SUSPECT_MICROS, true), T0);
        assertThat(labels(T0 + WAIT)).containsExactly(false);
    }

    @Test
    void whomAPersonPardonsIsNoAttacker() {
        labelling.onDetection(scan(BAD, T0));
        labelling.onFlow(flow(BAD, OURS, T0, true), T0);
        labelling.forgive(List.of(Cidr.parse("203.0.113.0/24").orElseThrow()));
        assertThat(labels(T0 + WAIT)).containsExactly(false);
    }

    @Test
    void whatWaitsIsBoundedAndLostWhenADetectionWasMissed() {
        for (int i = 0; i < 101; i++) {
            labelling.onFlow(flow(GOOD, OURS, T0, true), T0);
        }
        assertThat(labelling.waiting()).isEqualTo(100);
        assertThat(labelling.dropped()).isEqualTo(1);
        SightingQueue queue = new SightingQueue();
        for (int i = 0; i <= SightingQueue.DETECTIONS_MAX; i++) {
            queue.put(scan(BAD, T0));
        }
        queue.put(flow(GOOD, OURS, T0, true));
        queue.drain(labelling, T0);
        assertThat(labelling.waiting()).isZero();
        for (int i = 0; i < SightingQueue.FLOWS_MAX + 5; i++) {
            queue.put(flow(GOOD, OURS, T0, true));
        }
        assertThat(queue.lost()).isEqualTo(5);
    }
}
