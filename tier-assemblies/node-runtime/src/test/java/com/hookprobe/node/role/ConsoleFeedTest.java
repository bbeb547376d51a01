package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.console.view.DetectionRow;
import com.hookprobe.console.view.Happening;
import com.hookprobe.console.view.MeshPage;
import com.hookprobe.console.view.ScorePage;
import com.hookprobe.console.view.WordRow;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Qsecbit;
import com.hookprobe.qsecbit.metric.Severity;
import com.hookprobe.qsecbit.metric.WeightProfile;
import com.hookprobe.qsecbit.response.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a console is told, in made-up time: bounded, in order, and what became of each word. */
class ConsoleFeedTest {
    private static final long SECOND = 1_000_000;
    private static final long T0 = 1_000 * SECOND;
    private static final GroupKeys GROUP = GroupKeys.derive(new byte[32], 1);
    private static final IndicatorValue ATTACKER =
            IndicatorValue.ip(IpAddress.parse("203.0.113.9").orElseThrow());

    @TempDir
    Path folder;

    private TestMesh mesh;
    private Member correlator;
    private final List<Happening> heard = new ArrayList<>();
    private final ConsoleFeed feed =
            new ConsoleFeed(id -> new MeshPage.Row("a", id.hex(), "guardian", "", "OPEN", -1, "", "UNKNOWN", 0));

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        correlator = mesh.mesh.verifier();
        feed.watch(heard::add);
    }

    @AfterEach
    void close() throws Exception {
        mesh.close();
    }

    private static MeshDecision decision(long sequence, IndicatorValue about) {
        DecisionDraft draft = new DecisionDraft(
                new TagKey(about.type(), 1, GROUP.tag(about)),
                1,
                DecisionLevel.BLOCK,
                60,
                5,
                3,
                1,
                List.of(new Bytes32(0, 0, 0, sequence)),
                List.of(GROUP.seal(about, new Random(1))));
        return MeshDecision.sign(draft, sequence, T0, List.of(), bytes -> new byte[64]);
    }

    private NodeWatcher.Word word(MeshDecision decision, NodeWatcher.Fate fate, Long... hops) {
        return new NodeWatcher.Word(correlator, decision, "203.0.113.9", fate, "", List.of(hops), T0 + SECOND);
    }

    private static void detect(ConsoleFeed feed, int number) {
        Detection found = new Detection(
                String.format("%032x", number),
                AttackKind.values()[0],
                IpAddress.parse("203.0.113.9").orElseThrow(),
                MacAddress.NONE,
                IpAddress.NONE,
                Severity.HIGH,
                1,
                T0,
                T0,
                "evidence " + number,
                1,
                "a detector",
                "a sensor",
                false);
        feed.detected(found, Optional.empty(), Outcome.ALREADY, Hash32.ZERO);
    }

    @Test
    void theLatestThousandDetectionsArePagedNewestFirst() {
        for (int i = 1; i <= ConsoleFeed.DETECTIONS_KEPT + 5; i++) {
            detect(feed, i);
        }
        List<DetectionRow> first = feed.detections(Long.MAX_VALUE, 3);
        assertThat(first).extracting(DetectionRow::sequence).containsExactly(1_005L, 1_004L, 1_003L);
        assertThat(first.get(0).outcome()).as("nothing was decided").isEmpty();
        assertThat(feed.detections(1_003, 1)).extracting(DetectionRow::sequence).containsExactly(1_002L);
        assertThat(feed.detections(Long.MAX_VALUE, 10_000)).hasSize(ConsoleFeed.DETECTIONS_KEPT);
        assertThat(heard).hasSize(ConsoleFeed.DETECTIONS_KEPT + 5);
    }

    @Test
    void aWordIsInForceCancelledOrOver() {
        MeshDecision decision = decision(1, ATTACKER);
        feed.told(word(decision, NodeWatcher.Fate.IN_FORCE, T0, T0 + 100, T0 + 200));
        WordRow row = feed.words(T0 + 2 * SECOND).get(0);
        assertThat(row.state()).isEqualTo("IN_FORCE");
        assertThat(row.hops())
                .containsExactly(
                        new WordRow.Hop("detected", 0),
                        new WordRow.Hop("counted by the correlator", 100),
                        new WordRow.Hop("decided and told", 200),
                        new WordRow.Hop("in force here", SECOND));
        assertThat(feed.words(decision.endsMicros()).get(0).state()).isEqualTo("OVER");

        feed.cancelled(mesh.mesh.byName("guardian-1").orElseThrow(), decision.key(), CancelReason.OPERATOR);
        assertThat(feed.words(T0).get(0).state())
                .as("another's word about the tag")
                .isEqualTo("IN_FORCE");
        feed.cancelled(correlator, decision.key(), CancelReason.OPERATOR);
        feed.cancelled(correlator, decision.key(), CancelReason.OPERATOR);
        assertThat(feed.words(decision.endsMicros()).get(0).state()).isEqualTo("CANCELLED");
        assertThat(feed.words(T0).get(0).reason()).isEqualTo("OPERATOR");
        assertThat(heard).as("told once each").hasSize(2);
    }

    @Test
    void aWordToldAgainWithoutItsWayKeepsTheOneThatItHad() {
        MeshDecision decision = decision(1, ATTACKER);
        feed.told(word(decision, NodeWatcher.Fate.TOLD, T0, T0 + 100));
        feed.told(word(decision, NodeWatcher.Fate.IN_FORCE));
        assertThat(feed.words(T0)).singleElement().satisfies(row -> {
            assertThat(row.state()).isEqualTo("IN_FORCE");
            assertThat(row.hops()).isNotEmpty();
        });
        MeshDecision late = decision(2, ATTACKER);
        feed.told(word(late, NodeWatcher.Fate.IN_FORCE));
        assertThat(feed.words(T0).get(0).hops()).as("nobody knows its way").isEmpty();
    }

    @Test
    void theLatestWordsAreKept() {
        for (int i = 1; i <= ConsoleFeed.WORDS_KEPT + 3; i++) {
            feed.told(word(decision(i, ATTACKER), NodeWatcher.Fate.IN_FORCE));
        }
        List<WordRow> words = feed.words(T0);
        assertThat(words).hasSize(ConsoleFeed.WORDS_KEPT);
        assertThat(words.get(0).decision())
                .isEqualTo(decision(ConsoleFeed.WORDS_KEPT + 3, ATTACKER).id().hex());
    }

    @Test
    void aScoreIsAPointInTenSecondsAndAnHourIsKept() {
        assertThat(feed.score()).isEmpty();
        Qsecbit qsecbit = Qsecbit.create(WeightProfile.STANDARD);
        for (int i = 0; i < 4_000; i++) {
            feed.scored(qsecbit.score(T0 + i * SECOND), T0 + i * SECOND);
        }
        ScorePage page = feed.score().orElseThrow();
        assertThat(page.course()).hasSize(ConsoleFeed.POINTS_KEPT);
        assertThat(page.course().get(ConsoleFeed.POINTS_KEPT - 1).micros()).isEqualTo(T0 + 3_990 * SECOND);
        assertThat(heard).as("an unchanged score is told with its points").hasSize(400);
    }
}
