package com.hookprobe.qsecbit.learning.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.learning.AggregationRule;
import com.hookprobe.qsecbit.learning.Layout;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.Recipe;
import com.hookprobe.qsecbit.learning.RolloutOrder;
import com.hookprobe.qsecbit.learning.SignedModel;
import com.hookprobe.qsecbit.learning.TestKey;
import com.hookprobe.qsecbit.learning.TestRows;
import com.hookprobe.qsecbit.model.Schemas;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SiteModelsTest {
    private static final TestKey AGGREGATOR = new TestKey(1);
    private static final Bytes32 NODE = TestKey.id(7);

    private final Map<Bytes32, SignedModel> files = new HashMap<>();
    private final SignedModel m0 = file(LearnedModel.first(TestRows.LAYOUT), AGGREGATOR);
    private final SignedModel m1 = after(m0, 1, 11);
    private final SignedModel m2 = after(m1, 2, 12);
    private final SiteModels site = new SiteModels(NODE, AGGREGATOR.verifier(), Optional.empty(), 0);
    private int sequence;

    private SignedModel file(LearnedModel model, TestKey key) {
        SignedModel signed = SignedModel.sign(model, key.signer());
        files.put(signed.id(), signed);
        return signed;
    }

    private SignedModel after(SignedModel parent, int number, int weight) {
        return file(child(parent, number, weight), AGGREGATOR);
    }

    private static LearnedModel child(SignedModel parent, int number, int weight) {
        int[] weights = new int[TestRows.LAYOUT.size()];
        weights[0] = weight;
        return new LearnedModel(
                TestRows.LAYOUT,
                number,
                parent.id(),
                new Recipe(AggregationRule.TRIMMED, 1, 1, true, 1, 1),
                0,
                LearnedModel.used(java.util.List.of()),
                weights,
                weights);
    }

    private SiteModels.Outcome order(SignedModel model, SignedModel other, int percent) {
        return order(RolloutOrder.sign(++sequence, model.id(), other.id(), percent, AGGREGATOR.signer()));
    }

    private SiteModels.Outcome order(RolloutOrder order) {
        return site.order(order, id -> Optional.ofNullable(files.get(id)));
    }

    private static SiteModels.Refused refused(OrderRefusal reason) {
        return new SiteModels.Refused(reason);
    }

    @Test
    void followsForwardAndBack() {
        assertThat(order(m1, m0, 100)).isEqualTo(new SiteModels.Adopted(m1, false));
        assertThat(order(m2, m1, 0)).isEqualTo(new SiteModels.Kept());
        assertThat(order(m2, m1, 100)).isEqualTo(new SiteModels.Adopted(m2, false));
        assertThat(order(m2, m1, 0)).isEqualTo(new SiteModels.Adopted(m1, true));
        assertThat(site.current()).contains(m1);
        // What comes next has the number after the one that was taken back.
        SignedModel m3 = after(m1, 3, 13);
        assertThat(order(m3, m1, 100)).isEqualTo(new SiteModels.Adopted(m3, false));
    }

    @Test
    void aSiteThatWasAwayMayLeapOverModels() {
        order(m0, m1, 100);
        SignedModel m3 = after(m2, 3, 13);
        assertThat(order(m3, m2, 100)).isEqualTo(new SiteModels.Adopted(m3, false));
    }

    @Test
    void ordersAreTheAggregatorsAndNew() {
        assertThat(order(RolloutOrder.sign(1, m1.id(), m0.id(), 100, new TestKey(2).signer())))
                .isEqualTo(refused(OrderRefusal.BAD_SIGNATURE));
        sequence = 4;
        order(m1, m0, 100);
        assertThat(order(RolloutOrder.sign(5, m2.id(), m1.id(), 100, AGGREGATOR.signer())))
                .isEqualTo(refused(OrderRefusal.OLD_ORDER));
        assertThat(site.sequence()).isEqualTo(5);
        assertThat(site.current()).contains(m1);
    }

    @Test
    void aReplayedOrderCannotBringBackWhatWasTakenBack() {
        order(m1, m0, 100);
        RolloutOrder up = RolloutOrder.sign(++sequence, m2.id(), m1.id(), 100, AGGREGATOR.signer());
        order(up);
        order(m2, m1, 0);
        assertThat(order(up)).isEqualTo(refused(OrderRefusal.OLD_ORDER));
        assertThat(site.current()).contains(m1);
    }

    @Test
    void modelsAreHereAndSigned() {
        SignedModel unknown = SignedModel.sign(child(m0, 1, 99), AGGREGATOR.signer());
        assertThat(order(unknown, m0, 100)).isEqualTo(refused(OrderRefusal.MODEL_MISSING));
        // It may come later: the order is not used up.
        files.put(unknown.id(), unknown);
        assertThat(order(RolloutOrder.sign(1, unknown.id(), m0.id(), 100, AGGREGATOR.signer())))
                .isEqualTo(new SiteModels.Adopted(unknown, false));
        SignedModel forged = file(child(unknown, 2, 98), new TestKey(2));
        assertThat(order(forged, unknown, 100)).isEqualTo(refused(OrderRefusal.MODEL_NOT_SIGNED));
        files.put(m2.id(), m1);
        assertThat(order(m2, unknown, 100)).isEqualTo(refused(OrderRefusal.MODEL_MISSING));
    }

    @Test
    void olderModelsAndStrangersAreRefused() {
        order(m1, m0, 100);
        order(m2, m1, 100);
        // Older, and the order does not take back the one in use.
        assertThat(order(m1, m0, 100)).isEqualTo(refused(OrderRefusal.OLDER_MODEL));
        assertThat(order(m1, m0, 0)).isEqualTo(refused(OrderRefusal.OLDER_MODEL));
        // Of the same number, but another.
        assertThat(order(after(m1, 2, 77), m1, 100)).isEqualTo(refused(OrderRefusal.OLDER_MODEL));
        // Newer, but of another line.
        SignedModel side = after(m1, 3, 78);
        assertThat(order(side, m1, 100)).isEqualTo(refused(OrderRefusal.WRONG_PARENT));
        // Taken back to something that is no ancestor.
        assertThat(order(m2, side, 0)).isEqualTo(refused(OrderRefusal.WRONG_PARENT));
        assertThat(order(m2, after(m2, 4, 79), 0)).isEqualTo(refused(OrderRefusal.WRONG_PARENT));
        assertThat(site.current()).contains(m2);
    }

    @Test
    void anotherLayoutIsRefused() {
        order(m1, m0, 100);
        SignedModel kdd = file(LearnedModel.first(Layout.of(Schemas.KDD)), AGGREGATOR);
        assertThat(order(kdd, m1, 100)).isEqualTo(refused(OrderRefusal.OTHER_LAYOUT));
    }

    @Test
    void whoIsInTheFirstStageIsInAllFollowing() {
        int five = 0;
        int fifty = 0;
        for (int node = 0; node < 2_000; node++) {
            boolean first = RolloutOrder.isFor(m1.id(), 5, TestKey.id(node));
            boolean half = RolloutOrder.isFor(m1.id(), 50, TestKey.id(node));
            five += first ? 1 : 0;
            fifty += half ? 1 : 0;
            assertThat(half || !first).isTrue();
            assertThat(RolloutOrder.isFor(m1.id(), 100, TestKey.id(node))).isTrue();
            assertThat(RolloutOrder.isFor(m1.id(), 0, TestKey.id(node))).isFalse();
        }
        assertThat(five).isBetween(60, 140);
        assertThat(fifty).isBetween(900, 1_100);
    }
}
