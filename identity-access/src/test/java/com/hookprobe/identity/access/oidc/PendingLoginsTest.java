package com.hookprobe.identity.access.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PendingLoginsTest {
    private final PendingLogins pending = new PendingLogins(new SecureRandom());
    private final Instant now = Instant.EPOCH;

    @Test
    void tooManyPushOutTheOldestAndOldOnesGo() {
        PendingLogins.Pending first = pending.begin(now);
        PendingLogins.Pending second = pending.begin(now);
        for (int i = 2; i <= PendingLogins.PENDING_MAX; i++) {
            pending.begin(now);
        }
        assertThat(pending.size()).isEqualTo(PendingLogins.PENDING_MAX);
        assertThat(pending.take(first.state(), first.browser(), now)).isEmpty();
        assertThat(pending.take(second.state(), second.browser(), now)).contains(second);
        assertThat(pending.take(second.state(), second.browser(), now)).isEmpty();
        pending.begin(now.plus(PendingLogins.LIFE).plusSeconds(1));
        assertThat(pending.size()).isEqualTo(1);
    }

    @Test
    void nothingOfItIsLogged() {
        PendingLogins.Pending one = pending.begin(now);
        assertThat(one.toString()).doesNotContain(one.state()).doesNotContain(one.verifier());
    }
}
