package com.hookprobe.htp.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.core.message.Inbox.Verdict;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** HTP 4.2-4.6: what an authentic peer that does not keep to the rules can do, and what it cannot. */
class HostilePeerTest {
    private static final int MIB = 1 << 20;
    private static final byte[] DATA = new byte[MIB];

    private final MemoryBudget budget = new MemoryBudget(64L << 20);
    private int delivered;
    private final Inbox inbox = new Inbox(HtpLimits.standard(), budget, new Inbox.Sink() {
        @Override
        public void deliver(int channel, byte[] message) {
            delivered++;
        }

        @Override
        public void datagram(int channel, byte[] data) {
            delivered++;
        }
    });

    private Verdict msg(boolean ordered, int channel, long id, int total, int offset, int length) {
        return inbox.onMsg(ordered, channel, id, total, offset, DATA, 0, length, 0, 1_000_000);
    }

    @Test
    void moreThanTheCreditOfAChannel() {
        int rest = (int) (Inbox.CHANNEL_WINDOW - (MIB + 64) - 64);
        assertThat(msg(true, 3, 1, MIB, 0, 100)).isEqualTo(Verdict.OK);
        assertThat(msg(true, 3, 2, rest - MIB / 8, 0, 100)).isEqualTo(Verdict.OK);
        assertThat(msg(true, 3, 3, MIB / 8 - 64 + 1, 0, 100)).isEqualTo(Verdict.FLOW);
        assertThat(msg(true, 3, 3, MIB / 8 - 64, 0, 100)).isEqualTo(Verdict.OK);
        assertThat(msg(true, 3, 4, 0, 0, 0)).isEqualTo(Verdict.FLOW);
        assertThat(msg(true, 16, 4, 0, 0, 0)).isEqualTo(Verdict.OK);
        assertThat(inbox.creditHeld()).isEqualTo(Inbox.CHANNEL_WINDOW + 64);
    }

    @Test
    void moreThanTheCreditOfTheSession() {
        for (int channel = 16; channel < 19; channel++) {
            assertThat(msg(false, channel, 1, MIB, 0, 100)).isEqualTo(Verdict.OK);
        }
        assertThat(msg(false, 19, 1, MIB - 256 + 1, 0, 100)).isEqualTo(Verdict.FLOW);
        assertThat(msg(false, 19, 1, MIB - 256, 0, 100)).isEqualTo(Verdict.OK);
        assertThat(inbox.creditHeld()).isEqualTo(Inbox.SESSION_WINDOW);
        assertThat(msg(false, 20, 1, 0, 0, 0)).isEqualTo(Verdict.FLOW);
    }

    @Test
    void creditThatWasNotAnnouncedIsNotThere() {
        // Given back, but the CREDIT frame was not written: the peer cannot know of it.
        assertThat(msg(false, 3, 0, MIB, 0, MIB)).isEqualTo(Verdict.OK);
        assertThat(msg(false, 3, 1, MIB, 0, MIB)).isEqualTo(Verdict.OK);
        assertThat(inbox.creditHeld()).isZero();
        assertThat(msg(false, 3, 2, MIB, 0, MIB)).isEqualTo(Verdict.FLOW);
        FrameWriter writer = new FrameWriter();
        writer.attach(new byte[20], 0, 20);
        inbox.writeCredits(writer, new PacketContents());
        assertThat(msg(false, 3, 2, MIB, 0, MIB)).isEqualTo(Verdict.OK);
    }

    @Test
    void theSixtyFifthPartialMessage() {
        for (int i = 0; i < Inbox.PARTIAL_MAX; i++) {
            assertThat(msg(false, 3, i, 1000, 0, 500)).isEqualTo(Verdict.OK);
        }
        assertThat(msg(false, 3, 64, 1000, 0, 500)).isEqualTo(Verdict.PROTOCOL);
        assertThat(msg(false, 3, 64, 1000, 0, 1000)).isEqualTo(Verdict.OK);
        assertThat(msg(false, 3, 5, 1000, 500, 500)).isEqualTo(Verdict.OK);
        assertThat(msg(false, 3, 65, 1000, 0, 500)).isEqualTo(Verdict.OK);
        assertThat(delivered).isEqualTo(2);
    }

