package com.hookprobe.qsecbit.federation.tool.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.Relation;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import org.junit.jupiter.api.Test;

class VirtualMeshTest {
    private static final long SECOND = 1_000_000;
    private static final long HOUR = 3600 * SECOND;
    private static final long DAY = 24 * HOUR;
    private static final long START = 19_000 * DAY + 20 * HOUR;
    private static final long UP = 2 * SECOND;
    private static final long DOWN = 3 * SECOND;
    private static final IndicatorValue VALUE =
            IndicatorValue.ip(IpAddress.parse("203.0.113.7").orElseThrow());

    @Test
    void aReportOfOneBlocksAtAllWhenTheMessagesAreThere() {
        VirtualMesh mesh = new VirtualMesh(MeshSettings.standard(1, UP, DOWN, 1), START);
        VirtualSite first = mesh.join("first", (value, at) -> Relation.NONE);
        VirtualSite second = mesh.join("second", (value, at) -> Relation.NONE);
        VirtualSite friend = mesh.join("friend", (value, at) -> Relation.ESTABLISHED);
        mesh.report(first, VALUE, facts(START));
        mesh.advance(START + UP + DOWN - 1);
        assertThat(second.blocks(VALUE, START + UP + DOWN - 1)).isFalse();
        long then = START + UP + DOWN;
        mesh.advance(then);
        assertThat(first.blocks(VALUE, then)).isTrue();
        assertThat(second.blocks(VALUE, then)).isTrue();
        assertThat(friend.blocks(VALUE, then)).isFalse();
        // The block is for an hour from the decision.
        mesh.advance(START + UP + HOUR);
        assertThat(second.blocks(VALUE, START + UP + HOUR)).isFalse();
        assertThat(mesh.counts().reports()).isEqualTo(1);
        assertThat(mesh.counts().decisions()).isEqualTo(1);
        assertThat(mesh.counts().vetoes()).isEqualTo(1);
    }

    @Test
    void twoMustReportWhereTwoAreWanted() {
        VirtualMesh mesh = new VirtualMesh(MeshSettings.standard(2, UP, DOWN, 1), START);
        VirtualSite first = mesh.join("first", (value, at) -> Relation.NONE);
        VirtualSite second = mesh.join("second", (value, at) -> Relation.NONE);
        mesh.report(first, VALUE, facts(START));
        mesh.report(first, VALUE, facts(START + 60 * SECOND));
        mesh.advance(START + 60 * SECOND);
        assertThat(second.blocks(VALUE, START + 60 * SECOND)).isFalse();
        mesh.report(second, VALUE, facts(START + 60 * SECOND));
        mesh.advance(START + 120 * SECOND);
        assertThat(first.blocks(VALUE, START + 120 * SECOND)).isTrue();
    }

    @Test
    void liveReportsAreMadeAgainWithTheKeysOfTheNextDay() {
        VirtualMesh mesh = new VirtualMesh(MeshSettings.weekLong(1, UP, DOWN, 1), START);
        VirtualSite site = mesh.join("site", (value, at) -> Relation.NONE);
        mesh.report(site, VALUE, facts(START));
        // Seven days of reports, and the last block holds for a week more.
        mesh.advance(START + 13 * DAY);
        assertThat(site.blocks(VALUE, START + 13 * DAY)).isTrue();
        assertThat(mesh.counts().reports()).isEqualTo(8);
        mesh.advance(START + 14 * DAY);
        assertThat(site.blocks(VALUE, START + 14 * DAY)).isFalse();
    }

    @Test
    void whatHasBecomeASitesOwnIsNotSaidAgain() {
        VirtualMesh mesh = new VirtualMesh(MeshSettings.weekLong(1, UP, DOWN, 1), START);
        VirtualSite site =
                mesh.join("site", (value, at) -> at < START + 2 * DAY ? Relation.NONE : Relation.ESTABLISHED);
        mesh.report(site, VALUE, facts(START));
        mesh.advance(START + 5 * DAY);
        // At first, and with the keys of two days.
        assertThat(mesh.counts().reports()).isEqualTo(3);
    }

