package com.hookprobe.qsecbit.exchange.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.exchange.Change;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.DecisionEdit;
import com.hookprobe.qsecbit.exchange.DecisionEdit.Cause;
import com.hookprobe.qsecbit.exchange.DecisionFeed.Page;
import com.hookprobe.qsecbit.exchange.Remedy;
import com.hookprobe.qsecbit.exchange.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DecisionLogTest {
    @Property(tries = 300)
    void numbersHaveNoGapTimesRiseAndAReplayIsTheSame(@ForAll long seed) {
        Play play = new Play(seed, 6, 20);
        DecisionLog replayed = new DecisionLog(6, 20);
        long sequence = 0;
        long at = -1;
        for (int i = 0; i < 120; i++) {
            for (Change change : play.step()) {
                assertThat(change.sequence()).isEqualTo(++sequence);
                assertThat(change.atMicros()).isGreaterThan(at);
                at = change.atMicros();
                replayed.replay(change);
            }
            assertThat(play.log.inForce()).isLessThanOrEqualTo(6);
            assertThat(play.log.kept()).hasSizeLessThanOrEqualTo(20);
        }
        assertThat(replayed.state()).isEqualTo(play.log.state());
        DecisionLog again = DecisionLog.of(play.log.state(), 6, 20);
        assertThat(again.state()).isEqualTo(play.log.state());
    }

    /** Whoever reads page by page, as late as it likes, knows in the end what is in force. */
    @Property(tries = 300)
    void aReaderThatLagsKnowsWhatIsInForce(@ForAll long seed) {
        Play play = new Play(seed, 6, 15);
        Map<Long, Decided> known = new HashMap<>();
        long position = 0;
        for (int i = 0; i < 150; i++) {
            play.step();
            if (play.random.nextInt(6) == 0) {
                Page page = play.log.read(position, 1 + play.random.nextInt(9));
                position = take(known, page);
            }
        }
        for (int pages = 0; pages < 20 && position < play.log.head(); pages++) {
            position = take(known, play.log.read(position, 4));
        }
        assertThat(position).isEqualTo(play.log.head());
        assertThat(new ArrayList<>(known.values()))
                .containsExactlyInAnyOrderElementsOf(play.log.snapshot().inForce());
    }

    private static long take(Map<Long, Decided> known, Page page) {
        if (page instanceof Page.Reset reset) {
            known.clear();
            reset.inForce().forEach(one -> known.put(one.id(), one));
        } else {
            for (Change change : ((Page.Changes) page).changes()) {
                if (change instanceof Change.Added) {
                    known.put(change.decision().id(), change.decision());
                } else {
                    assertThat(known.remove(change.decision().id())).isNotNull();
                }
            }
        }
        return page.upTo();
    }

    @Test
    void aRenewalKeepsItsIdAndItsBeginning() {
        Play play = new Play(1, 10, 10);
        Decided first = play.log.apply(play.put("a", 1, 10), 5_000).get(0).decision();
        Decided renewed = play.log.apply(play.put("a", 1, 10), 9_000).get(0).decision();
        assertThat(renewed.id()).isEqualTo(first.id());
        assertThat(renewed.createdMicros()).isEqualTo(5_000);
        assertThat(renewed.untilMicros()).isEqualTo(10_009_000);
        assertThat(play.log.inForce()).isEqualTo(1);
    }

    private static DecisionEdit.Put put(String address, Remedy remedy, String owner) {
        return new DecisionEdit.Put(
                "a",
                Subject.ofAddress(address).orElseThrow(),
                remedy,
                Duration.ofHours(1),
                "mesh",
                "ssh",
                owner,
                "",
                50,
                1);
    }

    @Test
    void itGoesOnWhoeverConfirmsItAndIsReplacedWhereReadersFilter() {
        DecisionLog log = new DecisionLog(10, 10);
        log.apply(put("192.0.2.1", Remedy.BAN, "engine-1"), 5_000);
        List<Change> confirmed = log.apply(put("192.0.2.1", Remedy.BAN, ""), 9_000);
        assertThat(confirmed).singleElement().isInstanceOfSatisfying(Change.Added.class, added -> {
            assertThat(added.decision().id()).isEqualTo(1);
            assertThat(added.decision().owner()).isEmpty();
        });
        // Who owns it is told also by a node that starts.
        assertThat(log.reconcile(List.of(put("192.0.2.1", Remedy.BAN, "engine-1")), 9_001))
                .hasSize(1);
        List<Change> weaker = log.apply(put("192.0.2.1", Remedy.CAPTCHA, ""), 10_000);
        assertThat(weaker).hasSize(2);
        assertThat(weaker.get(0)).isInstanceOfSatisfying(Change.Deleted.class, gone -> {
            assertThat(gone.cause()).isEqualTo(Cause.REPLACED);
        });
        assertThat(weaker.get(1).decision().id()).isEqualTo(2);
        assertThat(weaker.get(1).decision().createdMicros()).isEqualTo(5_000);
        List<Change> other = log.apply(put("192.0.2.2", Remedy.CAPTCHA, ""), 11_000);
        assertThat(other.get(0)).isInstanceOfSatisfying(Change.Deleted.class, gone -> {
            assertThat(gone.cause()).isEqualTo(Cause.WITHDRAWN);
        });
        assertThat(other.get(1).decision().createdMicros()).isEqualTo(11_001);
    }

    @Test
    void theOneThatEndsFirstMakesRoom() {
        Play play = new Play(1, 2, 10);
        play.log.apply(play.put("long", 1, 100), 0);
        play.log.apply(play.put("short", 2, 5), 0);
        List<Change> changes = play.log.apply(play.put("new", 3, 50), 0);
        assertThat(changes).hasSize(2);
        assertThat(changes.get(0)).isInstanceOfSatisfying(Change.Deleted.class, gone -> {
            assertThat(gone.decision().name()).isEqualTo("short");
            assertThat(gone.cause()).isEqualTo(Cause.DISPLACED);
        });
    }

    @Test
    void beforeTheOldestAndBehindTheHeadIsAReset() {
        Play play = new Play(1, 10, 3);
        for (int i = 0; i < 5; i++) {
            play.log.apply(play.put("n" + i, 1, 100), 0);
        }
        assertThat(play.log.read(1, 10)).isInstanceOf(Page.Reset.class);
        assertThat(play.log.read(6, 10)).isInstanceOf(Page.Reset.class);
        assertThat(play.log.read(2, 10))
                .isInstanceOfSatisfying(
                        Page.Changes.class,
                        page -> assertThat(page.changes())
                                .extracting(Change::sequence)
                                .containsExactly(3L, 4L, 5L));
        assertThat(play.log.read(5, 10).upTo()).isEqualTo(5);
    }

    @Test
    void aChangeThatIsNotTheNextIsRefused() {
        Play play = new Play(1, 10, 10);
        Change first = play.log.apply(play.put("a", 1, 10), 0).get(0);
        DecisionLog other = new DecisionLog(10, 10);
        other.replay(first);
        assertThatThrownBy(() -> other.replay(first)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DecisionLog.of(
                        new DecisionLog.State(5, 2, 9, List.of(first.decision()), List.of(first)), 10, 10))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
