package com.hookprobe.qsecbit.model.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.model.FeatureSchema;
import com.hookprobe.qsecbit.model.Schemas;
import com.hookprobe.testsupport.SharedData;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NSL-KDD's 20 % training file; it is not in the tree. */
@EnabledIf("com.hookprobe.testsupport.SharedData#present")
class RealNslKddTest {
    @ParameterizedTest
    @ValueSource(strings = {"kdd", "flow"})
    void theHoldOutIsJudgedRight(String name) throws IOException {
        FeatureSchema schema = name.equals("kdd") ? Schemas.KDD : Schemas.FLOW;
        DataSet data =
                DataFormat.NSL_KDD.read(schema, List.of(SharedData.file("data/nsl-kdd/KDDTrain+_20Percent.txt.gz")));
        assertThat(data.rows()).hasSize(25_192);
        Training.Outcome outcome = Training.train(data, Optional.empty(), new TrainerConfig(16, 1, 0), line -> {});
        assertThat(outcome.last().evaluation().attackF1()).isGreaterThan(0.99);
        assertThat(outcome.last().evaluation().falsePositiveRate()).isLessThan(0.015);
        assertThat(outcome.last().evaluation().rocAuc()).isGreaterThan(0.999);
    }
}
