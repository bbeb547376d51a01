package com.hookprobe.htp.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.core.message.Inbox.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HTP 4.6: what one session may hold of the memory of all. */
class MemoryShareTest {
    private static final int MIB = 1 << 20;
    private static final byte[] DATA = new byte[MIB];

    private final MemoryBudget budget = new MemoryBudget(256L << 20);
    private int delivered;

    private Inbox inbox() {
        return new Inbox(HtpLimits.standard(), budget, new Inbox.Sink() {
            @Override
            public void deliver(int channel, byte[] message) {
                delivered++;
            }

            @Override
            public void datagram(int channel, byte[] data) {}
        });
    }

    private static Verdict msg(Inbox inbox, boolean ordered, int channel, long id, int length) {
        return inbox.onMsg(ordered, channel, id, MIB, 0, DATA, 0, length, 0, 1_000_000);
    }

    @Test
    void sixtyLiarsLeaveRoomForAnHonestSession() {
        List<Inbox> liars = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Inbox liar = inbox();
            liars.add(liar);
            // All that the session's credit covers is begun, and nothing is finished.
            for (int channel = 16; channel < 20; channel++) {
                msg(liar, false, channel, 0, 100);
            }
        }
        Inbox honest = inbox();
        for (int id = 0; id < 100; id++) {
            assertThat(msg(honest, true, 2, id, MIB / 2)).isEqualTo(Verdict.OK);
            assertThat(msg(honest, true, 2, id, MIB)).isEqualTo(Verdict.OK);
            PacketContents contents = new PacketContents();
            FrameWriter writer = new FrameWriter();
            writer.attach(new byte[100], 0, 100);
            honest.writeCredits(writer, contents);
        }
        assertThat(delivered).isEqualTo(100);
        liars.forEach(Inbox::clear);
        assertThat(budget.used()).isZero();
    }

    @Test
    void whatWaitedWhenMuchWasFreeIsSetFreeWhenLittleIs() {
        Inbox inbox = inbox();
        int half = MIB / 2 - 64;
        for (int channel = 16; channel < 20; channel++) {
            assertThat(ordered(inbox, channel, 1, half, half)).isEqualTo(Verdict.OK);
        }
        budget.tryTake(budget.free() - MIB);
        assertThat(ordered(inbox, 16, 0, half, 100)).as("beyond the share").isEqualTo(Verdict.OK);
        assertThat(ordered(inbox, 17, 0, half, 100)).as("one at a time").isEqualTo(Verdict.MEMORY);
        assertThat(ordered(inbox, 16, 0, half, half)).isEqualTo(Verdict.OK);
        assertThat(delivered).isEqualTo(2);
        for (int channel = 17; channel < 20; channel++) {
            assertThat(ordered(inbox, channel, 0, half, half)).isEqualTo(Verdict.OK);
        }
        assertThat(delivered).isEqualTo(8);
    }

    private static Verdict ordered(Inbox inbox, int channel, long id, int total, int length) {
        return inbox.onMsg(true, channel, id, total, 0, DATA, 0, length, 0, 1_000_000);
    }

    @Test
    void whatWaitsLeavesHalfOfTheShare() {
        MemoryBudget tight = new MemoryBudget(12L << 20);
        MemoryShare share = tight.share();
        assertThat(share.tryTakeForWaiting(MIB + 64)).isTrue();
        assertThat(share.tryTakeForWaiting(1)).isFalse();
        assertThat(share.tryTake(MIB + 64)).isTrue();
        assertThat(share.tryTake(1)).isFalse();
        assertThat(share.tryTakeForFirst(MIB + 64)).isTrue();
        assertThat(share.tryTakeForFirst(1)).isFalse();
        share.giveBack(MIB + 64);
        assertThat(share.tryTakeForFirst(1)).isTrue();
    }
}
