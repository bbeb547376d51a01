package com.hookprobe.node.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** trust 6: a verifier that starts again neither forgives nor forgets. */
class TrustRestoreTest {
    private static final long EPOCH_NS = 30_000_000_000L;
    private static final long HOUR_NS = 120 * EPOCH_NS;

    private final NodeId node = NodeId.of(Hash32.sha256("a node").bytes());
    private final NodeId other = NodeId.of(Hash32.sha256("another node").bytes());
    private final TrustBook book = new TrustBook(0.5);
    private long nowNs = 5;

    private void epochs(TrustBook of, int count, boolean matches) {
        for (int i = 0; i < count; i++) {
            nowNs += EPOCH_NS;
            if (matches) {
                of.with(node, score -> score.onMatch(nowNs));
            }
            of.onEpoch(nowNs, (id, terms) -> {});
        }
    }

    private TrustBook restarted(TrustBook from, long awayNs) {
        TrustBook fresh = new TrustBook(0.5);
        long elsewhereNs = -77;
        fresh.restore(from.states(nowNs), awayNs, EPOCH_NS, elsewhereNs);
        nowNs = elsewhereNs;
        fresh.follow(node, nowNs);
        return fresh;
    }

    @Test
    void aNodeInQuarantineStaysThereWhateverTheTimeAway() {
        book.follow(node, nowNs);
        epochs(book, 100, true);
        book.with(node, score -> score.onMismatch(nowNs));
        for (long awayNs : new long[] {0, HOUR_NS, 1_000 * HOUR_NS, Long.MAX_VALUE}) {
            TrustBook again = restarted(book, awayNs);
            assertThat(again.granted(node)).isEqualTo(TrustScore.MISMATCH_MAX);
            epochs(again, 20, false);
            assertThat(again.granted(node)).isEqualTo(TrustScore.MISMATCH_MAX);
            assertThat(again.band(node)).isEqualTo(TrustBand.QUARANTINE);
        }
    }

    @Test
    void trustThatWasEarnedIsKept() {
        book.follow(node, nowNs);
        epochs(book, 200, true);
        double earned = book.granted(node);
        assertThat(book.band(node)).isEqualTo(TrustBand.FULL);
        assertThat(restarted(book, 2 * EPOCH_NS).granted(node)).isEqualTo(earned);
    }

    @Test
    void timeAwayIsSilence() {
        book.follow(node, nowNs);
        epochs(book, 200, true);
        TrustBook away = restarted(book, HOUR_NS);
        long before = nowNs;
        nowNs = 200 * EPOCH_NS + 5;
        epochs(book, 120, false);
        assertThat(away.granted(node))
                .as("as if it had been silent for the hour")
                .isCloseTo(book.granted(node), within(1e-6));
        nowNs = before;
        epochs(away, 1, false);
        assertThat(away.granted(node)).as("and it still is").isLessThan(book.granted(node));
        epochs(away, 1, true);
        assertThat(away.granted(node)).as("until it is heard of").isGreaterThan(0.5);
    }

    @Test
    void silenceAndTimeAwayAddUp() {
        book.follow(node, nowNs);
        epochs(book, 200, true);
        epochs(book, 15, false);
        double before = book.granted(node);
        long half = TrustScore.SILENCE_NS / 2;
        TrustBook again = restarted(book, half + 2 * EPOCH_NS);
        assertThat(again.granted(node)).isCloseTo(0.5 + Math.pow(0.95, 7) * (before - 0.5), within(1e-9));
    }

    @Test
    void violationsDoNotFadeWhileNobodyLooks() {
        book.follow(node, nowNs);
        for (int i = 0; i < 8; i++) {
            book.with(node, TrustScore::onViolation);
        }
        TrustBook again = restarted(book, 100 * HOUR_NS);
        List<Double> behaviour = new ArrayList<>();
        again.onEpoch(nowNs + 1, (id, terms) -> behaviour.add(terms.behaviour()));
        assertThat(behaviour.get(0)).isCloseTo(Math.exp(-2), within(1e-9));
    }

    @Test
    void aRevokedNodeStaysRevokedAlsoWhileItIsNotFollowed() {
        book.follow(node, nowNs);
        book.follow(other, nowNs);
        book.with(other, TrustScore::onRevoked);
        TrustBook once = restarted(book, HOUR_NS);
        assertThat(once.granted(other)).as("not followed").isZero();
        TrustBook twice = restarted(once, HOUR_NS);
        twice.follow(other, nowNs);
        twice.with(other, score -> score.onMatch(nowNs));
        epochs(twice, 100, true);
        assertThat(twice.granted(other)).isZero();
        assertThat(twice.states(nowNs).get(other).revoked()).isTrue();
    }

    @Test
    void onlyAnOperatorLetsARevokedNodeBeginAnew() {
        book.follow(node, nowNs);
        book.follow(other, nowNs);
        epochs(book, 50, true);
        double earned = book.granted(node);
        book.with(other, TrustScore::onRevoked);
        book.reinstate(node, nowNs);
        book.reinstate(other, nowNs);
        assertThat(book.granted(node)).as("it was not revoked").isEqualTo(earned);
        assertThat(book.granted(other)).isEqualTo(0.5);
    }
}
