package com.hookprobe.htp.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.core.wire.AckRanges;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * The hot path allocates per message, never per packet: 1 MiB messages on four channels through packets of 1200 bytes, of
 * which some are lost and some overtaken.
 */
class AllocationTest {
    private static final int BODY_BYTES = 1084;
    private static final int FLIGHT = 64;
    private static final int MESSAGE_BYTES = 1 << 20;
    /** Bytes of garbage per packet that are let pass, beyond the messages themselves: bookkeeping made once a message. */
    private static final double BYTES_PER_PACKET_MAX = 4.0;

    private final MemoryBudget budget = new MemoryBudget(64L << 20);
    private final Outbox outbox = new Outbox(HtpLimits.standard(), Inbox.SESSION_WINDOW, Inbox.CHANNEL_WINDOW);
    private final Outbox.SentSink sentSink = id -> {};
    private final FrameReader reader = new FrameReader();
    private final FrameWriter writer = new FrameWriter();
    private final byte[][] bodies = new byte[FLIGHT][BODY_BYTES];
    private final int[] lengths = new int[FLIGHT];
    private final PacketContents[] contents = new PacketContents[FLIGHT];
    private final byte[] back = new byte[100];
    private final PacketContents backContents = new PacketContents();
    private final byte[] message = new byte[MESSAGE_BYTES];
    private long delivered;
    private long packets;
    private long nowNs;
    private final Inbox inbox = new Inbox(HtpLimits.standard(), budget, new Inbox.Sink() {
        @Override
        public void deliver(int channel, byte[] bytes) {
            delivered++;
        }

        @Override
        public void datagram(int channel, byte[] data) {}
    });
    private final FrameSink sink = new FrameSink() {
        @Override
        public boolean onMsg(boolean o, int channel, long id, int total, int offset, byte[] b, int start, int length) {
            return inbox.onMsg(o, channel, id, total, offset, b, start, length, nowNs, 1_000_000) == Inbox.Verdict.OK;
        }

        @Override
        public boolean onDatagram(int channel, byte[] b, int start, int length) {
            return false;
        }

        @Override
        public boolean onAck(AckRanges ack) {
            return false;
        }

        @Override
        public boolean onCredit(int channel, long maxBytes) {
            outbox.onCredit(channel, maxBytes);
            return true;
        }

        @Override
        public boolean onReset(int channel, long id, int code) {
            return false;
        }
    };

    private void transfer(int messages) {
        long end = delivered + messages;
        for (int i = 0; i < messages; i++) {
            outbox.add(1 + i % 4, message, i);
        }
        while (delivered < end || outbox.hasUnacked()) {
            int sent = 0;
            while (sent < FLIGHT && outbox.sendable()) {
                writer.attach(bodies[sent], 0, BODY_BYTES);
                contents[sent].clear();
                assertTrue(outbox.fill(writer, contents[sent]));
                lengths[sent++] = writer.length();
            }
            packets += sent;
            assertTrue(sent > 0);
            for (int i = 0; i < sent; i++) {
                nowNs += 5_000;
                // Neighbours overtake each other; every 37th packet is lost.
                int at = (i ^ 1) < sent ? i ^ 1 : i;
                if ((packets + at) % 37 == 0) {
                    outbox.onLost(contents[at]);
                } else {
                    assertTrue(reader.read(bodies[at], 0, lengths[at], sink) == FrameReader.Result.OK);
                    outbox.onAcked(contents[at], sentSink);
                }
            }
            if (inbox.creditsDue()) {
                writer.attach(back, 0, back.length);
                backContents.clear();
                inbox.writeCredits(writer, backContents);
                assertTrue(reader.read(back, 0, writer.length(), sink) == FrameReader.Result.OK);
            }
        }
    }

    private static void assertTrue(boolean truth) {
        if (!truth) {
            throw new AssertionError();
        }
    }

    @Test
    void nothingIsAllocatedPerPacket() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < FLIGHT; i++) {
            contents[i] = new PacketContents();
        }
        transfer(60);
        int messages = 40;
        long packetsBefore = packets;
        long before = threads.getCurrentThreadAllocatedBytes();
        transfer(messages);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        long sent = packets - packetsBefore;
        assertThat(sent).isGreaterThan(40_000 - 1_000);
        // The array that is handed to the application, with its header, is no garbage.
        double perPacket = (allocated - messages * (MESSAGE_BYTES + 16.0)) / sent;
        System.out.printf("message path: %.2f bytes allocated per packet beyond the messages%n", perPacket);
        assertThat(perPacket).isBetween(0.0, BYTES_PER_PACKET_MAX);
        assertThat(budget.used()).isZero();
    }
}
