package com.hookprobe.htp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReceiveQueueTest {
    private final ReceiveBudget budget = new ReceiveBudget(1000);
    private final ReceiveQueue queue = new ReceiveQueue(budget);

    private static Message message(int bytes) {
        return new Message(16, new byte[bytes]);
    }

    @Test
    void readsInOrderThenTellsTheEnd() throws Exception {
        Message first = message(1);
        Message second = message(2);
        assertThat(queue.offer(first)).isNull();
        assertThat(queue.offer(second)).isNull();
        queue.close(CloseCode.IDLE, "nothing heard");
        queue.close(CloseCode.NORMAL, "too late to count");
        assertThat(queue.poll(0)).hasValue(first);
        assertThat(queue.poll(0)).hasValue(second);
        assertThatThrownBy(() -> queue.poll(Long.MAX_VALUE))
                .isInstanceOf(HtpClosedException.class)
                .hasMessage("closed: IDLE (nothing heard)");
        assertThat(budget.bytes()).isZero();
    }

    @Test
    void emptyAfterTheTime() throws Exception {
        assertThat(queue.poll(0)).isEmpty();
        assertThat(queue.poll(2_000_000)).isEmpty();
    }

    @Test
    void theBoundOfAllIsToldAndNothingIsLost() throws Exception {
        ReceiveQueue other = new ReceiveQueue(budget);
        assertThat(queue.offer(message(700 - 64))).isNull();
        assertThat(other.offer(message(236))).isNull();
        assertThat(other.offer(message(0))).isEqualTo("readers too slow: no memory left");
        assertThat(queue.poll(0)).isPresent();
        assertThat(other.offer(message(0))).isNull();
        for (int i = 0; i < 3; i++) {
            assertThat(other.poll(0)).isPresent();
        }
        other.discard();
        queue.discard();
        assertThat(other.offer(message(5000))).isNull();
        assertThat(budget.bytes()).isZero();
    }
}
