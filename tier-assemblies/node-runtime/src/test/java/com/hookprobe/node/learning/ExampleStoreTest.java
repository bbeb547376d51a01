package com.hookprobe.node.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.Layout;
import com.hookprobe.qsecbit.model.Schemas;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExampleStoreTest {
    private static ExampleStore store(int max) {
        return new ExampleStore(Traffic.LAYOUT, max, new SplittableRandom(1)::nextLong);
    }

    @Test
    void halfOfThePlacesAreForEachKindAndNewOnesPushOldOnesOut() {
        ExampleStore store = store(100);
        List<FlowExample> rows = Traffic.examples(1, 443, 640);
        rows.forEach(store::add);
        assertThat(store.attacks()).isEqualTo(50);
        assertThat(store.normal()).isEqualTo(50);
        assertThat(store.examples()).hasSize(100);
        assertThat(store.examples().stream().filter(FlowExample::isAttack)).hasSize(50);
        // Of a store that kept the first ones only, none of these would be there.
        ExampleStore late = store(100);
        rows.forEach(late::add);
        List<FlowExample> other = Traffic.examples(2, 22, 640);
        other.forEach(late::add);
        List<byte[]> kept = late.examples().stream().map(FlowExample::encode).toList();
        assertThat(other.stream().map(FlowExample::encode))
                .anyMatch(row -> kept.stream().anyMatch(one -> Arrays.equals(one, row)));
        assertThat(late.examples()).hasSize(100);
    }

    @Test
    void aSnapshotComesBackAndNothingElseIsOne() throws MalformedException {
        ExampleStore store = store(200);
        Traffic.examples(3, 443, 150).forEach(store::add);
        byte[] snapshot = store.snapshot();
        ExampleStore back = store(200);
        back.restore(snapshot);
        assertThat(back.snapshot()).isEqualTo(snapshot);
        ExampleStore smaller = store(20);
        smaller.restore(snapshot);
        assertThat(smaller.examples()).hasSize(20);
        for (int cut : new int[] {0, 1, 33, 37, 40, snapshot.length - 1}) {
            ExampleStore fresh = store(200);
            assertThatThrownBy(() -> fresh.restore(Arrays.copyOf(snapshot, cut)))
                    .isInstanceOf(MalformedException.class);
            assertThat(fresh.examples()).isEmpty();
        }
    }

    /** While it is read back there are its row, the sealed file and what was in it: together the 512 bytes of LearningCheck. */
    @Test
    void anExampleIsShort() {
        ExampleStore store = store(640);
        Traffic.examples(3, 443, 640).forEach(store::add);
        assertThat(store.snapshot().length / 640).isLessThan(160);
    }

    /** After an update of this software with other bins the site begins anew. */
    @Test
    void examplesOfOtherBinsAreLeftOut() throws MalformedException {
        ExampleStore store = store(200);
        Traffic.examples(3, 443, 150).forEach(store::add);
        ExampleStore other = new ExampleStore(Layout.of(Schemas.KDD), 200, new SplittableRandom(1)::nextLong);
        other.restore(store.snapshot());
        assertThat(other.examples()).isEmpty();
    }
}
