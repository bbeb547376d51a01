package com.hookprobe.qsecbit.federation.core.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.Relation;
import com.hookprobe.qsecbit.federation.Samples;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertBaselineTest {
    private static final long SECOND = 1_000_000;
    private static final long HOUR = 3600 * SECOND;
    private static final long DAY = 24 * HOUR;

    /** Midnight of some day. */
    private static final long BEGAN = 19_000 * DAY;

    private static final long LEARNED = BEGAN + DAY;
    private static final long HOST = 7;
    private static final IndicatorValue NOISE = alert("noise");

    private final AlertBaseline baseline = new AlertBaseline(AlertBaselineConfig.standard(), BEGAN);

    @Test
    void threeDaysMakeAClassTheSitesOwn() {
        for (int day = 0; day < 3; day++) {
            assertThat(relation(NOISE, BEGAN + day * DAY)).isEqualTo(Relation.NONE);
            see(NOISE, BEGAN + day * DAY + HOUR);
        }
        // The third day is not over yet.
        assertThat(relation(NOISE, BEGAN + 3 * DAY - 1)).isEqualTo(Relation.NONE);
        assertThat(relation(NOISE, BEGAN + 3 * DAY)).isEqualTo(Relation.ESTABLISHED);
        // 32 days are remembered.
        assertThat(relation(NOISE, BEGAN + 32 * DAY)).isEqualTo(Relation.ESTABLISHED);
        assertThat(relation(NOISE, BEGAN + 33 * DAY)).isEqualTo(Relation.NONE);
    }

    @Test
    void twelveHoursMakeAClassTheSitesOwn() {
        for (int hour = 0; hour < 12; hour++) {
            see(NOISE, BEGAN + hour * HOUR);
        }
        assertThat(relation(NOISE, BEGAN + 12 * HOUR - 1)).isEqualTo(Relation.NONE);
        assertThat(relation(NOISE, BEGAN + 12 * HOUR)).isEqualTo(Relation.ESTABLISHED);
        // A week is remembered: then the first hour is out of it.
        assertThat(relation(NOISE, BEGAN + 168 * HOUR)).isEqualTo(Relation.ESTABLISHED);
        assertThat(relation(NOISE, BEGAN + 169 * HOUR)).isEqualTo(Relation.NONE);
    }

    @Test
    void twentySightsAreEnoughInThreeHoursButNotInTwo() {
        for (int i = 0; i < 500; i++) {
            see(NOISE, BEGAN + i);
            see(NOISE, BEGAN + HOUR + i);
        }
        assertThat(relation(NOISE, BEGAN + 5 * HOUR)).isEqualTo(Relation.NONE);
        see(NOISE, BEGAN + 4 * HOUR);
        assertThat(relation(NOISE, BEGAN + 5 * HOUR - 1)).isEqualTo(Relation.NONE);
        assertThat(relation(NOISE, BEGAN + 5 * HOUR)).isEqualTo(Relation.ESTABLISHED);
    }

    @Test
    void nineteenSightsAreNotEnough() {
        for (int i = 0; i < 17; i++) {
            see(NOISE, BEGAN + i);
        }
        see(NOISE, BEGAN + HOUR);
        see(NOISE, BEGAN + 2 * HOUR);
        assertThat(relation(NOISE, BEGAN + 6 * HOUR)).isEqualTo(Relation.NONE);
        // One that comes late, of an hour before the one that was asked about, counts from then on; also while in
        // doubt.
        baseline.onDetection(HOST, BEGAN + 6 * HOUR + 1 - 32 * DAY);
        see(NOISE, BEGAN + HOUR + 1);
        assertThat(relation(NOISE, BEGAN + 6 * HOUR)).isEqualTo(Relation.NONE);
        assertThat(relation(NOISE, BEGAN + 6 * HOUR + 1)).isEqualTo(Relation.ESTABLISHED);
    }

    @Test
    void whatIsLongPastIsForgottenHoweverTheClockJumps() {
        for (int hour = 0; hour < 12; hour++) {
            see(NOISE, BEGAN + hour * HOUR);
        }
        long later = BEGAN + 400 * HOUR;
        see(NOISE, later);
        assertThat(relation(NOISE, later + HOUR)).isEqualTo(Relation.NONE);
    }

    @Test
    void fourStrangeClassesAtOneHostAreABurst() {
        assertThat(see(alert("a"), LEARNED)).isEmpty();
        assertThat(see(alert("b"), LEARNED + 1)).isEmpty();
        assertThat(see(alert("b"), LEARNED + 2)).isEmpty();
        assertThat(see(alert("c"), LEARNED + 3)).isEmpty();
        List<Announcement> news = see(alert("d"), LEARNED + 600 * SECOND);
        assertThat(news)
                .extracting(Announcement::value)
                .containsExactly(alert("a"), alert("b"), alert("c"), alert("d"));
        assertThat(news).allMatch(one -> one.severity() == Severity.HIGH && one.confidencePercent() == 90);
        assertThat(news.get(1).firstMicros()).isEqualTo(LEARNED + 1);
        assertThat(news.get(1).lastMicros()).isEqualTo(LEARNED + 2);
    }

    @Test
    void classesThatComeTooSlowlyAreNoBurst() {
        see(alert("a"), LEARNED);
        see(alert("b"), LEARNED + 1);
        see(alert("c"), LEARNED + 2);
        assertThat(see(alert("d"), LEARNED + 600 * SECOND + 1)).isEmpty();
    }

    @Test
    void classesAtSeveralHostsAreNoBurst() {
        for (int host = 0; host < 4; host++) {
            assertThat(baseline.onAlert(alert("a" + host), host, LEARNED)).isEmpty();
        }
    }

    @Test
    void whatIsTheSitesOwnIsNoPartOfABurst() {
        for (int hour = 0; hour < 12; hour++) {
            see(NOISE, BEGAN + hour * HOUR);
        }
        see(alert("a"), LEARNED);
        see(alert("b"), LEARNED);
        see(alert("c"), LEARNED);
        assertThat(see(NOISE, LEARNED)).isEmpty();
        assertThat(baseline.isAlarmed(LEARNED)).isFalse();
    }

    @Test
    void whileItLearnsASiteAnnouncesAndBlocksNothing() {
        long before = LEARNED - 1;
        for (int i = 0; i < 8; i++) {
            assertThat(see(alert("a" + i), before)).isEmpty();
        }
        assertThat(baseline.isLearning(before)).isTrue();
        assertThat(baseline.mayBlock(alert("x"), before)).isFalse();
        assertThat(baseline.isLearning(LEARNED)).isFalse();
        assertThat(baseline.mayBlock(alert("x"), LEARNED)).isTrue();
    }

    @Test
    void duringAnAlarmEachStrangeClassIsAnnouncedWhereverItComes() {
        burst(LEARNED);
        long end = LEARNED + 600 * SECOND;
        assertThat(baseline.isAlarmed(end - 1)).isTrue();
        assertThat(baseline.onAlert(alert("elsewhere"), 99, end - 1))
                .extracting(Announcement::confidencePercent)
                .containsExactly(60);
        assertThat(baseline.isAlarmed(end)).isFalse();
        assertThat(baseline.onAlert(alert("later"), 99, end)).isEmpty();
    }

    @Test
    void anAlarmTeachesNothing() {
        for (int day = 1; day <= 3; day++) {
            burst(BEGAN + day * DAY);
            see(NOISE, BEGAN + day * DAY + SECOND);
        }
        assertThat(relation(NOISE, BEGAN + 5 * DAY)).isEqualTo(Relation.NONE);
        // The last class of a burst comes within the alarm that it raises; those before it came in time of peace.
        assertThat(relation(alert("b3"), BEGAN + 5 * DAY)).isEqualTo(Relation.NONE);
    }

    @Test
    void aClassIsAnnouncedOnceAnHour() {
        burst(LEARNED);
        assertThat(see(alert("b0"), LEARNED + 1)).isEmpty();
        burst(LEARNED + HOUR - 1);
        assertThat(see(alert("b0"), LEARNED + HOUR - 1)).isEmpty();
        assertThat(see(alert("b0"), LEARNED + HOUR)).hasSize(1);
    }

    @Test
    void aDetectionPutsInDoubtWhatThatHostAloneCauses() {
        IndicatorValue shared = alert("shared");
        for (int hour = 0; hour < 24; hour++) {
            see(NOISE, BEGAN + hour * HOUR);
            see(shared, BEGAN + hour * HOUR);
        }
        baseline.onAlert(shared, HOST + 1, BEGAN + 2 * HOUR);
        assertThat(relation(NOISE, LEARNED)).isEqualTo(Relation.ESTABLISHED);
        baseline.onDetection(HOST + 1, LEARNED);
        assertThat(relation(NOISE, LEARNED)).isEqualTo(Relation.ESTABLISHED);
        baseline.onDetection(HOST, LEARNED);
        assertThat(relation(NOISE, LEARNED)).isEqualTo(Relation.NONE);
        assertThat(baseline.mayBlock(NOISE, LEARNED)).isTrue();
        assertThat(relation(shared, LEARNED)).isEqualTo(Relation.ESTABLISHED);
        baseline.forgive(NOISE, LEARNED);
        assertThat(relation(NOISE, LEARNED)).isEqualTo(Relation.ESTABLISHED);
    }

    @Test
    void whatAPersonForgivesIsTheSitesOwnFor32DaysUnlessADetectorSaysOtherwise() throws MalformedException {
        IndicatorValue strange = alert("strange");
        baseline.forgive(strange, LEARNED);
        AlertBaseline restored = AlertBaseline.restore(baseline.snapshot(), AlertBaselineConfig.standard(), LEARNED);
        for (AlertBaseline each : List.of(baseline, restored)) {
            assertThat(each.mayBlock(strange, LEARNED)).isFalse();
            // A decision of the mesh asks for the time of its first report.
            assertThat(each.relation(strange, LEARNED - DAY)).isEqualTo(Relation.ESTABLISHED);
            assertThat(each.relation(strange, LEARNED + 32 * DAY)).isEqualTo(Relation.NONE);
        }
        assertThatThrownBy(() -> baseline.forgive(Samples.ip("203.0.113.7"), LEARNED))
                .isInstanceOf(IllegalArgumentException.class);
        see(NOISE, LEARNED);
        baseline.forgive(NOISE, LEARNED);
        baseline.onDetection(HOST, LEARNED + 1);
        assertThat(baseline.mayBlock(NOISE, LEARNED + 1)).isTrue();
    }

    @Test
    void aLongNameIsCutAfterAWholeCharacterAndCanBeRead() {
        String longName = "x".repeat(186) + "ä tail";
        assertThat(HostClass.nameOf(HostClass.NETWORK.alert(longName))).isEqualTo("x".repeat(186));
        assertThat(HostClass.END_SYSTEM.alert("noise")).isEqualTo(NOISE);
        assertThatThrownBy(() -> HostClass.NETWORK.alert("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HostClass.nameOf(Samples.ip("203.0.113.7")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSmallNodeKeepsLess() {
        AlertBaseline small = new AlertBaseline(AlertBaselineConfig.small(), BEGAN);
        for (int i = 0; i < 5_000; i++) {
            small.onAlert(alert("class " + i), i, LEARNED);
        }
        assertThat(small.size()).isEqualTo(4_096);
        assertThat(small.hosts()).isEqualTo(512);
    }

    @Test
    void whatRanFromTheFirstHourAtOneHostIsSuspect() {
        IndicatorValue later = alert("later");
        IndicatorValue shared = alert("shared");
        for (int hour = 0; hour < 24; hour++) {
            see(NOISE, BEGAN + hour * HOUR);
            baseline.onAlert(shared, hour % 2, BEGAN + hour * HOUR);
            if (hour > 0) {
                see(later, BEGAN + hour * HOUR);
            }
        }
        assertThat(baseline.suspects(LEARNED)).containsExactly(NOISE);
        // Suspicion alone changes nothing.
        assertThat(relation(NOISE, LEARNED)).isEqualTo(Relation.ESTABLISHED);
    }

    @Test
    void memoryIsBoundedAndWhatIsTheSitesOwnStays() {
        AlertBaselineConfig small = new AlertBaselineConfig(DAY, 4, 600 * SECOND, HOUR, 16, 3);
        AlertBaseline bounded = new AlertBaseline(small, BEGAN);
        for (int hour = 0; hour < 13; hour++) {
            bounded.onAlert(NOISE, HOST, BEGAN + hour * HOUR);
        }
        for (int i = 0; i < 1000; i++) {
            bounded.onAlert(alert("flood" + i), i, LEARNED + i * 1000 * SECOND);
            assertThat(bounded.size()).isLessThanOrEqualTo(16);
            assertThat(bounded.hosts()).isLessThanOrEqualTo(3);
        }
        assertThat(bounded.relation(NOISE, LEARNED)).isEqualTo(Relation.ESTABLISHED);
    }

    @Test
    void whoMeetsEveryHostWithEverythingFillsNoMemory() {
        HostBursts bursts = new HostBursts(600 * SECOND, 512);
        int most = 0;
        for (int host = 0; host < 2_000; host++) {
            for (int i = 0; i < 100; i++) {
                bursts.add(host, alert("a" + i), LEARNED);
                most = Math.max(most, bursts.classes());
            }
            assertThat(bursts.add(host, alert("a99"), LEARNED))
                    .as("the newest host has all")
                    .hasSize(64);
        }
        assertThat(most).isEqualTo(16 * 512);
        assertThat(bursts.size()).isEqualTo(16 * 512 / 64);
        // What a host forgets by itself leaves room.
        bursts.add(1_999, alert("later"), LEARNED + 700 * SECOND);
        assertThat(bursts.classes()).isEqualTo(16 * 512 - 63);
    }

    @Test
    void aBurstOfManyClassesIsBounded() {
        int announced = 0;
        for (int i = 0; i < 500; i++) {
            announced += see(alert("a" + i), LEARNED + i).size();
        }
        assertThat(announced).isEqualTo(500);
    }

    @Test
    void otherValuesHaveNoRelationAndAreRefused() {
        assertThat(relation(Samples.ip("203.0.113.7"), LEARNED)).isEqualTo(Relation.NONE);
        assertThatThrownBy(() -> see(Samples.ip("203.0.113.7"), LEARNED)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> see(NOISE, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AlertBaselineConfig(DAY, 1, SECOND, HOUR, 16, 3))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AlertBaselineConfig(DAY, 4, SECOND, HOUR, 15, 3))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theKindOfHostBelongsToTheClass() {
        IndicatorValue server = IndicatorValue.alertClass("noise", HostClass.END_SYSTEM.context());
        IndicatorValue router = IndicatorValue.alertClass("noise", HostClass.NETWORK.context());
        for (int hour = 0; hour < 12; hour++) {
            see(router, BEGAN + hour * HOUR);
        }
        assertThat(relation(router, LEARNED)).isEqualTo(Relation.ESTABLISHED);
        assertThat(relation(server, LEARNED)).isEqualTo(Relation.NONE);
    }

    @Test
    void aSnapshotKeepsWhatWasLearned() throws MalformedException {
        for (int hour = 0; hour < 24; hour++) {
            see(NOISE, BEGAN + hour * HOUR);
            see(alert("doubtful"), BEGAN + hour * HOUR);
            baseline.onAlert(alert("two hosts"), hour % 2, BEGAN + hour * HOUR);
        }
        burst(LEARNED);
        byte[] snapshot = baseline.snapshot();
        AlertBaseline restored = AlertBaseline.restore(snapshot, AlertBaselineConfig.standard(), LEARNED);
        assertThat(restored.snapshot()).isEqualTo(snapshot);
        assertThat(restored.isLearning(LEARNED)).isFalse();
        assertThat(restored.relation(NOISE, LEARNED)).isEqualTo(Relation.ESTABLISHED);
        assertThat(restored.suspects(LEARNED)).containsExactly(NOISE, alert("doubtful"));
        // It was announced less than an hour ago, which is not forgotten.
        for (int i = 0; i < 3; i++) {
            assertThat(restored.onAlert(alert("b" + i), HOST, LEARNED + SECOND)).isEmpty();
        }
        assertThat(restored.onAlert(alert("b3"), HOST, LEARNED + SECOND)).isEmpty();
        restored.onDetection(HOST, LEARNED);
        assertThat(restored.relation(NOISE, LEARNED)).isEqualTo(Relation.NONE);
        assertThat(restored.relation(alert("two hosts"), LEARNED)).isEqualTo(Relation.ESTABLISHED);
        AlertBaseline again = AlertBaseline.restore(restored.snapshot(), AlertBaselineConfig.standard(), LEARNED);
        assertThat(again.relation(NOISE, LEARNED)).isEqualTo(Relation.NONE);
    }

    /** The clock was a year ahead when it began: it learns from now on, and not until then. */
    @Test
    void aBeginningThatLiesAheadIsNow() throws MalformedException {
        long now = LEARNED;
        long ahead = now + 365 * 24 * 3_600_000_000L;
        byte[] snapshot = new AlertBaseline(AlertBaselineConfig.standard(), ahead).snapshot();
        AlertBaseline restored = AlertBaseline.restore(snapshot, AlertBaselineConfig.standard(), now);
        assertThat(restored.isLearning(now + 23 * 3_600_000_000L)).isTrue();
        assertThat(restored.isLearning(now + 25 * 3_600_000_000L)).isFalse();
    }

    @Test
    void aSnapshotThatIsNoneIsRefused() throws MalformedException {
        see(NOISE, BEGAN);
        byte[] snapshot = baseline.snapshot();
        for (int length = 0; length < snapshot.length; length++) {
            assertRefused(Arrays.copyOf(snapshot, length));
        }
        assertRefused(Arrays.copyOf(snapshot, snapshot.length + 1));
        for (int at : new int[] {0, 1, 9, 13, 16, 27, snapshot.length - 1, snapshot.length - 213}) {
            byte[] changed = snapshot.clone();
            changed[at] = (byte) 0xfe;
            assertRefused(changed);
        }
        byte[] twice = Arrays.copyOf(snapshot, 2 * snapshot.length - 13);
        System.arraycopy(snapshot, 13, twice, snapshot.length, snapshot.length - 13);
        twice[12] = 2;
        assertRefused(twice);
        // More than fits: what is the site's own stays.
        for (int hour = 1; hour < 13; hour++) {
            see(NOISE, BEGAN + hour * HOUR);
        }
        for (int i = 0; i < 40; i++) {
            see(alert("x" + i), BEGAN + 13 * HOUR);
        }
        AlertBaselineConfig small = new AlertBaselineConfig(DAY, 4, 600 * SECOND, HOUR, 16, 3);
        AlertBaseline restored = AlertBaseline.restore(baseline.snapshot(), small, LEARNED);
        assertThat(restored.size()).isEqualTo(16);
        assertThat(restored.relation(NOISE, LEARNED)).isEqualTo(Relation.ESTABLISHED);
    }

    private static void assertRefused(byte[] snapshot) {
        assertThatThrownBy(() -> AlertBaseline.restore(snapshot, AlertBaselineConfig.standard(), LEARNED))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void aSightThatComesLateMakesNoSpanThatEndsBeforeItBegins() {
        long minute = LEARNED + 5 * HOUR;
        see(alert("b0"), minute);
        see(alert("b1"), minute);
        see(alert("b2"), minute);
        see(alert("b0"), minute - 61_000_000);
        List<Announcement> announced = see(alert("b3"), minute);
        assertThat(announced).hasSize(4);
        assertThat(announced)
                .allSatisfy(each -> assertThat(each.firstMicros()).isLessThanOrEqualTo(each.lastMicros()))
                .anySatisfy(each -> assertThat(each.firstMicros()).isEqualTo(minute - 61_000_000));
    }

    private void burst(long micros) {
        for (int i = 0; i < 4; i++) {
            see(alert("b" + i), micros);
        }
    }

    private List<Announcement> see(IndicatorValue alert, long micros) {
        return baseline.onAlert(alert, HOST, micros);
    }

    private Relation relation(IndicatorValue value, long asOfMicros) {
        return baseline.relation(value, asOfMicros);
    }

    private static IndicatorValue alert(String name) {
        return IndicatorValue.alertClass(name, HostClass.END_SYSTEM.context());
    }
}
