package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.HtpLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HTP 4.2-4.6. */
class InboxTest {
    private final MemoryBudget budget = new MemoryBudget(8L << 20);
    private final List<String> delivered = new ArrayList<>();
    private final Inbox inbox =
            new Inbox(HtpLimits.standard(), budget, (c, m) -> delivered.add(c + ":" + new String(m)));

    private static Frame.Msg part(boolean ordered, int channel, long id, String whole, int from, int to) {
        byte[] bytes = whole.getBytes();
        return new Frame.Msg(to == bytes.length, ordered, channel, id, bytes.length, from, bytes, from, to - from);
    }

    private static Frame.Msg whole(boolean ordered, int channel, long id, String text) {
        return part(ordered, channel, id, text, 0, text.length());
    }

    @Test
    void fragmentsMayOverlapAndComeInAnyOrder() {
        assertThat(inbox.onMsg(part(false, 3, 0, "abcdefgh", 4, 8), 0)).isEqualTo(Inbox.Verdict.OK);
        assertThat(inbox.onMsg(part(false, 3, 0, "abcdefgh", 2, 6), 0)).isEqualTo(Inbox.Verdict.OK);
        assertThat(inbox.onMsg(part(false, 3, 0, "abcdefgh", 2, 6), 0)).isEqualTo(Inbox.Verdict.OK);
        assertThat(delivered).isEmpty();
        assertThat(inbox.onMsg(part(false, 3, 0, "abcdefgh", 0, 3), 0)).isEqualTo(Inbox.Verdict.OK);
        assertThat(delivered).containsExactly("3:abcdefgh");
        assertThat(inbox.onMsg(whole(false, 3, 0, "abcdefgh"), 0)).isEqualTo(Inbox.Verdict.OK);
        assertThat(delivered).hasSize(1);
        assertThat(budget.used()).isZero();
    }

    @Test
    void orderedMessagesWaitAndUnorderedOnesDoNot() {
        inbox.onMsg(whole(true, 2, 2, "c"), 0);
        inbox.onMsg(whole(true, 2, 1, "b"), 0);
        inbox.onMsg(whole(false, 2, 3, "free"), 0);
        assertThat(delivered).containsExactly("2:free");
        inbox.onMsg(whole(true, 2, 0, ""), 0);
        assertThat(delivered).containsExactly("2:free", "2:", "2:b", "2:c");
        assertThat(budget.used()).isZero();
    }

    @Test
    void emptyMessagesAreDeliveredOnce() {
        inbox.onMsg(whole(false, 3, 0, ""), 0);
        inbox.onMsg(whole(false, 3, 0, ""), 0);
        assertThat(delivered).containsExactly("3:");
    }

    @Test
    void resetLetsLaterMessagesGo() {
        inbox.onMsg(part(true, 2, 0, "lost", 0, 2), 0);
        inbox.onMsg(whole(true, 2, 1, "next"), 0);
        inbox.onReset(new Frame.ResetMsg(2, 0, 1));
        inbox.onReset(new Frame.ResetMsg(2, 0, 1));
        assertThat(delivered).containsExactly("2:next");
        assertThat(inbox.deadlineNs()).isEqualTo(Long.MAX_VALUE);
        assertThat(budget.used()).isZero();
    }

    @Test
    void noMemoryIsNoAcknowledgement() {
        Inbox small = new Inbox(HtpLimits.standard(), new MemoryBudget(100), (c, m) -> delivered.add("x"));
        assertThat(small.onMsg(new Frame.Msg(false, false, 3, 0, 200, 0, new byte[5], 0, 5), 0))
                .isEqualTo(Inbox.Verdict.MEMORY);
        assertThat(small.onMsg(whole(false, 3, 0, "small"), 0)).isEqualTo(Inbox.Verdict.OK);
    }

    @Test
    void creditIsAnnouncedWhenAQuarterIsGivenBack() {
        byte[] big = new byte[600_000];
        assertThat(inbox.onMsg(new Frame.Msg(true, false, 3, 0, big.length, 0, big, 0, big.length), 0))
                .isEqualTo(Inbox.Verdict.OK);
        assertThat(inbox.creditsDue()).isTrue();
        FrameWriter writer = new FrameWriter(100);
        List<SentPacket.Item> items = new ArrayList<>();
        inbox.writeCredits(writer, items);
        assertThat(FrameReader.read(writer.buffer(), 0, writer.length()))
                .containsExactly(new Frame.Credit(3, Inbox.CHANNEL_WINDOW + big.length + Outbox.MESSAGE_COST_BYTES));
        assertThat(inbox.creditsDue()).isFalse();
        inbox.onCreditLost(3);
        assertThat(inbox.creditsDue()).isTrue();
    }

    @Test
    void partialMessagesTimeOut() {
        inbox.onMsg(part(false, 3, 0, "abcd", 0, 2), 5);
        assertThat(inbox.deadlineNs()).isEqualTo(5 + Inbox.PARTIAL_TIMEOUT_NS);
        inbox.onMsg(part(false, 3, 0, "abcd", 0, 2), 9);
        assertThat(inbox.deadlineNs()).isEqualTo(5 + Inbox.PARTIAL_TIMEOUT_NS);
        inbox.onMsg(part(false, 3, 0, "abcd", 0, 3), 9);
        assertThat(inbox.deadlineNs()).isEqualTo(9 + Inbox.PARTIAL_TIMEOUT_NS);
        inbox.clear();
        assertThat(budget.used()).isZero();
    }

    @Test
    void largeMessagesOfManyChannelsNeverBlockEachOther() {
        Sim sim = new Sim(61, new com.hookprobe.testsupport.SimNetwork.Faults(0.02, 0, 0, 1_000_000, 9_000_000));
        Sim.Pair pair = sim.connected();
        for (int channel = Channels.USER; channel < Channels.USER + 12; channel++) {
            pair.edge().send(pair.edgeSession(), channel, new byte[1 << 20]);
        }
        assertThat(sim.runUntil(() -> pair.edge().sent.size() == 12, 300 * Sim.SECOND))
                .isTrue();
        assertThat(pair.validator().messages).hasSize(12);
        assertThat(sim.watch.reused()).isEmpty();
    }

    @Test
    void thousandsOfSmallMessagesAllArrive() {
        Sim sim = Sim.quiet(62);
        Sim.Pair pair = sim.connected();
        for (int i = 0; i < 5000; i++) {
            pair.edge().send(pair.edgeSession(), Channels.TELEMETRY, new byte[] {(byte) (i >> 8), (byte) i});
        }
        assertThat(sim.runUntil(() -> pair.edge().sent.size() == 5000, 60 * Sim.SECOND))
                .isTrue();
        for (int i = 0; i < 5000; i++) {
            byte[] got = pair.validator().messages.get(i).bytes();
            assertThat((got[0] & 0xff) << 8 | got[1] & 0xff).isEqualTo(i);
        }
    }
}
