package com.hookprobe.htp.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.ChannelConfig;
import com.hookprobe.htp.Channels;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.core.message.Inbox.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HTP 4.2-4.6, what a receiver does with what a sender may send. */
class InboxTest {
    private static final long RTT = 10_000_000;

    private final MemoryBudget budget = new MemoryBudget(8L << 20);
    private final List<String> delivered = new ArrayList<>();
    private final Inbox.Sink sink = new Inbox.Sink() {
        @Override
        public void deliver(int channel, byte[] message) {
            delivered.add(channel + ":" + (message.length > 100 ? message.length + " bytes" : new String(message)));
        }

        @Override
        public void datagram(int channel, byte[] data) {
            delivered.add("datagram " + channel + ":" + new String(data));
        }
    };
    private final Inbox inbox = new Inbox(HtpLimits.standard(), budget, sink);
    private final FrameWriter writer = new FrameWriter();
    private final PacketContents contents = new PacketContents();

    private Verdict part(boolean ordered, int channel, long id, String whole, int from, int to, long nowNs) {
        byte[] b = ("..." + whole).getBytes(StandardCharsets.US_ASCII);
        return inbox.onMsg(ordered, channel, id, whole.length(), from, b, 3 + from, to - from, nowNs, RTT);
    }

    private Verdict whole(boolean ordered, int channel, long id, String text) {
        return part(ordered, channel, id, text, 0, text.length(), 0);
    }

    private Verdict big(int channel, long id, long nowNs) {
        return inbox.onMsg(false, channel, id, 1 << 20, 0, new byte[1 << 20], 0, 1 << 20, nowNs, RTT);
    }

    private String credits() {
        writer.attach(new byte[100], 0, 100);
        contents.clear();
        inbox.writeCredits(writer, contents);
        return FrameText.of(writer);
    }

    @Test
    void fragmentsMayOverlapAndComeInAnyOrder() {
        assertThat(part(false, 3, 0, "abcdefgh", 4, 8, 0)).isEqualTo(Verdict.OK);
        assertThat(part(false, 3, 0, "abcdefgh", 2, 6, 0)).isEqualTo(Verdict.OK);
        assertThat(part(false, 3, 0, "abcdefgh", 2, 6, 0)).isEqualTo(Verdict.OK);
        assertThat(delivered).isEmpty();
        assertThat(part(false, 3, 0, "abcdefgh", 0, 3, 0)).isEqualTo(Verdict.OK);
        assertThat(delivered).containsExactly("3:abcdefgh");
        assertThat(whole(false, 3, 0, "abcdefgh")).isEqualTo(Verdict.OK);
        assertThat(delivered).hasSize(1);
        assertThat(budget.used()).isZero();
    }

    @Test
    void orderedMessagesWaitAndUnorderedOnesDoNot() {
        whole(true, 2, 2, "c");
        whole(true, 2, 1, "b");
        whole(false, 2, 3, "free");
        assertThat(delivered).containsExactly("2:free");
        assertThat(budget.used()).isPositive();
        whole(true, 2, 0, "");
        assertThat(delivered).containsExactly("2:free", "2:", "2:b", "2:c");
        assertThat(budget.used()).isZero();
        assertThat(inbox.creditHeld()).isZero();
    }

    @Test
    void emptyMessagesAreDeliveredOnce() {
        whole(false, 3, 0, "");
        whole(false, 3, 0, "");
        whole(true, 3, 2, "");
        whole(true, 3, 2, "");
        assertThat(delivered).containsExactly("3:");
        whole(true, 3, 1, "x");
        assertThat(delivered).containsExactly("3:", "3:x", "3:");
    }

    @Test
    void channelZeroIsDeliveredLikeAnyOther() {
        whole(false, Channels.CONTROL, 0, "hello");
        assertThat(delivered).containsExactly("0:hello");
        assertThat(inbox.urgent(Channels.CONTROL)).isTrue();
        assertThat(inbox.urgent(Channels.FILES)).isFalse();
    }

    @Test
    void resetLetsLaterMessagesGo() {
        part(true, 2, 0, "lost", 0, 2, 0);
        whole(true, 2, 1, "next");
        assertThat(inbox.onReset(2, 0)).isEqualTo(Verdict.OK);
        assertThat(inbox.onReset(2, 0)).isEqualTo(Verdict.OK);
        assertThat(delivered).containsExactly("2:next");
        assertThat(inbox.deadlineNs()).isEqualTo(Long.MAX_VALUE);
        assertThat(budget.used()).isZero();
        assertThat(inbox.creditHeld()).isZero();
    }

