package com.hookprobe.htp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReceiveQueueTest {
    private final ReceiveBudget budget = new ReceiveBudget(1000);
    private final ReceiveQueue queue = new ReceiveQueue(3, 700, budget);

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
    void everyBoundIsToldAndNothingIsLost() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(queue.offer(message(0))).isNull();
        }
        assertThat(queue.offer(message(0))).isEqualTo("reader too slow: over 3 messages wait");
        for (int i = 0; i < 4; i++) {
            assertThat(queue.poll(0)).isPresent();
        }
        assertThat(queue.offer(message(700 - 64))).isNull();
        assertThat(queue.offer(message(0))).isEqualTo("reader too slow: over 700 bytes wait");
        ReceiveQueue other = new ReceiveQueue(3, 700, budget);
        assertThat(other.offer(message(172))).isNull();
        assertThat(other.offer(message(0))).isEqualTo("readers too slow: no memory left");
        assertThat(queue.poll(0)).isPresent();
        assertThat(other.offer(message(0))).isNull();
        other.discard();
        queue.discard();
        assertThat(other.offer(message(5000))).isNull();
        assertThat(budget.bytes()).isZero();
    }
}
