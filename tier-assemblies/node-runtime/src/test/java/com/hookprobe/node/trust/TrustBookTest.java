package com.hookprobe.node.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustBookTest {
    private final NodeId known = NodeId.of(new byte[32]);
    private final NodeId stranger = NodeId.of(("x".repeat(32)).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    private final TrustBook book = new TrustBook(0.6);

    @Test
    void whoIsNotFollowedHasNoTrust() {
        book.with(stranger, TrustScore::onViolation);
        assertThat(book.granted(stranger)).isZero();
        assertThat(book.band(stranger)).isEqualTo(TrustBand.QUARANTINE);
    }

    @Test
    void followingAgainKeepsTheScore() {
        book.follow(known, 0);
        assertThat(book.granted(known)).isEqualTo(0.6);
        book.with(known, score -> score.onMismatch(1));
        book.follow(known, 2);
        assertThat(book.granted(known)).isEqualTo(TrustScore.MISMATCH_MAX);
        List<String> told = new ArrayList<>();
        book.onEpoch(3, (node, terms) -> told.add(node + " " + terms.limit()));
        assertThat(told).containsExactly(known + " " + TrustScore.MISMATCH_MAX);
    }
}
