package com.hookprobe.qsecbit.correlation.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** CORRELATION 5.7. */
class OutputOrderTest {
    private static OutputOrder order(long wanted) throws MalformedException {
        byte[] cursor =
                ByteBuffer.allocate(10).putShort((short) 1).putLong(wanted).array();
        return new OutputOrder("mesh-outputs", Cursor.decode(new Sharding(1), cursor));
    }

    @Test
    void whoGoesOnWhereItWasIsRight() throws Exception {
        OutputOrder order = order(7);
        order.starts(0, 9, 9);
        order.read(0, 6, 40);
        order.caughtUp(0, true);
        order.read(0, 7, 41);
        assertThat(order.isCaughtUp(0)).isTrue();
        OutputOrder empty = order(0);
        empty.caughtUp(0, true);
        empty.read(0, 0, 3);
        OutputOrder behind = order(3);
        behind.read(0, 0, 0);
        behind.read(0, 1, 1);
        behind.read(0, 2, 2);
        behind.caughtUp(0, true);
    }

    @Test
    void aTopicThatEndsBeforeTheCursorIsAnother() throws Exception {
        OutputOrder order = order(7);
        order.read(0, 5, 40);
        assertThatThrownBy(() -> order.caughtUp(0, true))
                .isInstanceOf(CorrelationException.class)
                .hasMessageContaining("expected output 0:6")
                .hasMessageContaining("found output 0:5 as the last");
        OutputOrder empty = order(7);
        assertThatThrownBy(() -> empty.caughtUp(0, true)).hasMessageContaining("found none");
        assertThatThrownBy(() -> empty.starts(0, 12, 11)).hasMessageContaining("offset 12");
    }

    @Test
    void whatBeginsAgainIsToldAlsoLater() throws Exception {
        OutputOrder order = order(7);
        order.read(0, 6, 40);
        order.caughtUp(0, true);
        assertThatThrownBy(() -> order.read(0, 0, 0))
                .isInstanceOf(CorrelationException.class)
                .hasMessageContaining("expected output 0:7 at offset 0, found 0:0");
    }

    /** A shard that was quiet for longer than the retention has nothing to show; what comes next does. */
    @Test
    void whatWasDeletedByItsAgeIsNoReason() throws Exception {
        OutputOrder order = order(7);
        order.caughtUp(0, false);
        order.read(0, 7, 90);
        OutputOrder other = order(7);
        other.caughtUp(0, false);
        assertThatThrownBy(() -> other.read(0, 3, 90)).hasMessageContaining("expected output 0:7");
    }
}
