package com.hookprobe.qsecbit.exchange.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.exchange.Change;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.DecisionFeed.Page;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A bouncer that keeps a set of values, and does what it is told, enforces what is in force: always, whatever the seed brings. */
class BouncerViewTest {
    private static final DecisionFilter MESH = new DecisionFilter(
            Set.of("ip"), Set.of("mesh"), Set.of("ssh"), Set.of(), "", "", Optional.empty(), true, true);

    @Property(tries = 400)
    void deltasLeadToWhatIsInForce(@ForAll long seed) {
        for (DecisionFilter filter : List.of(DecisionFilter.ALL, MESH)) {
            Play play = new Play(seed, 8, 1_000);
            Map<String, Long> enforced = new TreeMap<>();
            long position = 0;
            for (int poll = 0; poll < 40; poll++) {
                for (int i = play.random.nextInt(6); i > 0; i--) {
                    play.step();
                }
                Page.Reset all = play.log.snapshot();
                List<Change> changes = ((Page.Changes) play.log.read(position, Integer.MAX_VALUE)).changes();
                take(enforced, BouncerView.delta(all.inForce(), changes, filter));
                position = all.upTo();
                assertThat(enforced).isEqualTo(expected(all.inForce(), filter));
            }
        }
    }

    /** One that was away for long and is told everything that ended and is still known. */
    @Property(tries = 200)
    void theWholeLeadsThereFromAnyState(@ForAll long seed) {
        Play play = new Play(seed, 8, 1_000);
        Map<String, Long> enforced = new TreeMap<>();
        for (int i = 0; i < 60; i++) {
            play.step();
            if (i == 30) {
                take(enforced, BouncerView.whole(play.log.snapshot().inForce(), play.log.kept(), DecisionFilter.ALL));
            }
        }
        take(enforced, BouncerView.whole(play.log.snapshot().inForce(), play.log.kept(), DecisionFilter.ALL));
        assertThat(enforced).isEqualTo(expected(play.log.snapshot().inForce(), DecisionFilter.ALL));
    }

    private static void take(Map<String, Long> enforced, BouncerView view) {
        // In this order, as the firewall bouncer does it.
        view.deleted().forEach(one -> assertThat(one).isNotNull());
        view.deleted().forEach(one -> enforced.remove(key(one)));
        view.added().forEach(one -> enforced.put(key(one), one.untilMicros()));
    }

    private static Map<String, Long> expected(List<Decided> inForce, DecisionFilter filter) {
        Map<String, Long> expected = new TreeMap<>();
        inForce.stream().filter(filter::matches).forEach(one -> expected.merge(key(one), one.untilMicros(), Math::max));
        return expected;
    }

    private static String key(Decided decided) {
        return decided.remedy() + " " + decided.subject();
    }
}
