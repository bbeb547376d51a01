package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.log.EventLog;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandOverTest {
    private static final List<Integer> FLOOD =
            IntStream.range(0, 10 * HandOver.PIECE + 1).boxed().toList();

    private final NodeLoop loop =
            new NodeLoop("test", new EventLog("test", "guardian", EventLog.Format.JSON, new ByteArrayOutputStream()));
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void theLoopsOwnWorkStandsBehindOnePieceAtMost() throws Exception {
        CountDownLatch firstPiece = new CountDownLatch(1);
        CountDownLatch pulseIsQueued = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(11);
        HandOver<Integer> sink = new HandOver<>(loop, piece -> {
            firstPiece.countDown();
            pulseIsQueued.await();
            order.add("piece of " + piece.size());
            all.countDown();
        });
        Thread sensor = new Thread(() -> {
            try {
                assertThat(sink.accept(FLOOD, () -> false)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        sensor.start();
        firstPiece.await();
        loop.execute(() -> order.add("pulse"));
        pulseIsQueued.countDown();
        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        sensor.join();
        assertThat(order).hasSize(12).startsWith("piece of 64", "pulse").endsWith("piece of 1");
    }

    @Test
    void aFailedPieceDoesNotHoldUpTheNext() throws Exception {
        CountDownLatch all = new CountDownLatch(11);
        HandOver<Integer> sink = new HandOver<>(loop, piece -> {
            all.countDown();
            throw new IllegalStateException("a full disk");
        });
        assertThat(sink.accept(FLOOD, () -> false)).isTrue();
        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aStoppedSensorDoesNotWaitForTheLoop() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean stopped = new AtomicBoolean();
        HandOver<Integer> sink = new HandOver<>(loop, piece -> {
            begun.countDown();
            never.await();
        });
        Thread stopper = new Thread(() -> {
            try {
                begun.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            stopped.set(true);
        });
        stopper.start();
        assertThat(sink.accept(FLOOD, stopped::get)).isFalse();
        stopper.join();
        never.countDown();
    }
}
