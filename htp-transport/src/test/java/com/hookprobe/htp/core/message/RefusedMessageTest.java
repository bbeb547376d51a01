package com.hookprobe.htp.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.HtpLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * HTP 4.10: a receiver that has no memory for a message acknowledges none of it, so that all of it is lost for ever. The
 * others must go on, or no memory ever comes back. Found by the simulator's seeds 10200 and 14981.
 */
class RefusedMessageTest {
    private static final int BYTES = 100_000;

    private final Outbox outbox = new Outbox(HtpLimits.standard(), 16L << 20, 8L << 20);
    private final List<Long> done = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {Channels.ALERTS, Channels.USER})
    void theOthersGoOn(int refused) {
        outbox.add(refused, new byte[BYTES], 1);
        outbox.add(Channels.FILES, new byte[BYTES], 2);
        outbox.add(Channels.USER + 1, new byte[BYTES], 3);
        FrameWriter writer = new FrameWriter();
        byte[] body = new byte[1100];
        int packets = 0;
        for (; done.size() < 2 && packets < 4000; packets++) {
            PacketContents contents = new PacketContents();
            writer.attach(body, 0, body.length);
            assertThat(outbox.fill(writer, contents)).isTrue();
            boolean taken = true;
            for (int i = 0; i < contents.fragments(); i++) {
                OutMessage message = contents.message(i);
                taken &= message == null || message.channel.number != refused;
            }
            if (taken) {
                outbox.onAcked(contents, done::add);
            } else {
                outbox.onLost(contents);
            }
        }
        assertThat(done).containsExactlyInAnyOrder(2L, 3L);
    }
}