    @Test
    void whatIsResetIsNotTakenLater() {
        inbox.onReset(2, 1);
        whole(true, 2, 1, "late");
        whole(true, 2, 0, "first");
        whole(true, 2, 2, "third");
        assertThat(delivered).containsExactly("2:first", "2:third");
    }

    @Test
    void noMemoryIsNoAcknowledgement() {
        Inbox small = new Inbox(HtpLimits.standard(), new MemoryBudget(100), sink);
        assertThat(small.onMsg(false, 3, 0, 200, 0, new byte[5], 0, 5, 0, RTT)).isEqualTo(Verdict.MEMORY);
        assertThat(small.onMsg(false, 3, 0, 5, 0, new byte[5], 0, 5, 0, RTT)).isEqualTo(Verdict.OK);
        assertThat(small.messagesDelivered()).isEqualTo(1);
    }

    @Test
    void aDatagramIsDeliveredUnlessThereIsNoMemory() {
        inbox.onDatagram(16, "-now-".getBytes(), 1, 3);
        assertThat(delivered).containsExactly("datagram 16:now");
        assertThat(inbox.datagramsDelivered()).isEqualTo(1);
        budget.tryTake(budget.free() - 66);
        inbox.onDatagram(16, new byte[3], 0, 3);
        assertThat(inbox.datagramsDropped()).isEqualTo(1);
        inbox.onDatagram(16, "ok".getBytes(), 0, 2);
        assertThat(delivered).hasSize(2);
    }

    @Test
    void creditIsAnnouncedWhenAQuarterIsGivenBack() {
        byte[] b = new byte[600_000];
        assertThat(inbox.onMsg(false, 3, 0, b.length, 0, b, 0, b.length, 0, RTT))
                .isEqualTo(Verdict.OK);
        assertThat(inbox.creditsDue()).isTrue();
        assertThat(credits()).isEqualTo("credit 3 " + (Inbox.CHANNEL_WINDOW + b.length + 64));
        assertThat(inbox.creditsDue()).isFalse();
        inbox.onLost(contents);
        assertThat(inbox.creditsDue()).isTrue();
        assertThat(credits()).isEqualTo("credit 3 " + (Inbox.CHANNEL_WINDOW + b.length + 64));
    }

    @Test
    void creditsWaitForRoom() {
        big(3, 0, 0);
        big(3, 1, 1_000_000_000);
        writer.attach(new byte[100], 0, 19);
        contents.clear();
        inbox.writeCredits(writer, contents);
        assertThat(FrameText.of(writer)).startsWith("credit 255 ");
        assertThat(inbox.creditsDue()).isTrue();
        assertThat(credits()).startsWith("credit 3 ");
        assertThat(inbox.creditsDue()).isFalse();
    }

    @Test
    void aWindowUsedUpWithinTwoRoundTripsDoubles() {
        MemoryBudget wide = new MemoryBudget(256L << 20);
        Inbox fast = new Inbox(HtpLimits.standard(), wide, sink);
        assertThat(windowAfter(fast, RTT / 4)).isEqualTo(Inbox.SESSION_WINDOW_MAX);
        Inbox slow = new Inbox(HtpLimits.standard(), wide, sink);
        assertThat(windowAfter(slow, RTT)).isEqualTo(Inbox.SESSION_WINDOW);
        Inbox poor = new Inbox(HtpLimits.standard(), new MemoryBudget(8L << 20), sink);
        assertThat(windowAfter(poor, RTT / 4)).isEqualTo(Inbox.SESSION_WINDOW);
    }

    /** The session's window after 100 messages of 1 MiB on four channels, that far apart. */
    private long windowAfter(Inbox in, long everyNs) {
        byte[] b = new byte[1 << 20];
        for (int i = 0; i < 100; i++) {
            Verdict verdict = in.onMsg(false, 16 + i % 4, i / 4, b.length, 0, b, 0, b.length, i * everyNs, RTT);
            assertThat(verdict).isEqualTo(Verdict.OK);
            writer.attach(new byte[100], 0, 100);
            contents.clear();
            in.writeCredits(writer, contents);
        }
        return in.sessionWindow();
    }

