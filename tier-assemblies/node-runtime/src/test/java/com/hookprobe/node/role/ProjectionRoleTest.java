package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.node.config.DsmSettings;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.config.PostgresSettings;
import com.hookprobe.node.config.RedisSettings;
import com.hookprobe.node.log.EventLog;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node goes on whatever its databases do; what they do is tested in dsm-projection, on real ones. */
class ProjectionRoleTest {
    @TempDir
    Path folder;

    /** Told when both targets have failed. */
    private static final class Heard extends ByteArrayOutputStream {
        final CountDownLatch postgresql = new CountDownLatch(1);
        final CountDownLatch redis = new CountDownLatch(1);

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            super.write(bytes, from, length);
            String said = toString(StandardCharsets.UTF_8);
            if (said.contains("\"target\":\"postgresql\",\"state\":\"FAILING\"")) {
                postgresql.countDown();
            }
            if (said.contains("\"target\":\"redis\",\"state\":\"FAILING\"")) {
                redis.countDown();
            }
        }
    }

    private static NodeContext with(NodeContext node, DsmSettings.Storage storage, EventLog log) {
        NodeConfig was = node.config();
        NodeConfig config = new NodeConfig(
                was.node(),
                was.mesh(),
                was.htp(),
                new DsmSettings(null, null, null, null, storage, null, null),
                was.neuro(),
                was.detection(),
                was.qsecbit(),
                was.response(),
                was.federation(),
                was.registry(),
                null);
        return new NodeContext(
                config, log, node.loop(), node.keys(), node.mesh(), node.genesis(), node.self(), node.links());
    }

    /** A port that nobody listens on. */
    private static int free() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void databasesThatAreDownAreNamedAndHoldNothingUp() throws Exception {
        try (TestMesh mesh = new TestMesh(folder);
                BlockStore store = mesh.store()) {
            Heard heard = new Heard();
            EventLog log = new EventLog("guardian-1", "test", EventLog.Format.JSON, heard);
            String url = "jdbc:postgresql://127.0.0.1:" + free() + "/none";
            DsmSettings.Storage storage = new DsmSettings.Storage(
                    null,
                    null,
                    new PostgresSettings(url, "nobody", "a secret word", null, null),
                    new RedisSettings("127.0.0.1", free(), null, null, null, null, null));
            try (ProjectionRole role = new ProjectionRole(with(mesh.node("guardian-1"), storage, log), store)) {
                role.start();
                assertThat(store.outbox()).isPresent();
                store.put(mesh.alert("guardian-1"));
                assertThat(heard.postgresql.await(60, TimeUnit.SECONDS)).isTrue();
                assertThat(heard.redis.await(60, TimeUnit.SECONDS)).isTrue();
                assertThat(store.outbox().orElseThrow().last()).isEqualTo(1);
            }
            assertThat(heard.toString(StandardCharsets.UTF_8)).doesNotContain("a secret word");
        }
    }

    @Test
    void withoutDatabasesNothingIsWrittenDown() throws Exception {
        try (TestMesh mesh = new TestMesh(folder);
                BlockStore store = mesh.store()) {
            store.openOutbox();
            try (ProjectionRole role = new ProjectionRole(mesh.node("guardian-1"), store)) {
                role.start();
                assertThat(store.outbox()).isEmpty();
            }
        }
    }
}
