package com.hookprobe.qsecbit.model.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.hookprobe.qsecbit.model.AttackClass;
import com.hookprobe.qsecbit.model.AttackModel;
import com.hookprobe.qsecbit.model.Explanation;
import com.hookprobe.qsecbit.model.Feature;
import com.hookprobe.qsecbit.model.ModelFile;
import com.hookprobe.qsecbit.model.Schemas;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainingTest {
    private static final DataSet DATA = SyntheticRows.dataSet(1_200, 7);

    private static Training.Outcome train(long seed, int rounds) throws DataSetException {
        return Training.train(DATA, Optional.empty(), new TrainerConfig(20, seed, rounds), line -> {});
    }

    @Test
    void theSameRowsAndSeedGiveTheSameBytes() throws Exception {
        byte[] once = ModelFile.encode(train(3, 1).model());
        assertThat(ModelFile.encode(train(3, 1).model())).isEqualTo(once);
        assertThat(ModelFile.encode(train(4, 1).model())).isNotEqualTo(once);
    }

    @Test
    void findsTheAttacksOfTheHoldOutAndTellsThemApart() throws Exception {
        Evaluation measured = train(1, 0).last().evaluation();
        assertThat(measured.rows()).isEqualTo(360);
        assertThat(measured.attackF1()).isGreaterThan(0.95);
        assertThat(measured.f1(AttackClass.DOS)).isGreaterThan(0.95);
        assertThat(measured.f1(AttackClass.PROBE)).isGreaterThan(0.95);
        assertThat(measured.falsePositiveRate()).isLessThan(0.05);
    }

    @Test
    void hardeningLowersEvasionOnRowsThatNobodyTrainedOn() throws Exception {
        Training.Outcome outcome = train(1, 4);
        double before = outcome.plain().evasion().rate();
        double after = outcome.hardened().orElseThrow().evasion().rate();
        assertThat(before).isGreaterThan(0.5);
        assertThat(after).isLessThan(0.1);
        assertThat(outcome.last().evaluation().attackF1()).isGreaterThan(0.85);
        assertThat(outcome.model().provenance().hardeningRounds()).isEqualTo(4);
        assertThat(outcome.model().provenance().madeRows()).isPositive();
    }

    @Test
    void anAttackerKeepsToHisBudget() throws Exception {
        AttackModel model = train(1, 0).model();
        EvasionAttack attack = new EvasionAttack(model);
        int hidden = 0;
        for (LabelledRow row : SyntheticRows.rows(60, 9)) {
            double[] found = attack.hide(row.vector());
            for (int i = 0; i < found.length; i++) {
                Feature feature = Schemas.KDD.features().get(i);
                double raw = feature.raw(row.vector()[i]);
                switch (feature.control()) {
                    case FIXED -> assertThat(found[i]).as(feature.name()).isEqualTo(row.vector()[i]);
                    case FREE -> assertThat(found[i]).isBetween(0.0, feature.reach());
                    case GROWS, GROWS_WHEN_OPEN ->
                        assertThat(feature.raw(found[i]))
                                .as(feature.name())
                                .isBetween(raw - 1e-6, raw + feature.reach() + 1e-3);
                }
            }
            hidden += model.attackShare(found) < model.attackShare(row.vector()) ? 1 : 0;
        }
        assertThat(hidden).isPositive();
    }

    @Test
    void noPaddingWhereNobodyListens() throws Exception {
        AttackModel model = train(1, 0).model();
        double[] refused = SyntheticRows.rows(2, 9).get(1).vector().clone();
        SyntheticRows.put(refused, "flag=SF", 0);
        SyntheticRows.put(refused, "flag=REJ", 1);
        int bytes = Schemas.KDD.indexOf("src_bytes");
        assertThat(new EvasionAttack(model).hide(refused)[bytes]).isEqualTo(refused[bytes]);
    }

    @Test
    void theSharesOfAllFeaturesMakeTheShareOfAttack() throws Exception {
        AttackModel model = train(1, 1).model();
        for (LabelledRow row : SyntheticRows.rows(40, 11)) {
            Explanation explanation = model.explain(row.vector());
            double sum = explanation.base();
            for (Explanation.Share share : explanation.shares()) {
                sum += share.share();
            }
            assertThat(sum).isCloseTo(explanation.judgement().attack(), within(1e-12));
            assertThat(explanation).isEqualTo(model.explain(row.vector()));
        }
        Explanation flood = model.explain(SyntheticRows.rows(2, 11).get(1).vector());
        assertThat(flood.shares().subList(0, 3))
                .extracting(Explanation.Share::feature)
                .contains("src_bytes");
    }

    @Test
    void aModelKnowsItsHoldOut() throws Exception {
        AttackModel model = train(1, 0).model();
        List<LabelledRow> unseen = Training.unseen(model, DATA);
        assertThat(unseen).hasSize(360);
        assertThat(Evaluation.of(model, unseen).attackF1())
                .isEqualTo(model.provenance().metrics().stream()
                        .filter(m -> m.name().equals("attack F1"))
                        .findFirst()
                        .orElseThrow()
                        .value());
        DataSet other = new DataSet(Schemas.KDD, "other", "11".repeat(32), DATA.rows(), 0);
        assertThat(Training.unseen(model, other)).hasSize(1_200);
    }

    @Test
    void aTestSetOfItsOwnLeavesNoHoldOut() throws Exception {
        Training.Outcome outcome = Training.train(
                DATA, Optional.of(SyntheticRows.dataSet(100, 8)), new TrainerConfig(10, 1, 0), line -> {});
        assertThat(outcome.last().evaluation().rows()).isEqualTo(100);
        assertThat(Training.unseen(outcome.model(), DATA)).isEmpty();
    }

    @Test
    void oneClassAloneIsRefused() {
        DataSet normal = new DataSet(
                Schemas.KDD,
                "normal",
                "00".repeat(32),
                DATA.rows().stream().filter(row -> !row.label().isAttack()).toList(),
                0);
        assertThatThrownBy(() -> Training.train(normal, Optional.empty(), TrainerConfig.STANDARD, line -> {}))
                .isInstanceOf(DataSetException.class)
                .hasMessageContaining("2 attacks");
    }

    @Test
    void anAttackThatWasLeftOutIsLookedFor() throws Exception {
        List<UnseenAttacks.Result> results = UnseenAttacks.measure(DATA, new TrainerConfig(10, 1, 0), line -> {});
        assertThat(results).extracting(UnseenAttacks.Result::attack).containsExactly("flood", "scan");
        assertThat(results).allMatch(one -> one.rows() == 300 && one.recall() > 0.8);
    }
}