    @Test
    void partialMessagesTimeOutOnlyWhenNoMessageGoesOn() {
        assertThat(inbox.deadlineNs()).isEqualTo(Long.MAX_VALUE);
        part(false, 3, 0, "abcd", 0, 2, 5);
        part(false, 3, 1, "abcd", 0, 2, 6);
        assertThat(inbox.deadlineNs()).isEqualTo(6 + Inbox.PARTIAL_TIMEOUT_NS);
        // Nothing new: no progress.
        part(false, 3, 0, "abcd", 0, 2, 9);
        assertThat(inbox.deadlineNs()).isEqualTo(6 + Inbox.PARTIAL_TIMEOUT_NS);
        // A whole message of another channel is progress of the session.
        part(false, 4, 0, "abcd", 0, 4, 10);
        assertThat(inbox.deadlineNs()).isEqualTo(10 + Inbox.PARTIAL_TIMEOUT_NS);
        part(false, 3, 1, "abcd", 0, 4, 11);
        assertThat(inbox.deadlineNs()).isEqualTo(11 + Inbox.PARTIAL_TIMEOUT_NS);
        part(false, 3, 0, "abcd", 2, 4, 12);
        assertThat(inbox.deadlineNs()).isEqualTo(Long.MAX_VALUE);
        part(false, 4, 1, "abcd", 0, 2, 13);
        inbox.onReset(4, 1);
        assertThat(inbox.deadlineNs()).isEqualTo(Long.MAX_VALUE);
        assertThat(budget.used()).isZero();
    }

    @Test
    void clearGivesAllMemoryBack() {
        part(false, 3, 0, "abcd", 0, 2, 5);
        whole(true, 2, 900, "waits");
        inbox.onReset(5, 1000);
        assertThat(budget.used()).isPositive();
        inbox.clear();
        assertThat(budget.used()).isZero();
        assertThat(inbox.deadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theLimitOfAChannelIsOneOfItsOwn() {
        HtpLimits limits = HtpLimits.builder()
                .channel(20, new ChannelConfig(false, 10, false))
                .build();
        Inbox in = new Inbox(limits, budget, sink);
        assertThat(in.onMsg(false, 20, 0, 11, 0, new byte[11], 0, 11, 0, RTT)).isEqualTo(Verdict.PROTOCOL);
        assertThat(in.onMsg(false, 20, 0, 10, 0, new byte[10], 0, 10, 0, RTT)).isEqualTo(Verdict.OK);
        int control = 8 * 1024;
        assertThat(in.onMsg(false, 0, 0, control + 1, 0, new byte[9], 0, 9, 0, RTT))
                .isEqualTo(Verdict.PROTOCOL);
        assertThat(in.onMsg(false, 0, 0, control, 0, new byte[control], 0, control, 0, RTT))
                .isEqualTo(Verdict.OK);
    }

    /** HTP 4.5: new keys never wait for a reader. */
    @Test
    void controlMessagesNeedNoCreditOfTheSession() {
        Inbox inbox = new Inbox(HtpLimits.standard(), new MemoryBudget(256L << 20), sink);
        int total = (1 << 20) - 64;
        for (int channel = Channels.USER; channel < Channels.USER + 4; channel++) {
            assertThat(inbox.onMsg(false, channel, 0, total, 0, new byte[1], 0, 1, 0, RTT))
                    .isEqualTo(Verdict.OK);
        }
        assertThat(inbox.onMsg(false, Channels.USER + 4, 0, 1, 0, new byte[1], 0, 1, 0, RTT))
                .isEqualTo(Verdict.FLOW);
        assertThat(inbox.onMsg(false, Channels.CONTROL, 0, 1, 0, new byte[1], 0, 1, 0, RTT))
                .isEqualTo(Verdict.OK);
    }

    /** HTP 4.6: half of what a session may hold, here 2 MiB. */
    @Test
    void whatWaitsForAnotherMessageHoldsHalfOfTheMemory() {
        int total = 600 << 10;
        for (int id = 1; id <= 2; id++) {
            assertThat(inbox.onMsg(true, Channels.USER, id, total, 0, new byte[total], 0, total, 0, RTT))
                    .isEqualTo(id == 1 ? Verdict.OK : Verdict.MEMORY);
        }
        assertThat(inbox.onMsg(false, Channels.USER + 1, 0, total, 0, new byte[1], 0, 1, 0, RTT))
                .isEqualTo(Verdict.OK);
    }
}
