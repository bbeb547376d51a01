package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.node.log.EventLog;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopAskTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    private final NodeLoop loop =
            new NodeLoop("test", new EventLog("test", "test", EventLog.Format.JSON, new ByteArrayOutputStream()));
    private final LoopAsk ask = new LoopAsk(loop);

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void anOrderThatWasGivenUpIsNeverCarriedOut() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        loop.execute(busy::await);
        assertThatThrownBy(() -> ask.order(() -> done.getAndSet(true), Duration.ofMillis(1), LONG))
                .isInstanceOf(TimeoutException.class);
        busy.countDown();
        assertThat(ask.<Boolean>ask(done::get, LONG)).isFalse();
    }

    @Test
    void anOrderThatIsBegunIsWaitedFor() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Duration patience = Duration.ofSeconds(1);
        // It takes longer than anybody has patience, as an enforcer's programs may.
        String answer = ask.order(
                () -> never.await(patience.toMillis() + 200, TimeUnit.MILLISECONDS) ? "early" : "done", patience, LONG);
        assertThat(answer).isEqualTo("done");
    }
}
