package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.time.Duration;
import java.util.List;

/** Short words for tests. */
final class Samples {
    static final long NOW = 1_790_000_000_000_000L;
    static final long SECOND = 1_000_000L;
    static final long HOUR = 3600 * SECOND;

    private Samples() {}

    static Indicator at(String text) {
        return Indicator.parse(text).orElseThrow();
    }

    static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    static Cidr net(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    static Decision decision(String indicator, Action action, long seconds, Origin origin, long createdMicros) {
        return Decision.named(at(indicator), action, Duration.ofSeconds(seconds), origin, "test", 0.5, createdMicros);
    }

    static Decision block(String indicator) {
        return decision(indicator, Action.BLOCK, 3600, Origin.LOCAL, NOW);
    }

    static Allowlist allowlist(String... own) {
        return new Allowlist(List.of(own).stream().map(Samples::net).toList());
    }
}