    @Test
    void anIdBeyondTheWindow() {
        assertThat(msg(false, 3, 1024, 1, 0, 1)).isEqualTo(Verdict.PROTOCOL);
        assertThat(msg(false, 3, 1023, 1, 0, 1)).isEqualTo(Verdict.OK);
        assertThat(msg(false, 3, 0, 1, 0, 1)).isEqualTo(Verdict.OK);
        assertThat(msg(false, 3, 1025, 1, 0, 1)).isEqualTo(Verdict.PROTOCOL);
        assertThat(msg(false, 3, 1024, 1, 0, 1)).isEqualTo(Verdict.OK);
        assertThat(msg(false, 3, 0xffff_ffffL, 1, 0, 1)).isEqualTo(Verdict.PROTOCOL);
        assertThat(delivered).isEqualTo(3);
    }

    @Test
    void idsFarApartAreTakenFromTheBudgetAndGivenBack() {
        for (int channel = 16; channel < 116; channel++) {
            msg(false, channel, 1023, 0, 0, 0);
        }
        assertThat(budget.used()).isEqualTo(100 * 8 * (1024 - 8));
        for (int channel = 16; channel < 116; channel++) {
            for (int id = 0; id < 1023; id++) {
                assertThat(msg(false, channel, id, 0, 0, 0)).isEqualTo(Verdict.OK);
                if (id % 256 == 0) {
                    FrameWriter writer = new FrameWriter();
                    writer.attach(new byte[30], 0, 30);
                    inbox.writeCredits(writer, new PacketContents());
                }
            }
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void overlappingBytesThatDiffer() {
        byte[] other = new byte[100];
        Arrays.fill(other, (byte) 1);
        msg(false, 3, 0, 1000, 0, 100);
        msg(false, 3, 0, 1000, 300, 100);
        assertThat(inbox.onMsg(false, 3, 0, 1000, 50, other, 0, 50, 0, 1)).isEqualTo(Verdict.PROTOCOL);
        assertThat(inbox.onMsg(false, 3, 0, 1000, 99, other, 0, 50, 0, 1)).isEqualTo(Verdict.PROTOCOL);
        assertThat(inbox.onMsg(false, 3, 0, 1000, 250, other, 0, 51, 0, 1)).isEqualTo(Verdict.PROTOCOL);
        assertThat(inbox.onMsg(false, 3, 0, 1000, 399, other, 0, 1, 0, 1)).isEqualTo(Verdict.PROTOCOL);
        assertThat(inbox.onMsg(false, 3, 0, 1000, 400, other, 0, 50, 0, 1)).isEqualTo(Verdict.OK);
        assertThat(inbox.onMsg(false, 3, 0, 1000, 100, other, 0, 50, 0, 1)).isEqualTo(Verdict.OK);
    }

    @Test
    void aWaitingMessageThatIsWholeIsComparedToo() {
        byte[] other = {1, 1};
        msg(true, 3, 5, 2, 0, 2);
        assertThat(inbox.onMsg(true, 3, 5, 2, 0, other, 0, 1, 0, 1)).isEqualTo(Verdict.PROTOCOL);
        assertThat(msg(true, 3, 5, 2, 0, 1)).isEqualTo(Verdict.OK);
    }

    @Test
    void totalAndOrderMayNotChange() {
        msg(false, 3, 0, 1000, 0, 100);
        assertThat(msg(false, 3, 0, 1001, 100, 100)).isEqualTo(Verdict.PROTOCOL);
        assertThat(msg(true, 3, 0, 1000, 100, 100)).isEqualTo(Verdict.PROTOCOL);
    }

    @Test
    void aFloodOfTinyFragmentsIsBounded() {
        int total = 1000;
        int taken = 0;
        while (msg(false, 3, 0, total, 1 + 2 * taken, 1) == Verdict.OK) {
            taken++;
        }
        assertThat(taken).isEqualTo(InMessage.RANGES_MAX);
        assertThat(budget.used()).isEqualTo(total + 64 + 8 * (InMessage.RANGES_MAX - RangeSet.INITIAL_RANGES));
        // What joins two ranges or lengthens one is taken, and then there is place again.
        assertThat(msg(false, 3, 0, total, 2, 1)).isEqualTo(Verdict.OK);
        assertThat(msg(false, 3, 0, total, 1 + 2 * taken, 1)).isEqualTo(Verdict.OK);
        assertThat(msg(false, 3, 0, total, 3 + 2 * taken, 1)).isEqualTo(Verdict.MEMORY);
        assertThat(msg(false, 3, 0, total, 0, total)).isEqualTo(Verdict.OK);
        assertThat(delivered).isEqualTo(1);
        assertThat(budget.used()).isZero();
    }

    @Test
    void rangesHaveNoMemoryOfTheirOwn() {
        MemoryBudget tight = new MemoryBudget(MIB + 64 + 1064 + 8 * RangeSet.INITIAL_RANGES - 1);
        Inbox in = new Inbox(HtpLimits.standard(), tight, new Inbox.Sink() {
            @Override
            public void deliver(int channel, byte[] message) {
                delivered++;
            }

            @Override
            public void datagram(int channel, byte[] data) {}
        });
        for (int i = 0; i < RangeSet.INITIAL_RANGES; i++) {
            assertThat(in.onMsg(false, 3, 0, 1000, 1 + 2 * i, DATA, 0, 1, 0, 1)).isEqualTo(Verdict.OK);
        }
        assertThat(in.onMsg(false, 3, 0, 1000, 999, DATA, 0, 1, 0, 1)).isEqualTo(Verdict.MEMORY);
        assertThat(in.onMsg(false, 3, 0, 1000, 0, DATA, 0, 1000, 0, 1)).isEqualTo(Verdict.OK);
        assertThat(delivered).isEqualTo(1);
        assertThat(tight.used()).isZero();
    }

    @Test
    void messagesThatWaitLeaveMemoryForTheOnesTheyWaitFor() {
        budget.tryTake(budget.free() - (64L << 20) / 8 - MIB);
        assertThat(msg(true, 3, 2, MIB, 0, 100)).isEqualTo(Verdict.MEMORY);
        assertThat(msg(true, 3, 1, MIB - 64, 0, MIB - 64)).isEqualTo(Verdict.OK);
        assertThat(msg(true, 3, 2, 0, 0, 0)).isEqualTo(Verdict.MEMORY);
        assertThat(msg(false, 3, 3, 10, 0, 10)).isEqualTo(Verdict.OK);
        assertThat(msg(true, 3, 0, MIB - 64, 0, 100)).isEqualTo(Verdict.OK);
        assertThat(delivered).isEqualTo(1);
        assertThat(msg(true, 3, 0, MIB - 64, 0, MIB - 64)).isEqualTo(Verdict.OK);
        assertThat(delivered).isEqualTo(3);
    }

    @Test
    void creditAsLargeAsCanBe() {
        Outbox outbox = new Outbox(HtpLimits.standard(), 0, 0);
        outbox.add(3, new byte[100], 1);
        outbox.add(16, new byte[100], 2);
        outbox.onCredit(Frame.ALL_CHANNELS, Long.MAX_VALUE);
        outbox.onCredit(3, Long.MAX_VALUE);
        outbox.onCredit(3, Long.MAX_VALUE);
        outbox.onCredit(16, 163);
        assertThat(FrameText.next(outbox, 1000, new PacketContents())).isEqualTo("3#0 0+100/100");
        assertThat(outbox.sendable()).isFalse();
    }

    @Test
    void resetOfWhatIsUnknown() {
        assertThat(inbox.onReset(3, 5)).isEqualTo(Verdict.OK);
        assertThat(inbox.onReset(3, 1024)).isEqualTo(Verdict.OK);
        assertThat(inbox.onReset(3, 0xffff_ffffL)).isEqualTo(Verdict.OK);
        assertThat(inbox.onReset(200, 0)).isEqualTo(Verdict.OK);
        for (int id = 0; id < 7; id++) {
            assertThat(msg(true, 3, id, 1, 0, 1)).isEqualTo(Verdict.OK);
        }
        assertThat(delivered).isEqualTo(6);
        assertThat(msg(true, 200, 1, 1, 0, 1)).isEqualTo(Verdict.OK);
        assertThat(delivered).isEqualTo(7);
        assertThat(budget.used()).isZero();
    }

    @Test
    void aResetNeedsMemoryLikeAMessage() {
        budget.tryTake(budget.free() - 100);
        assertThat(inbox.onReset(3, 8)).isEqualTo(Verdict.MEMORY);
        assertThat(inbox.onReset(3, 7)).isEqualTo(Verdict.OK);
    }
}
