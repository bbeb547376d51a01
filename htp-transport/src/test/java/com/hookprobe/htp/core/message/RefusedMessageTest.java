package com.hookprobe.htp.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.core.message.Inbox.Verdict;
import com.hookprobe.htp.core.wire.AckRanges;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * HTP 4.10: a receiver that has no memory for a message acknowledges none of it, so that all of it is lost again and again.
 * What would give it memory must go on. Found by the simulator's seeds 10200, 14981 and 85606.
 */
class RefusedMessageTest {
    private static final int BYTES = 100_000;

    private final MemoryBudget budget = new MemoryBudget(8L << 20);
    private final Outbox outbox = new Outbox(HtpLimits.standard(), 16L << 20, 8L << 20);
    private final List<Integer> delivered = new ArrayList<>();
    private final List<Long> done = new ArrayList<>();
    private final FrameReader reader = new FrameReader();
    private final FrameWriter writer = new FrameWriter();
    private final byte[] body = new byte[1100];
    private final Inbox inbox = new Inbox(HtpLimits.standard(), budget, new Inbox.Sink() {
        @Override
        public void deliver(int channel, byte[] message) {
            delivered.add(channel);
        }

        @Override
        public void datagram(int channel, byte[] data) {}
    });
    private boolean refused;
    private int takenOfFiles;

    private final FrameSink sink = new FrameSink() {
        @Override
        public boolean onMsg(
                boolean ordered, int channel, long id, int total, int offset, byte[] b, int at, int length) {
            Verdict verdict = inbox.onMsg(ordered, channel, id, total, offset, b, at, length, 0, 1);
            assertThat(verdict).isIn(Verdict.OK, Verdict.MEMORY);
            refused |= verdict == Verdict.MEMORY;
            takenOfFiles += channel == Channels.FILES && verdict == Verdict.OK ? 1 : 0;
            return verdict == Verdict.OK;
        }

        @Override
        public boolean onDatagram(int channel, byte[] source, int start, int length) {
            return true;
        }

        @Override
        public boolean onAck(AckRanges ack) {
            return true;
        }

        @Override
        public boolean onCredit(int channel, long maxBytes) {
            return true;
        }

        @Override
        public boolean onReset(int channel, long id, int code) {
            return true;
        }
    };

    /** One packet, which is acknowledged when the receiver took all of it. */
    private void packet() {
        PacketContents contents = new PacketContents();
        writer.attach(body, 0, body.length);
        assertThat(outbox.fill(writer, contents)).isTrue();
        if (reader.read(body, 0, writer.length(), sink) == FrameReader.Result.OK) {
            outbox.onAcked(contents, done::add);
        } else {
            outbox.onLost(contents);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Channels.ALERTS, Channels.USER})
    void theOthersGoOnAndMakeRoomForIt(int channel) {
        outbox.add(Channels.FILES, new byte[BYTES], 1);
        outbox.add(Channels.USER + 1, new byte[BYTES], 2);
        // Room for the two that begin now, and for nothing else.
        budget.tryTake(budget.free() - 2 * Frame.cost(BYTES));
        packet();
        packet();
        outbox.add(channel, new byte[BYTES], 3);
        int packets = 0;
        for (; done.size() < 3 && packets < 3000; packets++) {
            packet();
        }
        assertThat(refused).isTrue();
        assertThat(delivered).hasSize(3).endsWith(channel);
        assertThat(done).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    /** Its new pieces come before everything else, and there are a thousand of them. */
    @ParameterizedTest
    @ValueSource(ints = {Channels.ALERTS, Channels.USER})
    void aLargeOneDoesNotStopTheOthersWithItsNewPieces(int channel) {
        outbox.add(Channels.FILES, new byte[BYTES], 1);
        budget.tryTake(budget.free() - Frame.cost(BYTES));
        packet();
        outbox.add(channel, new byte[10 * BYTES], 2);
        int before = takenOfFiles;
        for (int packets = 0; packets < 100; packets++) {
            packet();
        }
        assertThat(refused).isTrue();
        assertThat(takenOfFiles - before).isGreaterThan(5);
    }
}
