package com.hookprobe.htp.core.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.HtpLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HTP 4.2-4.5, 4.7, 4.10, sending. */
class OutboxTest {
    private static final int MIB = 1 << 20;

    private final Outbox outbox = new Outbox(HtpLimits.standard(), 64L * MIB, 64L * MIB);
    private final List<Long> sent = new ArrayList<>();
    private final List<PacketContents> packets = new ArrayList<>();

    /** The next body as text; its contents are the last of the packets. */
    private String next(int bodyBytes) {
        PacketContents contents = new PacketContents();
        packets.add(contents);
        return FrameText.next(outbox, bodyBytes, contents);
    }

    private void acked(int packet) {
        outbox.onAcked(packets.get(packet), sent::add);
    }

    private void lost(int packet) {
        outbox.onLost(packets.get(packet));
    }

    @Test
    void fragmentsAreCutToTheRoomOfEachPacket() {
        outbox.add(3, new byte[2000], 7);
        assertThat(next(417)).isEqualTo("3#0 0+400/2000");
        assertThat(next(1017)).isEqualTo("3#0 400+1000/2000");
        assertThat(outbox.sendable()).isTrue();
        assertThat(next(8000)).isEqualTo("3#0 1400+600/2000");
        assertThat(outbox.sendable()).isFalse();
        assertThat(next(8000)).isEmpty();
        acked(1);
        acked(0);
        assertThat(outbox.hasUnacked()).isTrue();
        assertThat(outbox.bytesQueued()).isEqualTo(2000);
        acked(2);
        assertThat(sent).containsExactly(7L);
        assertThat(outbox.hasUnacked()).isFalse();
        assertThat(outbox.bytesQueued()).isZero();
        assertThat(outbox.messagesDone()).isEqualTo(1);
    }

    @Test
    void lostRangesLeaveAgainCutAnew() {
        outbox.add(3, new byte[3000], 7);
        for (int i = 0; i < 3; i++) {
            next(1017);
        }
        lost(0);
        lost(1);
        assertThat(next(517)).isEqualTo("3#0 0+500/3000");
        assertThat(next(8000)).isEqualTo("3#0 500+1500/3000");
        assertThat(next(8000)).isEmpty();
        acked(2);
        acked(3);
        acked(4);
        assertThat(sent).containsExactly(7L);
    }

    @Test
    void whatWasAcknowledgedMeanwhileIsNotSentAgain() {
        outbox.add(3, new byte[3000], 7);
        for (int i = 0; i < 3; i++) {
            next(1017);
        }
        lost(0);
        assertThat(next(8000)).isEqualTo("3#0 0+1000/3000");
        lost(3);
        lost(1);
        acked(0);
        assertThat(next(8000)).isEqualTo("3#0 1000+1000/3000");
        lost(4);
        acked(1);
        assertThat(outbox.sendable()).isFalse();
        acked(2);
        assertThat(sent).containsExactly(7L);
        lost(3);
        assertThat(outbox.sendable()).isFalse();
    }

    @Test
    void aRangeIsLostButForWhatIsAcknowledgedInIt() {
        outbox.add(3, new byte[3000], 7);
        next(3017);
        lost(0);
        assertThat(next(1017)).isEqualTo("3#0 0+1000/3000");
        assertThat(next(1017)).isEqualTo("3#0 1000+1000/3000");
        assertThat(next(1017)).isEqualTo("3#0 2000+1000/3000");
        acked(2);
        lost(0);
        assertThat(next(8000)).isEqualTo("3#0 0+1000/3000, 3#0 2000+1000/3000");
    }

    @Test
    void emptyMessagesAreSentLostAndAcknowledged() {
        outbox.add(3, new byte[0], 5);
        assertThat(next(1000)).isEqualTo("3#0 0+0/0");
        lost(0);
        assertThat(next(1000)).isEqualTo("3#0 0+0/0");
        assertThat(outbox.sendable()).isFalse();
        acked(1);
        acked(0);
        assertThat(sent).containsExactly(5L);
    }

