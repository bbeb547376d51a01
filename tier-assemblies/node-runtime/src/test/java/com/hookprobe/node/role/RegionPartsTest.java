package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.response.Decision;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a region's correlator and its sites are made of, without nodes. */
class RegionPartsTest {
    private static final GroupKeys GROUP = GroupKeys.derive(new byte[32], 1);
    private static final IndicatorValue ATTACKER =
            IndicatorValue.ip(IpAddress.parse("203.0.113.9").orElseThrow());

    private static DecisionDraft draft(DecisionLevel level) {
        return new DecisionDraft(
                new TagKey(ATTACKER.type(), 1, GROUP.tag(ATTACKER)),
                1,
                level,
                level.ttlSeconds(),
                5,
                3,
                1,
                List.of(new Bytes32(0, 0, 0, 1)),
                List.of(GROUP.seal(ATTACKER, new Random(1))));
    }

    @Test
    void aRegionDecidesNothingStrongerThanABlockAndItsCancelNamesWhatWentOut() {
        LevelCap region = new LevelCap(DecisionLevel.BLOCK);
        CorrelatorConfig counting = region.counting(CorrelatorConfig.standard());
        assertThat(counting.ttlSeconds(DecisionLevel.BLOCK_LONG))
                .as("so that it is renewed as a block is")
                .isEqualTo(DecisionLevel.BLOCK.ttlSeconds());
        assertThat(counting.ttlSeconds(DecisionLevel.RATE_LIMIT)).isEqualTo(DecisionLevel.RATE_LIMIT.ttlSeconds());
        DecisionDraft sent = region.within(draft(DecisionLevel.BLOCK_LONG));
        assertThat(sent.level()).isEqualTo(DecisionLevel.BLOCK);
        assertThat(sent.reports()).isEqualTo(draft(DecisionLevel.BLOCK_LONG).reports());
        CancelDraft cancel =
                new CancelDraft(sent.key(), draft(DecisionLevel.BLOCK_LONG).id(), CancelReason.RETRACTED, List.of());
        assertThat(region.within(cancel).decision()).isEqualTo(sent.id());
        assertThat(region.within(cancel)).as("once").isEqualTo(cancel);
        assertThat(region.within(draft(DecisionLevel.RATE_LIMIT))).isEqualTo(draft(DecisionLevel.RATE_LIMIT));
    }

    @Test
    void theMeshDecidesAsItCounts() {
        LevelCap mesh = new LevelCap(DecisionLevel.BLOCK_LONG);
        assertThat(mesh.counting(CorrelatorConfig.standard())).isEqualTo(CorrelatorConfig.standard());
        assertThat(mesh.within(draft(DecisionLevel.BLOCK_LONG))).isEqualTo(draft(DecisionLevel.BLOCK_LONG));
    }

    @Test
    void certificatesHoldLongerOnlyWhileNobodyCanRenewThem() {
        AtomicLong now = new AtomicLong(5);
        VerifierAway away = new VerifierAway(Duration.ofHours(1), now::get);
        assertThat(away.getAsLong()).as("not seen yet").isEqualTo(3_600_000_000L);
        away.onUp();
        assertThat(away.getAsLong()).as("nodes have not renewed theirs yet").isEqualTo(3_600_000_000L);
        now.addAndGet(Duration.ofSeconds(59).toNanos());
        away.onUp();
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(away.getAsLong()).as("a second session is no new beginning").isZero();
        away.onDown();
        assertThat(away.getAsLong()).isEqualTo(3_600_000_000L);
    }

    @Test
    void theReasonOfADecisionIsReadAgainAfterARestart() {
        TagKey key = new TagKey(IndicatorType.IP4, 1_790_000_000L, new Bytes32(1, 2, 3, 4));
        MeshReason reason = new MeshReason("nexus-1", 12, key, "");
        assertThat(MeshReason.parse(reason.text())).contains(reason);
        MeshReason alert = new MeshReason("nexus-1", 12, key, "ET SCAN, tag 1/2 (a)");
        assertThat(MeshReason.parse(alert.text())).contains(alert);
        String longest = new MeshReason("n".repeat(64), 99_999, key, "x".repeat(187)).text();
        assertThat(longest).hasSizeLessThanOrEqualTo(Decision.REASON_CHARS_MAX);
        assertThat(MeshReason.parse(longest)).isPresent();
        assertThat(MeshReason.parse("mesh: 3 site(s)")).isEmpty();
        assertThat(MeshReason.parse(reason.text() + " ")).isEmpty();
        assertThat(MeshReason.parse(reason.text().replace("tag 1/", "tag 99/"))).isEmpty();
    }
}
