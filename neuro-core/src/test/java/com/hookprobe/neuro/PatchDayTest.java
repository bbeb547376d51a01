package com.hookprobe.neuro;

import static com.hookprobe.neuro.Baselines.HOUR;
import static com.hookprobe.neuro.Baselines.OPERATOR;
import static com.hookprobe.neuro.Baselines.PATCH_DAY;
import static com.hookprobe.neuro.Baselines.change;
import static com.hookprobe.neuro.Baselines.device;
import static com.hookprobe.neuro.Baselines.trusted;
import static com.hookprobe.neuro.Baselines.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.neuro.IntegrityBaseline.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A thousand devices get a new kernel within two hours. Their verifiers hear of it before (500 devices) or a day after (the
 * others); the records are judged once the verifier has heard.
 */
class PatchDayTest {
    private static final int DEVICES = 1000;
    private static final int OLD = 1;
    private static final int NEW = 2;
    private static final long INTERVAL = 10 * 60 * 1_000_000L;
    private static final long OLD_UNTIL = PATCH_DAY + 3 * HOUR;
    private static final IntegrityBaseline ENROLLED = IntegrityBaseline.of(value(OLD));

    private final SplittableRandom random = new SplittableRandom(20261201);

    /** One device's records, and where its new software begins. */
    private record Life(int number, List<Ter> before, List<Ter> after, TerChain end) {}

    private List<Life> lives() {
        List<Life> lives = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            long restart = PATCH_DAY + random.nextLong(2 * HOUR);
            TerChain chain = TerChain.START;
            List<Ter> before = new ArrayList<>();
            List<Ter> after = new ArrayList<>();
            long at = PATCH_DAY - 6 * HOUR + random.nextLong(INTERVAL);
            for (; at < PATCH_DAY + 12 * HOUR; at += INTERVAL) {
                byte[] entropy = new byte[32];
                random.nextBytes(entropy);
                Ter ter = chain.next(entropy, value(at < restart ? OLD : NEW), at);
                (at < restart ? before : after).add(ter);
                chain = chain.after(ter);
            }
            lives.add(new Life(i, before, after, chain));
        }
        return lives;
    }

    @Test
    void withTheChangeNobodyIsRefusedWheneverItWasAnnounced() {
        // Announced before: issued a day ahead. Announced after: issued a day later, valid from patch day all the same.
        BaselineBook early = new BaselineBook(trusted(OPERATOR));
        early.accept(change(OLD, NEW, PATCH_DAY, OLD_UNTIL, PATCH_DAY - 24 * HOUR), PATCH_DAY - 24 * HOUR);
        BaselineBook late = new BaselineBook(trusted(OPERATOR));
        late.accept(change(OLD, NEW, PATCH_DAY, OLD_UNTIL, PATCH_DAY + 24 * HOUR), PATCH_DAY + 24 * HOUR);
        int judged = 0;
        for (Life life : lives()) {
            BaselineBook book = life.number() % 2 == 0 ? early : late;
            IntegrityBaseline baseline = book.baselineOf(device(life.number()), ENROLLED);
            assertThat(life.before()).isNotEmpty().allMatch(baseline::allows);
            assertThat(life.after()).isNotEmpty().allMatch(baseline::allows);
            judged += life.before().size() + life.after().size();
            fallsBack(life, baseline);
        }
        assertThat(judged).isBetween(DEVICES * 107, DEVICES * 109);
    }

    /** The old software comes back: refused once the old value has ended, and before that only as long as it lasts. */
    private static void fallsBack(Life life, IntegrityBaseline baseline) {
        Ter fallen = life.end().next(new byte[32], value(OLD), PATCH_DAY + 13 * HOUR);
        assertThat(baseline.allows(fallen)).isFalse();
        assertThat(baseline.standing(value(OLD), fallen.timestampMicros())).isEqualTo(Standing.RETIRED);
        assertThat(baseline.explain(fallen)).contains("was retired");
        assertThat(baseline.standing(value(OLD), OLD_UNTIL)).isEqualTo(Standing.ALLOWED);
        assertThat(baseline.standing(value(OLD), OLD_UNTIL + 1)).isEqualTo(Standing.RETIRED);
    }

    @Test
    void withoutTheChangeAllAreRefusedAfterTheUpdateAndNoneBefore() {
        BaselineBook none = new BaselineBook(trusted(OPERATOR));
        for (Life life : lives()) {
            IntegrityBaseline baseline = none.baselineOf(device(life.number()), ENROLLED);
            assertThat(life.before()).allMatch(baseline::allows);
            assertThat(life.after()).noneMatch(baseline::allows);
            assertThat(baseline.explain(life.after().get(0))).contains("was never known");
        }
    }

    /** The same through the replay itself, for one device: resonant over the restart, then refused at the fall-back. */
    @Test
    void theReplayFollowsOverTheRestart() {
        Life life = lives().get(0);
        List<Ter> all = new ArrayList<>(life.before());
        all.addAll(life.after());
        byte[] claimed = Histories.evolved(11, all).fingerprint();
        assertThat(Replay.verify(WeightState.fromSeed(Histories.seed(11)), all, claimed, ENROLLED))
                .isInstanceOfSatisfying(
                        ReplayResult.IntegrityChanged.class,
                        changed -> assertThat(changed.index())
                                .isEqualTo(life.before().size()));
        BaselineBook book = new BaselineBook(trusted(OPERATOR));
        book.accept(change(OLD, NEW, PATCH_DAY, OLD_UNTIL, PATCH_DAY), PATCH_DAY);
        IntegrityBaseline baseline = book.baselineOf(device(0), ENROLLED);
        assertThat(Replay.verify(WeightState.fromSeed(Histories.seed(11)), all, claimed, baseline))
                .isEqualTo(new ReplayResult.Resonant(all.size()));
        all.add(life.end().next(new byte[32], value(OLD), PATCH_DAY + 13 * HOUR));
        byte[] fallen = Histories.evolved(11, all).fingerprint();
        assertThat(Replay.verify(WeightState.fromSeed(Histories.seed(11)), all, fallen, baseline))
                .isInstanceOfSatisfying(
                        ReplayResult.IntegrityChanged.class,
                        changed -> assertThat(changed.index()).isEqualTo(all.size() - 1));
    }
}
