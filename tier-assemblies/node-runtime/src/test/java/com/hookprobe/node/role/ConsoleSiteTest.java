package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.console.view.DecisionsPage;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Allowlist;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.DryRunEnforcer;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.Origin;
import com.hookprobe.qsecbit.response.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleSiteTest {
    @TempDir
    Path folder;

    private static Decision decision(int host, long seconds, long now) {
        Indicator who =
                Indicator.parse("203.0." + (host >> 8) + "." + (host & 255)).orElseThrow();
        return Decision.named(who, Action.BLOCK, Duration.ofSeconds(seconds), Origin.OPERATOR, "a test", 0, now);
    }

    @Test
    void manyWhoAskAtOnceAreOneQuestionToTheLoop() throws Exception {
        try (TestMesh mesh = new TestMesh(folder)) {
            NodeContext node = mesh.node("guardian-1");
            Response response = new Response(new Allowlist(List.of()), new DryRunEnforcer());
            long now = node.loop().wallMicros();
            response.apply(decision(1, 600, now), now);
            AtomicLong clock = new AtomicLong();
            ConsoleSite site = new ConsoleSite(node, null, response, null, null, clock::get);
            DecisionsPage first = site.decisions();
            assertThat(first.decisions()).hasSize(1);
            response.apply(decision(2, 300, now), now);
            clock.addAndGet(199_000_000);
            assertThat(site.decisions()).isSameAs(first);
            clock.addAndGet(2_000_000);
            assertThat(site.decisions().decisions())
                    .extracting(DecisionsPage.Row::indicator)
                    .as("those that end first")
                    .containsExactly("203.0.0.2", "203.0.0.1");
        }
    }
}
