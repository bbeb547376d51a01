package com.hookprobe.htp.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.HtpLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HTP 4.5 for users that read when they like: credit returns when a message was read. */
class CreditByHandTest {
    private static final int MESSAGE = 1 << 20;
    private final List<byte[]> delivered = new ArrayList<>();
    private final MemoryBudget budget = new MemoryBudget(64L << 20);
    private final Inbox inbox = new Inbox(
            HtpLimits.standard(),
            budget,
            new Inbox.Sink() {
                @Override
                public void deliver(int channel, byte[] message) {
                    delivered.add(message);
                }

                @Override
                public void datagram(int channel, byte[] data) {}
            },
            true);

    private Inbox.Verdict whole(int channel, long id) {
        return inbox.onMsg(false, channel, id, MESSAGE, 0, new byte[MESSAGE], 0, MESSAGE, 1_000_000_000L * id, 1);
    }

    @Test
    void nothingComesBackBeforeItIsRead() {
        assertThat(whole(3, 0)).isEqualTo(Inbox.Verdict.OK);
        assertThat(whole(3, 1)).isEqualTo(Inbox.Verdict.OK);
        assertThat(delivered).hasSize(2);
        assertThat(budget.used()).as("what was delivered is the user's").isZero();
        assertThat(inbox.creditsDue()).isFalse();
        assertThat(whole(3, 2)).as("more than the channel's credit").isEqualTo(Inbox.Verdict.FLOW);
        inbox.onConsumed(3, MESSAGE);
        assertThat(inbox.creditsDue()).isTrue();
        FrameWriter writer = new FrameWriter();
        writer.attach(new byte[100], 0, 100);
        inbox.writeCredits(writer, new PacketContents());
        assertThat(whole(3, 2)).isEqualTo(Inbox.Verdict.OK);
    }

    @Test
    void moreThanWasDeliveredIsNeverGivenBack() {
        whole(3, 0);
        inbox.onConsumed(3, MESSAGE);
        inbox.onConsumed(3, MESSAGE);
        assertThat(inbox.creditHeld()).isZero();
    }
}
