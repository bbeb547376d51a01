package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.config.NotificationPlan;
import com.hookprobe.notify.Notifier;
import com.hookprobe.notify.NotifierListener;
import com.hookprobe.notify.NotifierStatus;
import com.hookprobe.notify.core.Effect;
import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import com.hookprobe.qsecbit.response.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of what happens in a node: which notifications lie in the queue. */
@Timeout(60)
class NotifyWatchTest {
    private static final String OWN = "10.77.66.59";

    @TempDir
    Path folder;

    private Notifier notifier;
    private long nowNs;

    private NotifyWatch watch(boolean names) throws Exception {
        Path file = folder.resolve("n.yaml");
        Files.writeString(
                file,
                "node: {name: n, data: '" + folder + "'}\nmesh: m.json\nnotifications:\n  channels:\n"
                        + "    - {name: a, kind: webhook, url: 'http://127.0.0.1:1/'}\n  rules: [{severity: info}]\n");
        NodeConfig config = new ConfigLoader(Map.of()).load(file);
        notifier = Notifier.open(
                NotificationPlan.of(config, Objects.requireNonNull(config.notifications())), new Silence());
        return new NotifyWatch(
                notifier, names, Duration.ofSeconds(120), peer -> "nexus-1", () -> nowNs, () -> 1_790_000_000_000_000L);
    }

    @AfterEach
    void close() throws Exception {
        notifier.close();
    }

    /** All that is on disk once it is closed. */
    private String queued() throws Exception {
        notifier.start();
        NotifierStatus status = notifier.status();
        while (status.waiting() == 0) {
            LockSupport.parkNanos(1_000_000);
            status = notifier.status();
        }
        notifier.close();
        return Files.readString(folder.resolve("notifications/queue"));
    }

    private static Detection own() {
        return new Detection(
                "0".repeat(32),
                AttackKind.values()[0],
                IpAddress.parse(OWN).orElseThrow(),
                MacAddress.NONE,
                IpAddress.parse("203.0.113.9").orElseThrow(),
                Severity.HIGH,
                0.9,
                1,
                2,
                "evidence with " + OWN,
                1,
                "detector",
                "sensor",
                true);
    }

    @Test
    void aHostOfThisSiteIsNotNamed() throws Exception {
        watch(false).detected(own(), Optional.empty(), Outcome.ALREADY, Hash32.of(new byte[32]));
        assertThat(queued()).contains("a host of this site").doesNotContain(OWN);
    }

    @Test
    void unlessTheOwnerWantsIt() throws Exception {
        watch(true).detected(own(), Optional.empty(), Outcome.ALREADY, Hash32.of(new byte[32]));
        assertThat(queued()).contains(OWN).doesNotContain("evidence with");
    }

    @Test
    void aNodeThatIsAwayForTwoMinutesIsToldAndItsReturnToo() throws Exception {
        NotifyWatch watch = watch(false);
        NodeId peer = NodeId.of(new byte[32]);
        watch.session(peer, false);
        nowNs = 121_000_000_000L;
        watch.look();
        nowNs = 200_000_000_000L;
        watch.session(peer, true);
        assertThat(queued()).contains("node_lost", "node_back", "nexus-1", "\"away_s\":200");
    }

    @Test
    void theLogsAlarmsAreTold() throws Exception {
        watch(false).logged("sensor_failed", "file", "/var/log/eve.json", "error", "NoSuchFileException");
        assertThat(queued()).contains("sensor_failed", "/var/log/eve.json", "NoSuchFileException");
    }

    private static final class Silence implements NotifierListener {
        @Override
        public void news(Effect.News news, String channel, long count, String reason) {}

        @Override
        public void stored(Optional<String> failure) {}

        @Override
        public void damaged(int lines) {}

        @Override
        public void failed(RuntimeException defect) {}
    }
}