    @Test
    void smallMessagesShareAPacket() {
        for (int i = 0; i < 4; i++) {
            outbox.add(3, new byte[10], i);
        }
        assertThat(next(100)).isEqualTo("3#0 0+10/10, 3#1 0+10/10, 3#2 0+10/10");
        acked(0);
        assertThat(sent).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aRestTooSmallForAFragmentStaysEmpty() {
        outbox.add(3, new byte[100], 0);
        outbox.add(3, new byte[300], 1);
        int room = 117 + 17 + Outbox.CUT_BYTES_MIN;
        assertThat(next(room - 1)).isEqualTo("3#0 0+100/100");
        lost(0);
        assertThat(next(room)).isEqualTo("3#0 0+100/100, 3#1 0+64/300");
    }

    @Test
    void lostUrgentThenNewUrgentThenDatagramsThenLostOthersThenNewOthers() {
        outbox.add(Channels.DSM, new byte[100], 1);
        outbox.add(Channels.ALERTS, new byte[100], 2);
        next(1000);
        lost(0);
        outbox.add(Channels.TELEMETRY, new byte[100], 3);
        outbox.addDatagram(16, new byte[100]);
        outbox.add(Channels.CONTROL, new byte[100], Outbox.NO_SEND_ID);
        assertThat(next(1000)).isEqualTo("4#0 0+100/100, 0#0 0+100/100, datagram 16 100, 3#0 0+100/100, 1#0 0+100/100");
    }

    @Test
    void channelsOfAClassTakeTurns() {
        for (int channel = 16; channel < 19; channel++) {
            outbox.add(channel, new byte[2000], channel);
        }
        assertThat(next(1017)).isEqualTo("16#0 0+1000/2000");
        assertThat(next(1017)).isEqualTo("17#0 0+1000/2000");
        assertThat(next(1017)).isEqualTo("18#0 0+1000/2000");
        assertThat(next(1017)).isEqualTo("16#0 1000+1000/2000");
    }

    @Test
    void theSessionsOwnMessagesAreNeitherToldNorCounted() {
        outbox.add(Channels.CONTROL, new byte[10], Outbox.NO_SEND_ID);
        next(1000);
        acked(0);
        assertThat(sent).isEmpty();
        assertThat(outbox.messagesDone()).isZero();
        assertThat(outbox.hasUnacked()).isFalse();
    }

    @Test
    void aMessageStartsOnlyWhenAllOfItFitsTheCredit() {
        Outbox poor = new Outbox(HtpLimits.standard(), 1064, 5000);
        poor.add(3, new byte[1001], 1);
        assertThat(poor.sendable()).isFalse();
        poor.onCredit(Frame.ALL_CHANNELS, 1065);
        assertThat(poor.sendable()).isTrue();
        PacketContents contents = new PacketContents();
        assertThat(FrameText.next(poor, 2000, contents)).isEqualTo("3#0 0+1001/1001");
        poor.onAcked(contents, sent::add);
        poor.onCredit(Frame.ALL_CHANNELS, 100_000);
        poor.onCredit(Frame.ALL_CHANNELS, 5);
        poor.add(3, new byte[4000], 2);
        assertThat(poor.sendable()).isFalse();
        poor.onCredit(3, 5128);
        assertThat(poor.sendable()).isFalse();
        poor.onCredit(3, 5129);
        assertThat(poor.sendable()).isTrue();
    }

    @Test
    void aMessageThatWaitsForCreditIsNotOvertaken() {
        Outbox poor = new Outbox(HtpLimits.standard(), 2000, 100_000);
        poor.add(Channels.ALERTS, new byte[3000], 1);
        poor.add(Channels.DSM, new byte[100], 2);
        assertThat(poor.sendable()).isFalse();
        poor.onCredit(Frame.ALL_CHANNELS, 3064);
        assertThat(FrameText.next(poor, 4000, new PacketContents())).isEqualTo("4#0 0+3000/3000");
        poor.onCredit(Frame.ALL_CHANNELS, 3228);
        assertThat(FrameText.next(poor, 4000, new PacketContents())).isEqualTo("3#0 0+100/100");
    }

    @Test
    void atMostThirtyTwoMessagesArePartial() {
        for (int channel = 16; channel < 16 + Outbox.PARTIAL_MAX + 3; channel++) {
            outbox.add(channel, new byte[1500], channel);
        }
        for (int i = 0; i < Outbox.PARTIAL_MAX; i++) {
            assertThat(next(1017)).isEqualTo((16 + i) + "#0 0+1000/1500");
        }
        assertThat(next(1017)).isEqualTo("16#0 1000+500/1500, 17#0 1000+483/1500");
        // Small ones need no place.
        outbox.add(16, new byte[5], 1000);
        outbox.add(Channels.ALERTS, new byte[5], 1001);
        assertThat(next(60)).isEqualTo("4#0 0+5/5");
        for (int i = 0; i < 40 && outbox.sendable(); i++) {
            assertThat(next(1017)).doesNotContain("48#0").doesNotContain("49#0");
        }
        acked(0);
        assertThat(outbox.sendable()).isFalse();
        acked(Outbox.PARTIAL_MAX);
        assertThat(sent).containsExactly(16L);
        assertThat(next(1017)).isEqualTo("48#0 0+1000/1500");
        assertThat(outbox.sendable()).isTrue();
        next(1017);
        assertThat(outbox.sendable()).isFalse();
    }

    @Test
    void aMessageThatNoLongerFitsOnePacketWaitsForAPlace() {
        outbox.add(200, new byte[3000], 1);
        next(4000);
        for (int channel = 16; channel < 16 + Outbox.PARTIAL_MAX; channel++) {
            outbox.add(channel, new byte[1500], channel);
            next(1017);
        }
        while (outbox.sendable()) {
            next(1017);
        }
        lost(0);
        assertThat(outbox.sendable()).isFalse();
        for (int i = 1; i < packets.size(); i++) {
            acked(i);
        }
        assertThat(sent).hasSize(Outbox.PARTIAL_MAX);
        assertThat(next(1017)).isEqualTo("200#0 0+1000/3000");
        assertThat(next(4000)).isEqualTo("200#0 1000+2000/3000");
        acked(packets.size() - 1);
        acked(packets.size() - 2);
        assertThat(sent).endsWith(1L);
        assertThat(outbox.hasUnacked()).isFalse();
    }

    @Test
    void idsStayWithinTheWindowOfTheOldestUnacknowledged() {
        for (int i = 0; i < Frame.ID_WINDOW + 1; i++) {
            outbox.add(3, new byte[1], i);
        }
        for (int i = 0; i < Frame.ID_WINDOW; i++) {
            assertThat(next(18)).isEqualTo("3#" + i + " 0+1/1");
        }
        assertThat(outbox.sendable()).isFalse();
        acked(1);
        assertThat(outbox.sendable()).isFalse();
        acked(0);
        assertThat(next(18)).isEqualTo("3#1024 0+1/1");
    }

    @Test
    void datagramsLeaveOnceAndTheOldestMakeRoom() {
        for (int i = 0; i < DatagramQueue.COUNT_MAX + 2; i++) {
            outbox.addDatagram(i % 200, new byte[i % 7]);
        }
        assertThat(outbox.datagramsDropped()).isEqualTo(2);
        assertThat(next(4 + 2)).isEqualTo("datagram 2 2");
        assertThat(packets.get(0).isEmpty()).isTrue();
        for (int i = 0; i < 3; i++) {
            outbox.addDatagram(3, new byte[DatagramQueue.BYTES_MAX / 2]);
        }
        assertThat(outbox.datagramsDropped()).isEqualTo(2 + 255 + 1);
    }

    @Test
    void aDatagramThatNoPacketHoldsIsDroppedAndOneThatFitsTheNextWaits() {
        outbox.addDatagram(3, new byte[1001]);
        outbox.addDatagram(3, new byte[900]);
        outbox.addDatagram(3, new byte[100]);
        assertThat(next(1004)).isEqualTo("datagram 3 900");
        assertThat(outbox.datagramsDropped()).isEqualTo(1);
        assertThat(outbox.sendable()).isTrue();
        assertThat(next(1004)).isEqualTo("datagram 3 100");
        assertThat(outbox.sendable()).isFalse();
    }

    @Test
    void abandonForgetsAllAndLateNewsDoNoHarm() {
        outbox.add(3, new byte[3000], 7);
        outbox.addDatagram(3, new byte[10]);
        next(1017);
        next(1017);
        outbox.abandon();
        assertThat(outbox.sendable()).isFalse();
        assertThat(outbox.hasUnacked()).isFalse();
        assertThat(outbox.bytesQueued()).isZero();
        lost(0);
        acked(1);
        assertThat(sent).isEmpty();
        assertThat(outbox.sendable()).isFalse();
        assertThat(outbox.bytesQueued()).isZero();
    }

    @Test
    void aCallersFaultIsSaid() {
        assertThatThrownBy(() -> outbox.add(255, new byte[1], 1)).hasMessageContaining("255");
        assertThatThrownBy(() -> outbox.addDatagram(-1, new byte[1])).hasMessageContaining("-1");
        assertThatThrownBy(() -> outbox.add(1, new byte[MIB + 1], 1)).hasMessageContaining("1048577");
    }
}
