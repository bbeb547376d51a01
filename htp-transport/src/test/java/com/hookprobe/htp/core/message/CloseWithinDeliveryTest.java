package com.hookprobe.htp.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.HtpLimits;
import org.junit.jupiter.api.Test;

/** A delivered message may end the session, which clears the inbox while it is still handing over. */
class CloseWithinDeliveryTest {
    @Test
    void memoryIsGivenBackOnce() {
        MemoryBudget budget = new MemoryBudget(64L << 20);
        Inbox[] inbox = {null};
        int[] delivered = {0};
        inbox[0] = new Inbox(HtpLimits.standard(), budget, new Inbox.Sink() {
            @Override
            public void deliver(int channel, byte[] message) {
                delivered[0]++;
                inbox[0].clear();
            }

            @Override
            public void datagram(int channel, byte[] data) {}
        });
        // Ordered: 1 to 20 wait for 0, and one is partial.
        for (int id = 1; id <= 20; id++) {
            inbox[0].onMsg(true, 1, id, 100, 0, new byte[100], 0, 100, 1, 1);
        }
        inbox[0].onMsg(true, 1, 30, 100, 0, new byte[50], 0, 50, 1, 1);
        assertThat(budget.used()).isPositive();
        inbox[0].onMsg(true, 1, 0, 100, 0, new byte[100], 0, 100, 1, 1);
        assertThat(delivered[0]).isEqualTo(1);
        assertThat(budget.used()).isZero();
    }
}
