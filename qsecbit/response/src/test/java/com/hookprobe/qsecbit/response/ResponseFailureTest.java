package com.hookprobe.qsecbit.response;

import static com.hookprobe.qsecbit.response.Samples.HOUR;
import static com.hookprobe.qsecbit.response.Samples.NOW;
import static com.hookprobe.qsecbit.response.Samples.SECOND;
import static com.hookprobe.qsecbit.response.Samples.allowlist;
import static com.hookprobe.qsecbit.response.Samples.at;
import static com.hookprobe.qsecbit.response.Samples.block;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** RESPONSE 5.1: when the machine does not do what was decided, it is said, and tried again. */
class ResponseFailureTest {
    /** Works only when told to. */
    private static final class Moody implements Enforcer {
        final DryRunEnforcer inner = new DryRunEnforcer();
        boolean fails;
        boolean vanished;
        int replaced;

        @Override
        public void apply(List<Change> changes, long nowMicros) throws EnforcementException {
            failIfTold();
            inner.apply(changes, nowMicros);
        }

        @Override
        public void replaceAll(List<Change.Enforce> standing, long nowMicros) throws EnforcementException {
            failIfTold();
            replaced++;
            inner.replaceAll(standing, nowMicros);
        }

        @Override
        public void check() throws EnforcementException {
            if (vanished) {
                vanished = false;
                inner.replaceAll(List.of(), 0);
                throw new EnforcementException("someone reset the rules");
            }
        }

        @Override
        public String describe() {
            return "moody";
        }

        private void failIfTold() throws EnforcementException {
            if (fails) {
                throw new EnforcementException("not today");
            }
        }
    }

    private final Moody moody = new Moody();
    private final Response response = new Response(allowlist(), moody, 4);

    @Test
    void aFailureIsToldAndMadeGoodLater() {
        moody.fails = true;
        assertThat(response.apply(block("203.0.113.1"), NOW)).isEqualTo(Outcome.FAILED);
        assertThat(response.apply(block("203.0.113.1"), NOW)).as("again").isEqualTo(Outcome.FAILED);
        assertThat(response.lastFailure()).contains("not today");
        assertThat(response.failures()).isEqualTo(2);
        assertThat(response.pending()).isEqualTo(1);
        moody.fails = false;
        response.expire(NOW + 1);
        assertThat(moody.inner.standing(NOW)).hasSize(1);
        assertThat(response.lastFailure()).isEmpty();
        assertThat(response.pending()).isZero();
        assertThat(response.apply(block("203.0.113.1"), NOW + 1)).isEqualTo(Outcome.ALREADY);
    }

    @Test
    void aLiftThatFailedIsMadeGoodToo() {
        response.apply(block("203.0.113.1"), NOW);
        moody.fails = true;
        assertThat(response.lift(at("203.0.113.1"), NOW)).hasSize(1);
        assertThat(moody.inner.standing(NOW)).as("the machine still has it").hasSize(1);
        moody.fails = false;
        response.expire(NOW + 1);
        assertThat(moody.inner.standing(NOW)).isEmpty();
    }

    /** What waits is bounded: beyond that the whole is sent anew. */
    @Test
    void aLongFailureEndsInAFreshStart() {
        moody.fails = true;
        for (int i = 0; i < 40; i++) {
            response.apply(block("203.0.113." + i), NOW);
            response.lift(at("203.0.113." + i), NOW);
            assertThat(response.pending()).isLessThanOrEqualTo(8);
        }
        assertThat(response.apply(block("198.51.100.1"), NOW)).isEqualTo(Outcome.FAILED);
        moody.fails = false;
        assertThat(response.failures()).as("attempts at one time").isEqualTo(3);
        response.expire(NOW + 10 * SECOND - 1);
        assertThat(moody.replaced).isZero();
        response.expire(NOW + 10 * SECOND);
        assertThat(moody.replaced).isEqualTo(1);
        assertThat(moody.inner.standing(NOW))
                .extracting(e -> e.indicator().toString())
                .containsExactly("198.51.100.1");
        response.expire(NOW + HOUR);
        assertThat(moody.replaced).isEqualTo(1);
    }

    @Test
    void rulesThatOthersResetComeBack() {
        response.apply(block("203.0.113.1"), NOW);
        response.expire(NOW + SECOND);
        moody.vanished = true;
        response.expire(NOW + 11 * SECOND);
        assertThat(moody.inner.standing(NOW)).hasSize(1);
        assertThat(response.failures()).isEqualTo(1);
        assertThat(response.lastFailure()).isEmpty();
    }

    /** RESPONSE 4.5: the clock whose times are given here is set back by a year, or ahead. */
    @Test
    void whenTheClockMovesNothingEndsEarlierOrLaterAndTheMachineIsStillAskedAndTriedAgain() {
        for (long moved : List.of(-8_760 * HOUR, 8_760 * HOUR)) {
            Response moving = new Response(allowlist(), moody, 4);
            moving.apply(block("203.0.113.1"), NOW);
            moving.apply(block("203.0.113.2"), NOW);
            moving.undo(at("203.0.113.2"), NOW);
            moving.expire(NOW + SECOND);
            long now = NOW + moved + SECOND;
            moving.clockMoved(moved);
            moving.expire(now);
            assertThat(moving.active(now)).hasSize(1);
            assertThat(moving.apply(Samples.decision("203.0.113.2", Action.BLOCK, 60, Origin.LOCAL, now), now))
                    .isEqualTo(Outcome.UNDONE);
            moody.vanished = true;
            moving.expire(now + 11 * SECOND);
            assertThat(moody.inner.standing(now)).as("it was seen and mended").hasSize(1);
            assertThat(moving.expire(now + HOUR - 2 * SECOND)).isEmpty();
            assertThat(moving.expire(now + HOUR)).hasSize(1);
        }
    }
}
