package com.hookprobe.node.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.fleet.core.Policy;
import com.hookprobe.node.learning.Shelf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** docs/spec/fleet.md, 4.5 and 5.5: which words of a site count, and what the MSSP sees by itself. */
class SiteStandingsTest {
    private static final NodeId SITE = NodeId.of(new byte[32]);
    private static final Policy FIVE = new Policy(5, "shops", 5, "log: {per_minute: 9}", "op", "b", true);
    private static final long SECOND_NS = 1_000_000_000L;

    private final SiteStandings standings = new SiteStandings();

    private static PolicyReport follows(long number, String yaml, boolean ready) {
        byte[] content = PolicyOrder.sha256(yaml.getBytes(StandardCharsets.UTF_8));
        return new PolicyReport(number, content, 0, ready, true, true, "");
    }

    @Test
    void aSiteFollowsOnlyWhatItWasSentAndWhatThatSays() {
        standings.present(SITE, true, 1, 1);
        standings.heard(SITE, follows(5, FIVE.yaml(), true), Optional.of(FIVE), 1);
        assertThat(standings.standing(SITE, 1).acknowledged()).as("never sent").isZero();
        assertThat(standings.send(SITE, 5, 1, SECOND_NS)).isTrue();
        standings.heard(SITE, follows(5, "log: {per_minute: 8}", true), Optional.of(FIVE), 1);
        assertThat(standings.standing(SITE, 1).acknowledged())
                .as("says something else")
                .isZero();
        standings.heard(SITE, follows(5, FIVE.yaml(), true), Optional.empty(), 1);
        assertThat(standings.standing(SITE, 1).acknowledged())
                .as("of no such policy")
                .isZero();
        assertThat(standings.heard(SITE, follows(5, FIVE.yaml(), true), Optional.of(FIVE), 1))
                .isTrue();
        assertThat(standings.standing(SITE, 1).acknowledged()).isEqualTo(5);
        assertThat(standings.heard(SITE, follows(5, FIVE.yaml(), true), Optional.of(FIVE), 1))
                .as("the same again is no news")
                .isFalse();
    }

    @Test
    void comingBackAndBeingUnwellAreCounted() {
        standings.present(SITE, true, 1, 0);
        standings.send(SITE, 5, 1, SECOND_NS);
        standings.heard(SITE, follows(5, FIVE.yaml(), false), Optional.of(FIVE), 0);
        assertThat(standings.standing(SITE, 7 * SECOND_NS).healthMicros()).isEqualTo(7_000_000);
        assertThat(standings.health(SITE)).isEqualTo(FleetView.Health.UNHEALTHY);
        for (int i = 0; i < 3; i++) {
            standings.present(SITE, false, 2, 1);
            assertThat(standings.health(SITE)).isEqualTo(FleetView.Health.UNKNOWN);
            standings.present(SITE, true, 3, 2);
        }
        assertThat(standings.standing(SITE, 2).returns()).isEqualTo(3);
        assertThat(standings.sinceMicros(SITE)).isEqualTo(3);
    }

    @Test
    void aPolicyIsSentAgainAfterAWhileAndAtOnceAfterAReturn() {
        assertThat(standings.send(SITE, 5, 1, SECOND_NS)).isTrue();
        assertThat(standings.send(SITE, 5, 2, SECOND_NS)).isFalse();
        assertThat(standings.send(SITE, 6, 2, SECOND_NS)).isTrue();
        assertThat(standings.send(SITE, 6, 2 + SECOND_NS, SECOND_NS)).isTrue();
        standings.sendAnew(SITE);
        assertThat(standings.send(SITE, 6, 3 + SECOND_NS, SECOND_NS)).isTrue();
    }

    @Test
    void whatWasSaidLastIsThereAfterAStart() throws Exception {
        Shelf shelf = new Shelf() {
            private Optional<byte[]> content = Optional.empty();

            @Override
            public Optional<byte[]> read() {
                return content;
            }

            @Override
            public void write(byte[] next) {
                content = Optional.of(next);
            }
        };
        standings.present(SITE, true, 9, 1);
        standings.send(SITE, 5, 1, SECOND_NS);
        standings.heard(SITE, follows(5, FIVE.yaml(), true), Optional.of(FIVE), 1);
        standings.save(shelf);
        SiteStandings next = new SiteStandings();
        next.load(shelf, 4);
        assertThat(next.standing(SITE, 4).acknowledged()).isEqualTo(5);
        assertThat(next.standing(SITE, 4).present()).isFalse();
        assertThat(next.sinceMicros(SITE)).isEqualTo(9);
        assertThat(next.health(SITE)).isEqualTo(FleetView.Health.UNKNOWN);
    }
}