    @Test
    void vetoesOfMoreThanCanLieLiftTheBlockEverywhere() {
        VirtualMesh mesh = new VirtualMesh(MeshSettings.weekLong(1, UP, DOWN, 1), START);
        VirtualSite site = mesh.join("site", (value, at) -> Relation.NONE);
        mesh.join("a", (value, at) -> Relation.ESTABLISHED);
        mesh.join("b", (value, at) -> Relation.ESTABLISHED);
        mesh.join("c", (value, at) -> Relation.NONE);
        mesh.report(site, VALUE, facts(START));
        mesh.advance(START + UP + DOWN);
        assertThat(site.blocks(VALUE, START + UP + DOWN)).isTrue();
        long lifted = START + 2 * (UP + DOWN);
        mesh.advance(lifted);
        assertThat(site.blocks(VALUE, lifted)).isFalse();
        assertThat(mesh.counts().cancels()).isEqualTo(1);
    }

    @Test
    void whoWasWrongIsBelievedLessForAWhile() {
        VirtualMesh mesh = new VirtualMesh(MeshSettings.weekLong(1, UP, DOWN, 1), START);
        VirtualSite wrong = mesh.join("wrong", (value, at) -> Relation.NONE);
        VirtualSite other = mesh.join("other", (value, at) -> Relation.NONE);
        mesh.join("a", VirtualMeshTest::partner);
        mesh.join("b", VirtualMeshTest::partner);
        mesh.report(wrong, VALUE, facts(START, 60));
        mesh.advance(START + HOUR);
        assertThat(mesh.counts().cancels()).isEqualTo(1);
        mesh.report(wrong, value(8), facts(START + HOUR));
        mesh.advance(START + 2 * HOUR);
        assertThat(other.blocks(value(8), START + 2 * HOUR)).isFalse();
        // A fault is forgotten in three days.
        long later = START + 4 * DAY;
        mesh.advance(later);
        mesh.report(wrong, value(9), facts(later));
        mesh.advance(later + HOUR);
        assertThat(other.blocks(value(9), later + HOUR)).isTrue();
    }

    @Test
    void whoIsOutvotedVetoesLess() {
        assertThat(cancelsAfterOutvoting(0)).isEqualTo(1);
        assertThat(cancelsAfterOutvoting(2)).isZero();
    }

    /** Two vetoes of four are enough, unless one of the two was outvoted so often before. */
    private static long cancelsAfterOutvoting(int times) {
        VirtualMesh mesh = new VirtualMesh(MeshSettings.weekLong(1, UP, DOWN, 1), START);
        VirtualSite one = mesh.join("one", (value, at) -> Relation.NONE);
        VirtualSite two = mesh.join("two", (value, at) -> Relation.NONE);
        mesh.join("stubborn", (value, at) -> Relation.ESTABLISHED);
        mesh.join("friend", VirtualMeshTest::partner);
        for (int i = 0; i < times; i++) {
            mesh.report(one, value(10 + i), facts(START));
            mesh.report(two, value(10 + i), facts(START));
        }
        // Nothing is sent when the hour for vetoes is over.
        long later = START + UP + DOWN + HOUR;
        mesh.advance(later);
        mesh.report(one, VALUE, facts(later));
        mesh.advance(later + HOUR);
        return mesh.counts().cancels();
    }

    private static Relation partner(IndicatorValue value, long at) {
        return value.equals(VALUE) ? Relation.ESTABLISHED : Relation.NONE;
    }

    private static IndicatorValue value(int last) {
        return IndicatorValue.ip(IpAddress.parse("203.0.113." + last).orElseThrow());
    }

    @Test
    void timeDoesNotRunBackwards() {
        VirtualMesh mesh = new VirtualMesh(MeshSettings.standard(1, UP, DOWN, 1), START);
        assertThatThrownBy(() -> mesh.advance(START - 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MeshSettings.standard(1, 0, DOWN, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ReportFacts facts(long micros) {
        return facts(micros, ReportFacts.VALID_MINUTES_MAX);
    }

    private static ReportFacts facts(long micros, int validMinutes) {
        long minutes = ReportFacts.minutes(micros);
        return new ReportFacts(0, 0, Context.NONE, 90, Severity.HIGH, minutes, minutes, 1, Bytes32.NONE, validMinutes);
    }
}
