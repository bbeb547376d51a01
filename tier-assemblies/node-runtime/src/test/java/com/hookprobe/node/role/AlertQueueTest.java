package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AlertQueueTest {
    private static final AlertSight ALERT =
            new AlertSight(HostClass.END_SYSTEM.alert("an alert"), IpAddress.v4(7), IpAddress.v4(9), false, true, 5);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final EventLog log = new EventLog("test", "guardian", EventLog.Format.JSON, out);
    private final NodeLoop loop = new NodeLoop("test", log);
    private final AtomicLong nanos = new AtomicLong();

    @AfterEach
    void close() {
        loop.close();
    }

    /** The sensor's thread is this one: were it to wait, the test would end in its timeout. */
    @Test
    void aFloodIsCutAndCountedWhileTheLoopIsBusyAndNobodyWaits() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        AtomicLong taken = new AtomicLong();
        AlertQueue queue = new AlertQueue(
                new HandOver<>(loop, piece -> {
                    busy.await();
                    taken.addAndGet(piece.size());
                }),
                log,
                nanos::get);
        int flood = 100_000;
        for (int i = 0; i < flood; i++) {
            queue.add(ALERT);
            queue.handOver();
        }
        long first = told(0);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
        queue.handOver();
        assertThat(first).as("told at once").isPositive();
        assertThat(lines()).as("and then once a minute").isEqualTo(2);
        busy.countDown();
        long kept = flood - first - told(1);
        LiveMesh.await(
                () -> {
                    queue.handOver();
                    return taken.get() >= kept;
                },
                () -> taken + " of " + kept);
        assertThat(taken.get()).isEqualTo(kept);
        assertThat(kept).isLessThanOrEqualTo(AlertQueue.ALERTS_MAX + HandOver.PIECE);
    }

    @Test
    void withoutAFloodAllOfABurstArriveWithoutDropping() throws Exception {
        AtomicLong taken = new AtomicLong();
        AlertQueue queue =
                new AlertQueue(new HandOver<>(loop, piece -> taken.addAndGet(piece.size())), log, nanos::get);
        for (int i = 0; i < AlertQueue.ALERTS_MAX; i++) {
            queue.add(ALERT);
        }
        LiveMesh.await(
                () -> {
                    queue.handOver();
                    return taken.get() == AlertQueue.ALERTS_MAX;
                },
                () -> "only " + taken);
        assertThat(lines()).isZero();
    }

    private long lines() {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("alerts_dropped"))
                .count();
    }

    private long told(int line) {
        String text = out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(each -> each.contains("alerts_dropped"))
                .skip(line)
                .findFirst()
                .orElseThrow();
        return Long.parseLong(text.replaceAll(".*\"alerts\":(\\d+).*", "$1"));
    }
}
