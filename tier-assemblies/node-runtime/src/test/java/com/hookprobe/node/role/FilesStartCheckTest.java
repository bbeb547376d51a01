package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.NodeConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code htp.files} says must fit the machine and the mesh. */
class FilesStartCheckTest {
    @TempDir
    Path folder;

    private TestMesh mesh;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder, "nexus-1");
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private static NodeConfig.Mirror from(String source) {
        return new NodeConfig.Mirror(source, List.of("shared"), "/x", null);
    }

    private Optional<NodeId> mirrored(String name, String source) {
        return StartCheck.mirrored(
                from(source), mesh.mesh, mesh.mesh.byName(name).orElseThrow());
    }

    private void start(NodeConfig.Files files) throws Exception {
        NodeContext mssp = mesh.node("mssp-1", new NodeConfig.Htp(null, null, null, null, null, files));
        StartCheck.self(Tier.MSSP, mssp.config(), mesh.mesh, mssp.keys());
    }

    @Test
    void aMirrorIsOfANodeThatThereIsASessionWith() {
        assertThat(mirrored("guardian-1", "nexus")).contains(mesh.id("nexus-1"));
        assertThat(mirrored("guardian-1", "mssp")).contains(mesh.id("mssp-1"));
        assertThat(mirrored("nexus-1", "mssp")).contains(mesh.id("mssp-1"));
        assertThat(mirrored("sentinel-1", "mssp")).contains(mesh.id("mssp-1"));
        assertThat(mirrored("nexus-1", "nexus")).isEmpty();
        assertThat(mirrored("sentinel-1", "nexus")).isEmpty();
        assertThat(mirrored("mssp-1", "nexus")).isEmpty();
        assertThat(mirrored("mssp-1", "mssp")).isEmpty();
    }

    @Test
    void whatDoesNotFitIsSaidBeforeAnythingRuns() throws Exception {
        start(FileNodes.serving(folder));
        assertThatThrownBy(() -> start(FileNodes.serving(folder.resolve("none"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("htp.files.root expects a folder that exists; found " + folder.resolve("none"))
                .hasMessageContaining("make it");
        assertThatThrownBy(() -> start(FileNodes.mirroring(from("mssp"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("htp.files.mirror.from expects")
                .hasMessageContaining("an MSSP fetches from nobody");
    }
}
