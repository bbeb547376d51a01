package com.hookprobe.qsecbit.learning.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.AggregationRule;
import com.hookprobe.qsecbit.model.Schemas;
import com.hookprobe.qsecbit.model.train.DataFormat;
import com.hookprobe.qsecbit.model.train.DataSet;
import com.hookprobe.qsecbit.model.train.LabelledRow;
import com.hookprobe.testsupport.SharedData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Half of NSL-KDD's 20 % training file, ten sites, three of them liars, with noise, keys, files and all. On half of the records the
 * noise is twice as large for them; the whole file is {@code hookprobe learning simulate}.
 */
@EnabledIf("com.hookprobe.testsupport.SharedData#present")
class SimulationTest {
    private static final SimulationPlan PLAN = new SimulationPlan(10, 3, 0.3, 2, 70, 8_000, 100_000, true, 1);
    private static final List<LabelledRow> ROWS = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private static Simulation simulation;

    @BeforeAll
    static void deal() throws IOException {
        DataSet data = DataFormat.NSL_KDD.read(
                Schemas.FLOW, List.of(SharedData.file("data/nsl-kdd/KDDTrain+_20Percent.txt.gz")));
        for (int i = 0; i < data.rows().size(); i += 2) {
            ROWS.add(data.rows().get(i));
        }
        simulation = new Simulation(new DataSet(data.schema(), data.source(), data.hash(), ROWS, 0), PLAN);
    }

    @ParameterizedTest
    // Of five kinds of liars the two that do most harm; the command plays all.
    @EnumSource(
            value = Poison.class,
            names = {"NONE", "LABEL_FLIP", "LITTLE"})
    void learningTogetherIsNearlyAsGoodAndLiarsCannotSteerIt(Poison poison) throws IOException, MalformedException {
        Simulation.Outcome outcome = simulation.play(poison, AggregationRule.TRIMMED, true);
        assertThat(simulation.central().f1()).isGreaterThan(0.97);
        assertThat(outcome.ratio())
                .as(poison + " " + outcome)
                .isGreaterThan(poison == Poison.NONE ? SimulateCommand.RATIO_MIN : SimulateCommand.POISONED_RATIO_MIN);
        assertThat(outcome.spent()).isBetween(7.9, 8.0);
        assertThat(outcome.measure().disguisedRecall()).isGreaterThan(0.8);
    }

    /** The check sees what it is for: a plain mean without screening is anybody's. */
    @Test
    void aMeanIsSteeredByLiars() throws IOException, MalformedException {
        assertThat(simulation
                        .play(Poison.SIGN_FLIP, AggregationRule.MEAN, false)
                        .ratio())
                .isLessThan(SimulateCommand.POISONED_RATIO_MIN);
    }

    @Test
    void theSameSeedGivesTheSameModel() throws IOException, MalformedException {
        SimulationPlan few = new SimulationPlan(10, 3, 0.3, 2, 5, 8_000, 100_000, true, 1);
        Simulation.Outcome once = simulation.play(few, Poison.LITTLE, AggregationRule.MEDIAN, true);
        assertThat(simulation.play(few, Poison.LITTLE, AggregationRule.MEDIAN, true))
                .isEqualTo(once);
    }

    @Test
    void theLastModelIsRolledOutAndACarelessOneComesBack() throws IOException, MalformedException {
        Simulation.Drill drill = simulation.drill(AggregationRule.TRIMMED);
        assertThat(drill.good().ended()).isEqualTo("DONE");
        assertThat(drill.good().left()).isEqualTo(10);
        assertThat(drill.careless().ended()).isEqualTo("BACK");
        assertThat(drill.careless().highest()).isBetween(1, 9);
        assertThat(drill.careless().left()).isZero();
    }

    @Test
    void partsShareNoRowAndSitesLackAttacks() {
        SiteSplit split = simulation.split();
        Set<LabelledRow> seen = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
        seen.addAll(split.heldOut());
        seen.addAll(split.own());
        int rows = split.heldOut().size() + split.own().size();
        Set<Integer> sizes = new HashSet<>();
        for (int site = 0; site < 10; site++) {
            seen.addAll(split.sites().get(site));
            rows += split.sites().get(site).size();
            sizes.add(split.sites().get(site).size());
            assertThat(split.lacking(site, ROWS)).isGreaterThan(3);
        }
        assertThat(seen).hasSize(ROWS.size());
        assertThat(rows).isEqualTo(ROWS.size());
        assertThat(sizes).hasSizeGreaterThan(7);
    }
}
