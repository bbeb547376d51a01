package com.hookprobe.htp.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.core.message.Inbox.Verdict;
import com.hookprobe.htp.core.message.MemoryShare.Grant;
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
            announceCredit(honest);
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

    /** What is taken meanwhile must not keep the exception open. */
    @Test
    void firstMessagesAreLetInAgainAndAgain() {
        Inbox inbox = inbox();
        int half = MIB / 2 - 64;
        for (int channel = 16; channel < 19; channel++) {
            assertThat(ordered(inbox, channel, 1, half, half)).isEqualTo(Verdict.OK);
        }
        long others = budget.free() - 4 * MIB;
        budget.tryTake(others);
        assertThat(ordered(inbox, 19, 0, half, half)).isEqualTo(Verdict.OK);
        assertThat(ordered(inbox, 20, 0, half, 100)).as("beyond the share").isEqualTo(Verdict.OK);
        budget.giveBack(others);
        assertThat(ordered(inbox, 21, 1, half / 2, half / 2)).isEqualTo(Verdict.OK);
        budget.tryTake(others);
        assertThat(ordered(inbox, 20, 0, half, half)).isEqualTo(Verdict.OK);
        announceCredit(inbox);
        for (int channel = 16; channel < 19; channel++) {
            assertThat(ordered(inbox, channel, 0, half, half)).isEqualTo(Verdict.OK);
        }
    }

    @Test
    void newKeysDoNotWaitForMemoryAndHaveLittleOfIt() {
        Inbox inbox = inbox();
        budget.tryTake(budget.free());
        long before = budget.used();
        assertThat(inbox.onMsg(false, 0, 0, 1500, 0, DATA, 0, 1000, 0, 1_000_000))
                .isEqualTo(Verdict.OK);
        assertThat(inbox.onMsg(false, 3, 0, 10, 0, DATA, 0, 10, 0, 1_000_000)).isEqualTo(Verdict.MEMORY);
        int more = 1;
        while (inbox.onMsg(false, 0, more, 1500, 0, DATA, 0, 1000, 0, 1_000_000) == Verdict.OK) {
            more++;
        }
        assertThat(budget.used() - before).isLessThanOrEqualTo(MemoryShare.URGENT_MAX);
        assertThat(inbox.onMsg(false, 0, 0, 1500, 1000, DATA, 0, 500, 0, 1_000_000))
                .isEqualTo(Verdict.OK);
        assertThat(delivered).isEqualTo(1);
        inbox.clear();
        assertThat(budget.used()).isEqualTo(before);
    }

    private static void announceCredit(Inbox inbox) {
        FrameWriter writer = new FrameWriter();
        writer.attach(new byte[100], 0, 100);
        inbox.writeCredits(writer, new PacketContents());
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
        assertThat(share.grant(MIB + 64)).isEqualTo(Grant.SHARE);
        assertThat(share.grant(1)).isNull();
        assertThat(share.grantToFirst(MIB + 64)).isEqualTo(Grant.BEYOND);
        assertThat(share.grantToFirst(1)).isNull();
        share.giveBack(Grant.BEYOND, MIB + 64);
        assertThat(share.grantToFirst(1)).isEqualTo(Grant.BEYOND);
    }
}
