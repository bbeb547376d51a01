package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.node.log.EventLog;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryDeskTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final EventLog log = new EventLog("mssp-1", "mssp", EventLog.Format.JSON, out);
    private final List<String> answers = new ArrayList<>();
    private long nowNs;
    private int asked;

    private void ask(RegistryDesk desk, RegistryDesk.Question<String> question) {
        desk.ask(
                registry -> {
                    asked++;
                    return question.ask(registry);
                },
                answers::add,
                why -> answers.add(String.valueOf(why.getMessage())));
    }

    private long said(String event) {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(event))
                .count();
    }

    @Test
    void whileItIsAwayOneQuestionInTwoSecondsTriesIt() throws Exception {
        try (DeviceRegistry registry = DeviceRegistry.open(folder.resolve("registry.db"))) {
            DeviceRegistry away = DeviceRegistry.open(folder.resolve("registry.db"));
            away.close();
            RegistryDesk desk = RegistryDesk.inline(registry, log, () -> nowNs);
            for (int i = 0; i < 5; i++) {
                ask(desk, r -> away.head().hashHex());
            }
            assertThat(asked).isEqualTo(1);
            assertThat(answers).hasSize(5).allMatch(answer -> answer.contains("closed"));
            assertThat(said("registry_unreachable")).isEqualTo(1);
            nowNs += 2_000_000_000L;
            ask(desk, r -> "here");
            ask(desk, r -> "here");
            assertThat(answers).endsWith("here", "here");
            assertThat(said("registry_reached")).isEqualTo(1);
            assertThat(said("\"away_s\":2")).isEqualTo(1);
        }
    }

    @Test
    void aRefusalIsNoSignThatItIsAway() throws Exception {
        try (DeviceRegistry registry = DeviceRegistry.open(folder.resolve("registry.db"))) {
            RegistryDesk desk = RegistryDesk.inline(registry, log, () -> nowNs);
            for (int i = 0; i < 3; i++) {
                ask(desk, r -> r.approve(NodeId.of(new byte[32]), "ana").name());
            }
            assertThat(asked).isEqualTo(3);
            assertThat(out.size()).isZero();
        }
    }

    /** The database hangs; the loop does not. */
    @Test
    void theLoopDoesNotWait() throws Exception {
        try (TestMesh mesh = new TestMesh(folder.resolve("mesh"));
                DeviceRegistry registry = DeviceRegistry.open(folder.resolve("registry.db"))) {
            NodeContext node = mesh.node("mssp-1");
            RegistryDesk desk = RegistryDesk.open(node, registry);
            CountDownLatch hangs = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(2);
            AtomicReference<String> thread = new AtomicReference<>("");
            desk.ask(
                    r -> {
                        hangs.await();
                        return "late";
                    },
                    answer -> {
                        thread.set(Thread.currentThread().getName());
                        done.countDown();
                    },
                    why -> {});
            node.loop().execute(() -> {
                done.countDown();
                hangs.countDown();
            });
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(thread.get()).isEqualTo("mssp-1");
            desk.close();
        }
    }
}
