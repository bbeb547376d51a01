package com.hookprobe.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.log.EventLog;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node does that is no gateway, and what it says when it cannot look. */
class NetworkWatchTest {
    @TempDir
    Path folder;

    private NodeConfig config;

    @BeforeEach
    void load() throws Exception {
        Path file = folder.resolve("n.yaml");
        Files.writeString(file, "node: {name: n, data: " + folder + "/data}\nmesh: mesh.json\n");
        config = new ConfigLoader(Map.of()).load(file);
    }

    private String said() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventLog log = new EventLog("n", "guardian", EventLog.Format.TEXT, out);
        NetworkWatch.start(config, log, folder.resolve("run")).close();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aMachineThatIsNoGatewayIsLeftAlone() {
        assertThat(said()).isEmpty();
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aBookThatIsNoneIsNamed() throws Exception {
        Path book = folder.resolve("data/network/book.json");
        Files.createDirectories(book.getParent());
        Files.writeString(book, "{\"version\":1,\"book\":{}}");
        assertThat(said()).contains("network_not_tended", "expected what this program wrote; found something else");
        Files.writeString(book, "{\"version\":2,\"book\":null}");
        assertThat(said()).contains("network_not_tended", "expected version 1; found 2");
    }
}
