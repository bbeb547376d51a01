package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.log.EventLog;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What others say waits in a queue that has an end. */
@Timeout(60)
class InflowTest {
    private static final int MOST = 4;

    private final List<List<Integer>> pieces = new ArrayList<>();
    private final CountDownLatch free = new CountDownLatch(1);
    private final CountDownLatch busy = new CountDownLatch(1);

    private static List<Integer> numbers(int from, int count) {
        return IntStream.range(from, from + count).boxed().toList();
    }

    @Test
    void whatThereIsNoRoomForIsRefusedAndTheRestIsTakenInOrder() throws Exception {
        EventLog log = new EventLog("n", "test", EventLog.Format.JSON, new ByteArrayOutputStream());
        CountDownLatch all = new CountDownLatch(MOST + 3 * HandOver.PIECE);
        try (NodeLoop loop = new NodeLoop("n", log)) {
            Inflow<Integer> inflow = new Inflow<>(loop, MOST, piece -> {
                pieces.add(piece);
                piece.forEach(one -> all.countDown());
            });
            assertThat(inflow.offer(numbers(0, 1))).as("before it is open").isFalse();
            inflow.open();
            loop.execute(() -> {
                busy.countDown();
                free.await();
            });
            busy.await();
            assertThat(inflow.offer(numbers(0, MOST - 1))).isTrue();
            assertThat(inflow.offer(numbers(0, 2))).as("one too many").isFalse();
            assertThat(inflow.offer(numbers(MOST - 1, 1))).isTrue();
            free.countDown();
            CountDownLatch empty = new CountDownLatch(1);
            loop.execute(empty::countDown);
            empty.await();
            // One page that is larger than all that may wait would never be taken otherwise.
            assertThat(inflow.offer(numbers(MOST, 3 * HandOver.PIECE))).isTrue();
            all.await();
            inflow.close();
            assertThat(inflow.offer(numbers(0, 1))).as("after its end").isFalse();
        }
        assertThat(pieces).allSatisfy(piece -> assertThat(piece).hasSizeLessThanOrEqualTo(HandOver.PIECE));
        assertThat(pieces.stream().flatMap(List::stream).toList()).isEqualTo(numbers(0, MOST + 3 * HandOver.PIECE));
    }
}
