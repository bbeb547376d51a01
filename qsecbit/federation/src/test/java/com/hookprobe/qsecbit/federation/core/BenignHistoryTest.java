package com.hookprobe.qsecbit.federation.core;

import static com.hookprobe.qsecbit.federation.Samples.NOW;
import static com.hookprobe.qsecbit.federation.Samples.ip;
import static com.hookprobe.qsecbit.federation.Samples.net;
import static com.hookprobe.qsecbit.federation.core.PeerHistory.DAY_MICROS;
import static com.hookprobe.qsecbit.federation.core.PeerHistory.HOUR_MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.Relation;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** FEDERATION 8.3. */
class BenignHistoryTest {
    private static final IpAddress PEER = IpAddress.parse("198.51.100.7").orElseThrow();
    private static final IndicatorValue VALUE = IndicatorValue.ip(PEER);

    private final BenignHistory history = new BenignHistory();

    private Relation at(long micros) {
        return history.relation(VALUE, micros);
    }

    @Test
    void threeDaysEstablish() {
        assertThat(at(NOW)).isEqualTo(Relation.NONE);
        history.onGoodFlow(PEER, NOW);
        assertThat(at(NOW)).as("only what was before counts").isEqualTo(Relation.NONE);
        assertThat(at(NOW + HOUR_MICROS)).isEqualTo(Relation.WEAK);
        history.onGoodFlow(PEER, NOW + DAY_MICROS);
        history.onGoodFlow(PEER, NOW + 2 * DAY_MICROS);
        assertThat(at(NOW + 2 * DAY_MICROS)).isEqualTo(Relation.WEAK);
        assertThat(at(NOW + 3 * DAY_MICROS)).isEqualTo(Relation.ESTABLISHED);
        assertThat(at(NOW + 40 * DAY_MICROS)).as("forgotten after 32 days").isEqualTo(Relation.NONE);
    }

    @Test
    void manyFlowsInOneHourAreNoAlibi() {
        for (int i = 0; i < 10_000; i++) {
            history.onGoodFlow(PEER, NOW + i);
        }
        assertThat(at(NOW + HOUR_MICROS)).isEqualTo(Relation.WEAK);
    }

    @Test
    void twentyHoursInAWeekEstablish() {
        for (int hour = 0; hour < 20; hour++) {
            assertThat(at(NOW + hour * HOUR_MICROS)).as("hour %d", hour).isNotEqualTo(Relation.ESTABLISHED);
            history.onGoodFlow(PEER, NOW + hour * HOUR_MICROS);
        }
        assertThat(at(NOW + 20 * HOUR_MICROS)).isEqualTo(Relation.ESTABLISHED);
        assertThat(at(NOW + 8 * DAY_MICROS))
                .as("a week later two days are left")
                .isEqualTo(Relation.WEAK);
    }

    @Test
    void whatComesAfterTheReportDoesNotCount() {
        for (int day = 0; day < 5; day++) {
            history.onGoodFlow(PEER, NOW + day * DAY_MICROS);
        }
        assertThat(at(NOW + DAY_MICROS)).isEqualTo(Relation.WEAK);
        assertThat(at(NOW)).isEqualTo(Relation.NONE);
    }

    @Test
    void oneDetectionOutweighsEverythingUntilAPersonForgives() {
        for (int day = 0; day < 5; day++) {
            history.onGoodFlow(PEER, NOW + day * DAY_MICROS);
        }
        long later = NOW + 6 * DAY_MICROS;
        history.onDetection(PEER, later);
        assertThat(at(later)).isEqualTo(Relation.NONE);
        assertThat(at(later + DAY_MICROS)).isEqualTo(Relation.NONE);
        history.forgive(Cidr.of(PEER), later);
        assertThat(at(later)).isEqualTo(Relation.ESTABLISHED);
    }

    @Test
    void aPrefixIsAsGoodAsTheBestInside() {
        for (int day = 0; day < 4; day++) {
            history.onGoodFlow(PEER, NOW + day * DAY_MICROS);
        }
        long later = NOW + 5 * DAY_MICROS;
        assertThat(history.relation(net("198.51.100.0/24"), later)).isEqualTo(Relation.ESTABLISHED);
        assertThat(history.relation(net("198.51.101.0/24"), later)).isEqualTo(Relation.NONE);
        assertThat(history.relation(IndicatorValue.domain("a.example"), later)).isEqualTo(Relation.NONE);
    }

