package com.hookprobe.htp.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.core.message.Inbox.Verdict;
import com.hookprobe.htp.core.wire.AckRanges;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HTP 4.3: a channel goes on after 2^32 messages, of whose ids only 32 bits travel. */
class LongLivedChannelTest {
    private static final int CHANNEL = 2;
    private static final long WRAP = 1L << 32;

    private final List<Integer> delivered = new ArrayList<>();
    private final Inbox inbox = new Inbox(HtpLimits.standard(), new MemoryBudget(64L << 20), new Inbox.Sink() {
        @Override
        public void deliver(int channel, byte[] message) {
            delivered.add((int) message[0]);
        }

        @Override
        public void datagram(int channel, byte[] data) {}
    });
    private final Outbox outbox = new Outbox(HtpLimits.standard(), Inbox.SESSION_WINDOW, Inbox.CHANNEL_WINDOW);
    private final FrameReader reader = new FrameReader();

    /** Hands a packet to the inbox as the session does. */
    private void receive(byte[] body) {
        FrameReader.Result result = reader.read(body, 0, body.length, new FrameSink() {
            @Override
            public boolean onMsg(
                    boolean ordered, int channel, long id, int total, int offset, byte[] b, int start, int length) {
                return inbox.onMsg(ordered, channel, id, total, offset, b, start, length, 0, 1) == Verdict.OK;
            }

            @Override
            public boolean onDatagram(int channel, byte[] source, int start, int length) {
                return false;
            }

            @Override
            public boolean onAck(AckRanges ack) {
                return false;
            }

            @Override
            public boolean onCredit(int channel, long maxBytes) {
                return false;
            }

            @Override
            public boolean onReset(int channel, long id, int code) {
                return false;
            }
        });
        assertThat(result).isEqualTo(FrameReader.Result.OK);
    }

    @Test
    void messagesPassTheWrapInOrderAndOnce() {
        long first = WRAP - 3;
        outbox.skipTo(CHANNEL, first);
        inbox.skipTo(CHANNEL, first);
        List<byte[]> packets = new ArrayList<>();
        List<PacketContents> contents = new ArrayList<>();
        FrameWriter writer = new FrameWriter();
        for (int i = 0; i < 8; i++) {
            outbox.add(CHANNEL, new byte[] {(byte) i}, i);
            byte[] body = new byte[Frame.MSG_HEADER_BYTES + 1];
            writer.attach(body, 0, body.length);
            contents.add(new PacketContents());
            assertThat(outbox.fill(writer, contents.get(i))).isTrue();
            packets.add(body);
        }
        for (int i : new int[] {1, 0, 5, 4, 4, 0, 2, 3, 7, 6, 7}) {
            receive(packets.get(i));
        }
        assertThat(delivered).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        contents.forEach(c -> outbox.onAcked(c, id -> {}));
        assertThat(outbox.messagesDone()).isEqualTo(8);
        assertThat(outbox.bytesQueued()).isZero();
    }

    @Test
    void aResetAfterTheWrapIsOfTheMessageMeant() {
        inbox.skipTo(CHANNEL, WRAP);
        byte[] b = {1};
        assertThat(inbox.onReset(CHANNEL, 0)).isEqualTo(Verdict.OK);
        assertThat(inbox.onMsg(true, CHANNEL, 0, 1, 0, b, 0, 1, 0, 1)).isEqualTo(Verdict.OK);
        assertThat(delivered).isEmpty();
        assertThat(inbox.onMsg(true, CHANNEL, 1, 1, 0, b, 0, 1, 0, 1)).isEqualTo(Verdict.OK);
        assertThat(delivered).hasSize(1);
        // Below the wrap: done long ago.
        assertThat(inbox.onMsg(true, CHANNEL, WRAP - 1, 1, 0, b, 0, 1, 0, 1)).isEqualTo(Verdict.OK);
        assertThat(delivered).hasSize(1);
        assertThat(inbox.onMsg(true, CHANNEL, 2 + Frame.ID_WINDOW, 1, 0, b, 0, 1, 0, 1))
                .isEqualTo(Verdict.PROTOCOL);
    }

    @Test
    void noIdIsBelowTheFirst() {
        assertThat(inbox.onMsg(true, CHANNEL, WRAP - 1, 1, 0, new byte[1], 0, 1, 0, 1))
                .isEqualTo(Verdict.PROTOCOL);
    }
}
