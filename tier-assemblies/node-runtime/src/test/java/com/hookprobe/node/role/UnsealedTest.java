package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.response.Outcome;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnsealedTest {
    private static Unsealed.Entry entry(Detection detection, int number) {
        return new Unsealed.Entry(
                detection,
                Outcome.ENFORCED,
                ByteBuffer.allocate(4).putInt(number).array(),
                false);
    }

    @Test
    void theOldestGoAndAreCountedAndTheOthersKeepTheirOrder() {
        Detection any = LearntStaysHomeTest.grave(1, "203.0.113.1", "port-scan");
        Unsealed unsealed = new Unsealed();
        for (int i = 0; i < Unsealed.MAX + 3; i++) {
            unsealed.add(List.of(entry(any, i)));
        }
        assertThat(unsealed.size()).isEqualTo(Unsealed.MAX);
        assertThat(unsealed.lost()).isEqualTo(3);
        assertThat(ByteBuffer.wrap(unsealed.next(2).get(0).payload()).getInt()).isEqualTo(3);
        unsealed.sealed(2);
        assertThat(ByteBuffer.wrap(unsealed.next(9).get(0).payload()).getInt()).isEqualTo(5);
        assertThat(unsealed.next(9)).hasSize(9);
    }
}
