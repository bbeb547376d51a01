package com.hookprobe.qsecbit.federation.core;

import static com.hookprobe.qsecbit.federation.Samples.MINUTE;
import static com.hookprobe.qsecbit.federation.Samples.NOW;
import static com.hookprobe.qsecbit.federation.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.core.Standings.Word;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** FEDERATION 7.7. */
class StandingsTest {
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private final Standings standings = new Standings();

    private int weight(long owner, long now) {
        double trust = standings.weigh(Word.REPORT, id(owner), 1, now);
        return Weights.of(Reporter.of(id(owner), trust, 100), 7);
    }

    private void wronged(long owner, long now) {
        standings.wronged(List.of(id(owner)), now);
    }

    @Test
    void oneFaultCostsPartOfTheWeightAndComesBackWithTime() {
        assertThat(weight(1, NOW)).isEqualTo(1000);
        wronged(1, NOW);
        assertThat(weight(1, NOW)).as("half the trust").isEqualTo(625);
        assertThat(weight(1, NOW + DAY)).isBetween(700, 800);
        assertThat(weight(1, NOW + 54 * HOUR - MINUTE)).isLessThan(1000);
        assertThat(weight(1, NOW + 54 * HOUR))
                .as("after two days and a quarter")
                .isEqualTo(1000);
        assertThat(standings.debt(Word.REPORT, id(1), NOW + 3 * DAY)).isZero();
        assertThat(weight(2, NOW)).as("nobody else's").isEqualTo(1000);
    }

    @Test
    void rightReportsDoubleTheSpeedAndAreNotSavedUp() {
        for (int i = 0; i < 100; i++) {
            standings.confirmed(List.of(id(1)), NOW - DAY + i * MINUTE);
        }
        wronged(1, NOW);
        assertThat(weight(1, NOW)).isEqualTo(625);
        for (long now = NOW; now < NOW + 27 * HOUR; now += MINUTE) {
            standings.confirmed(List.of(id(1)), now);
        }
        assertThat(weight(1, NOW + 27 * HOUR))
                .as("half of two days and a quarter")
                .isEqualTo(1000);
        assertThat(standings.debt(Word.REPORT, id(1), NOW + 26 * HOUR)).isPositive();
    }

    @Test
    void manyReportsOfOneMistakeAreLittleMoreThanOne() {
        for (int i = 0; i < 6; i++) {
            wronged(1, NOW + i * MINUTE);
        }
        assertThat(standings.debt(Word.REPORT, id(1), NOW + 6 * MINUTE)).isBetween(1490L, 1500L);
        for (int i = 0; i < 1000; i++) {
            wronged(1, NOW + 6 * MINUTE);
        }
        assertThat(standings.debt(Word.REPORT, id(1), NOW + 6 * MINUTE))
                .as("bounded")
                .isEqualTo(10_000);
        assertThat(weight(1, NOW + 28 * DAY)).as("and over within thirty days").isPositive();
        assertThat(weight(1, NOW + 31 * DAY)).isEqualTo(1000);
    }

    @Test
    void whoRepeatsItPaysMore() {
        wronged(1, NOW);
        wronged(1, NOW + 3 * DAY);
        assertThat(standings.debt(Word.REPORT, id(1), NOW + 3 * DAY)).isEqualTo(2000);
        assertThat(weight(1, NOW + 3 * DAY)).as("nothing").isZero();
        wronged(1, NOW + 10 * DAY);
        assertThat(standings.debt(Word.REPORT, id(1), NOW + 10 * DAY)).isEqualTo(3000);
        wronged(1, NOW + 60 * DAY);
        assertThat(standings.debt(Word.REPORT, id(1), NOW + 60 * DAY))
                .as("a month is enough")
                .isEqualTo(1000);
    }

    /** Who lies each time its weight is whole again, and helps itself with right reports, seldom has it. */
    @Test
    void onAndOffGainsNothing() {
        int lies = 0;
        int hoursOfWeight = 0;
        for (long now = NOW; now < NOW + 365 * DAY; now += HOUR) {
            standings.confirmed(List.of(id(1)), now);
            hoursOfWeight += weight(1, now) == 1000 ? 1 : 0;
            if (weight(1, now) == 1000) {
                wronged(1, now);
                lies++;
            }
        }
        System.out.println(
                "on and off: " + lies + " lies in a year, whole weight in " + hoursOfWeight + " of 8760 hours");
        assertThat(lies).as("less than one in five days").isBetween(50, 73);
        assertThat(hoursOfWeight).isEqualTo(lies);
    }

    @Test
    void anOutvotedVetoCostsLittleAndNoReport() {
        standings.outvoted(List.of(id(1)), NOW);
        assertThat(standings.weigh(Word.VETO, id(1), 1, NOW)).as("still whole").isEqualTo(0.8);
        assertThat(standings.weigh(Word.REPORT, id(1), 1, NOW)).isEqualTo(1);
        for (int i = 0; i < 5; i++) {
            standings.outvoted(List.of(id(1)), NOW);
        }
        assertThat(standings.weigh(Word.VETO, id(1), 1, NOW))
                .as("six are too many")
                .isLessThan(0.5);
        wronged(2, NOW);
        assertThat(standings.weigh(Word.VETO, id(2), 1, NOW))
                .as("a false report takes no veto away: the partner would lose its protection")
                .isEqualTo(1);
    }

    @Test
    void isStoredAndReadStrictly() throws MalformedException {
        wronged(1, NOW);
        wronged(1, NOW + 2 * DAY);
        standings.outvoted(List.of(id(2), id(3)), NOW);
        standings.confirmed(List.of(id(1)), NOW + 3 * DAY);
        byte[] snapshot = standings.snapshot();
        Standings read = Standings.restore(snapshot);
        assertThat(read.snapshot()).isEqualTo(snapshot);
        for (long owner = 1; owner <= 4; owner++) {
            for (Word word : Word.values()) {
                long later = NOW + 4 * DAY;
                assertThat(read.debt(word, id(owner), later)).isEqualTo(standings.debt(word, id(owner), later));
            }
        }
        assertThatThrownBy(() -> Standings.restore(Arrays.copyOf(snapshot, snapshot.length - 1)))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Standings.restore(Arrays.copyOf(snapshot, snapshot.length + 1)))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Standings.restore(new byte[0])).isInstanceOf(MalformedException.class);
        Random random = new Random(1);
        for (int i = 0; i < 5000; i++) {
            byte[] changed = snapshot.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                Standings other = Standings.restore(changed);
                assertThat(other.snapshot()).as("read, so it writes the same").hasSameSizeAs(changed);
                assertThat(other.debt(Word.REPORT, id(1), NOW)).isBetween(0L, 10_000L);
            } catch (MalformedException e) {
                assertThat(e).isNotNull();
            }
        }
    }

    @Test
    void isBoundedAndForgetsTheLeastDebtFirst() {
        wronged(-1, NOW);
        wronged(-1, NOW + DAY);
        for (int i = 0; i < Standings.DEBTS_MAX + 10; i++) {
            standings.outvoted(List.of(id(i)), NOW + DAY);
        }
        assertThat(standings.size()).isEqualTo(Standings.DEBTS_MAX);
        assertThat(standings.debt(Word.REPORT, id(-1), NOW + DAY)).isPositive();
    }
}
