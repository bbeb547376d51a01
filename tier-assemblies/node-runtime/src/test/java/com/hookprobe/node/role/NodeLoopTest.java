package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.log.EventLog;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NodeLoopTest {
    @Test
    void aTimerGoesOnAfterWhateverWentWrongAndItIsSaid() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CountDownLatch turns = new CountDownLatch(4);
        try (NodeLoop loop = new NodeLoop("test", new EventLog("test", "test", EventLog.Format.JSON, out))) {
            loop.every(Duration.ofMillis(1), () -> {
                turns.countDown();
                if (turns.getCount() % 2 == 0) {
                    throw new NoClassDefFoundError("com/example/Missing");
                }
                throw new IllegalStateException("wrong");
            });
            assertThat(turns.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("com/example/Missing", "wrong");
    }
}
