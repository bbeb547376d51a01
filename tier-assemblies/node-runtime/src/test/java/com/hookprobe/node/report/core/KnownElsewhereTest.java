package com.hookprobe.node.report.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownElsewhereTest {
    private static final Set<String> TENANTS = Set.of("acme", "beta", "gamma");

    private final KnownElsewhere<String> known = new KnownElsewhere<>();

    @Test
    void whoHasNotReportedIsSparedAndMeetsOnce() {
        known.reported("evil", "acme", 5);
        assertThat(known.decided("evil", 10, 100, TENANTS)).containsExactlyInAnyOrder("beta", "gamma");
        assertThat(known.reported("evil", "beta", 50)).isTrue();
        assertThat(known.reported("evil", "beta", 60)).isFalse();
        assertThat(known.reported("evil", "acme", 60)).isFalse();
    }

    @Test
    void whatWasSeenBeforeTheDecisionOrAfterItsEndIsNotCounted() {
        known.decided("evil", 10, 100, TENANTS);
        assertThat(known.reported("evil", "beta", 10)).isFalse();
        assertThat(known.reported("evil", "gamma", 100)).isFalse();
    }

    @Test
    void aDecisionThatIsRenewedSparesNobodyAnew() {
        known.reported("evil", "acme", 5);
        known.decided("evil", 10, 100, TENANTS);
        assertThat(known.decided("evil", 50, 200, TENANTS)).isEmpty();
        assertThat(known.reported("evil", "beta", 150)).isTrue();
        assertThat(known.decided("evil", 200, 300, TENANTS)).containsExactly("gamma");
    }

    @Test
    void whatWasTakenBackSparedNobodyFromThen() {
        known.decided("evil", 10, 100, TENANTS);
        known.cancelled("evil", 40);
        assertThat(known.reported("evil", "beta", 50)).isFalse();
    }

    @Test
    void theOldestTagsAreForgottenAndThenNotCounted() {
        known.decided("evil", 10, 1_000, TENANTS);
        for (int i = 0; i < KnownElsewhere.TAGS_MAX; i++) {
            known.reported("tag " + i, "acme", 20);
        }
        assertThat(known.reported("evil", "beta", 50)).isFalse();
    }
}