    @Test
    void anIpv6HostIsItsNetwork() {
        IpAddress one = IpAddress.parse("2001:db8::1").orElseThrow();
        for (int day = 0; day < 4; day++) {
            history.onGoodFlow(one, NOW + day * DAY_MICROS);
        }
        long later = NOW + 5 * DAY_MICROS;
        assertThat(history.relation(ip("2001:db8::ffff:ffff:ffff:ffff"), later)).isEqualTo(Relation.ESTABLISHED);
        assertThat(history.relation(net("2001:db8::/32"), later)).isEqualTo(Relation.ESTABLISHED);
        assertThat(history.relation(ip("2001:db8:0:1::1"), later)).isEqualTo(Relation.NONE);
        assertThat(history.size()).isEqualTo(1);
    }

    @Test
    void aFloodOfNewAddressesPushesOutOnlyNewOnes() {
        BenignHistory small = new BenignHistory(100);
        for (int day = 0; day < 4; day++) {
            small.onGoodFlow(PEER, NOW + day * DAY_MICROS);
        }
        long later = NOW + 5 * DAY_MICROS;
        for (int i = 0; i < 5000; i++) {
            small.onGoodFlow(IpAddress.v4(0x0b000000 | i), later + i);
        }
        assertThat(small.size()).isEqualTo(100);
        assertThat(small.relation(VALUE, later)).isEqualTo(Relation.ESTABLISHED);
    }

    /** Against a set of hours and days that forgets nothing. */
    @Property(tries = 300)
    void countsWhatWasBefore(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        PeerHistory peer = new PeerHistory(PEER, NOW);
        TreeSet<Long> hours = new TreeSet<>();
        long now = NOW;
        long newest = NOW;
        for (int i = random.nextInt(60); i > 0; i--) {
            now += random.nextInt(3) == 0 ? random.nextLong(4 * DAY_MICROS) : random.nextLong(3 * HOUR_MICROS);
            long late = now - random.nextLong(2 * HOUR_MICROS);
            newest = Math.max(newest, late);
            peer.good(late);
            hours.add(late / HOUR_MICROS);
        }
        long asOf = newest - random.nextLong(DAY_MICROS);
        long hour = asOf / HOUR_MICROS;
        long day = asOf / DAY_MICROS;
        long firstHour = newest / HOUR_MICROS - 167;
        long firstDay = newest / DAY_MICROS - 31;
        long goodHours = hours.stream()
                .filter(h -> h < hour && h >= Math.max(firstHour, hour - 168))
                .count();
        long goodDays = hours.stream()
                .map(h -> h / 24)
                .distinct()
                .filter(d -> d < day && d >= Math.max(firstDay, day - 32))
                .count();
        Relation expected = goodDays >= 3 || goodHours >= 20
                ? Relation.ESTABLISHED
                : goodDays + goodHours > 0 ? Relation.WEAK : Relation.NONE;
        assertThat(peer.relation(asOf)).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    void survivesARestart() throws MalformedException {
        for (int day = 0; day < 4; day++) {
            history.onGoodFlow(PEER, NOW + day * DAY_MICROS);
            history.onGoodFlow(IpAddress.parse("2001:db8::1").orElseThrow(), NOW + day * HOUR_MICROS);
        }
        history.onDetection(IpAddress.v4(7), NOW);
        long later = NOW + 5 * DAY_MICROS;
        byte[] snapshot = history.snapshot();
        BenignHistory again = BenignHistory.restore(snapshot, BenignHistory.PEERS_MAX, later);
        assertThat(again.snapshot()).isEqualTo(snapshot);
        assertThat(again.relation(VALUE, later)).isEqualTo(Relation.ESTABLISHED);
        BenignHistory smaller = BenignHistory.restore(snapshot, 1, later);
        assertThat(smaller.size()).isEqualTo(1);
        assertThat(smaller.relation(VALUE, later))
                .as("the established one stays")
                .isEqualTo(Relation.ESTABLISHED);
        for (byte[] bad : new byte[][] {
            {},
            {1, 0, 0, 0},
            {2, 0, 0, 0, 0},
            {1, 0, 0, 0, 1},
            {1, -1, -1, -1, -1},
            Arrays.copyOf(snapshot, snapshot.length + 1)
        }) {
            assertThatThrownBy(() -> BenignHistory.restore(bad, 10, NOW)).isInstanceOf(MalformedException.class);
        }
        byte[] twice = snapshot.clone();
        System.arraycopy(twice, 5, twice, 5 + PeerHistory.BYTES, PeerHistory.BYTES);
        assertThatThrownBy(() -> BenignHistory.restore(twice, 10, NOW)).isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesTimesThatNoClockShows() {
        assertThatThrownBy(() -> history.onGoodFlow(PEER, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> history.onDetection(PEER, Long.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BenignHistory(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
