package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.service.ServiceManager;
import io.netty.channel.epoll.Epoll;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignsOfLifeTest {
    @TempDir
    Path folder;

    @Test
    void theLoopItselfGivesThemBehindWhatItWasGivenBefore() throws Exception {
        assumeTrue(Epoll.isAvailable());
        EventLog log = new EventLog("guardian-1", "guardian", EventLog.Format.TEXT, OutputStream.nullOutputStream());
        Map<String, String> environment =
                Map.of("NOTIFY_SOCKET", folder.resolve("nobody").toString(), "WATCHDOG_USEC", "30000");
        List<String> threads = new CopyOnWriteArrayList<>();
        AtomicBoolean started = new AtomicBoolean();
        AtomicBoolean early = new AtomicBoolean();
        CountDownLatch standstill = new CountDownLatch(1);
        CountDownLatch signs = new CountDownLatch(3);
        try (ServiceManager manager = ServiceManager.of(environment, log);
                NodeLoop loop = new NodeLoop("the-loop", log)) {
            loop.execute(() -> {
                standstill.await();
                started.set(true);
            });
            SignsOfLife.give(loop, manager, () -> {
                early.compareAndSet(false, !started.get());
                threads.add(Thread.currentThread().getName());
                signs.countDown();
                return "up";
            });
            assertThat(threads).as("while the loop stands still").isEmpty();
            standstill.countDown();
            assertThat(signs.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(early).isFalse();
        assertThat(threads).containsOnly("the-loop");
    }
}
