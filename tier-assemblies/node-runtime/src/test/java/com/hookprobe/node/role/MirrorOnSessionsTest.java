package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.wire.MeshMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A guardian keeps folders of its nexus, on real sockets. */
@Timeout(120)
class MirrorOnSessionsTest {
    @TempDir
    Path folder;

    private FileNodes nodes;
    private Path root;
    private Path here;
    private FileNodes.Running nexus;
    private FileNodes.Running guardian;

    @BeforeEach
    void open() throws Exception {
        nodes = new FileNodes(folder.resolve("mesh"));
        root = Files.createDirectories(folder.resolve("root"));
        here = folder.resolve("here");
        Files.createDirectories(root.resolve("shared/models"));
        Files.createDirectories(root.resolve("shared/rules"));
        nexus = nodes.start("nexus-1", FileNodes.serving(root));
    }

    @AfterEach
    void close() throws Exception {
        nodes.close();
    }

    private void mirror() throws Exception {
        mirror(1);
    }

    private void mirror(double intervalSeconds) throws Exception {
        NodeConfig.Mirror mirror = new NodeConfig.Mirror(
                "nexus", List.of("shared/models", "shared/rules"), here.toString(), intervalSeconds);
        guardian = nodes.start("guardian-1", FileNodes.mirroring(mirror));
        nodes.connect(guardian, nexus);
    }

    private static void awaitContent(Path file, byte[] content) throws Exception {
        while (!Files.exists(file) || !java.util.Arrays.equals(Files.readAllBytes(file), content)) {
            Thread.sleep(20);
        }
    }

    /** The line comes after what it tells of. */
    private void awaitLogged(String event, int lines) throws Exception {
        while (nodes.mesh.logged("guardian-1", event).size() < lines) {
            Thread.sleep(20);
        }
    }

    @Test
    void itGetsFilesAndThenTheirChanges() throws Exception {
        nodes.trust("nexus-1", 0.9);
        nodes.trust("guardian-1", 0.9);
        Files.writeString(root.resolve("shared/models/one.bin"), "a model");
        Files.writeString(root.resolve("shared/rules/local.conf"), "rules");
        Files.writeString(root.resolve("shared/private.txt"), "not asked for");
        mirror();
        awaitContent(here.resolve("shared/models/one.bin"), "a model".getBytes());
        awaitContent(here.resolve("shared/rules/local.conf"), "rules".getBytes());
        Files.writeString(root.resolve("shared/rules/local.conf"), "other rules");
        awaitContent(here.resolve("shared/rules/local.conf"), "other rules".getBytes());
        assertThat(here.resolve("shared/private.txt")).doesNotExist();
        awaitLogged("mirrored", 3);
        assertThat(nodes.mesh.logged("guardian-1", "mirror_fetched"))
                .hasSize(3)
                .element(2)
                .asString()
                .contains("nexus-1", "shared/rules/local.conf", "\"bytes\":11");
        assertThat(nodes.mesh.logged("guardian-1", "mirror_failed")).isEmpty();
    }

    @Test
    void nothingIsFetchedFromANodeThatIsNotTrustedItself() throws Exception {
        nodes.trust("nexus-1", 0.4);
        nodes.trust("guardian-1", 0.9);
        Files.writeString(root.resolve("shared/models/one.bin"), "a model");
        mirror();
        awaitLogged("mirror_waits", 1);
        assertThat(here).doesNotExist();
        nodes.trust("nexus-1", 0.6);
        awaitContent(here.resolve("shared/models/one.bin"), "a model".getBytes());
        assertThat(nodes.mesh.logged("guardian-1", "mirror_waits")).hasSize(1);
    }

    @Test
    void itLooksWhenTheSourceShowsItsTrustAndWhenASessionOpens() throws Exception {
        nodes.trust("nexus-1", 0.4);
        nodes.trust("guardian-1", 0.9);
        Files.writeString(root.resolve("shared/models/one.bin"), "a model");
        mirror(86_400);
        NodeId id = nodes.mesh.id("guardian-1");
        nexus.session(id);
        nodes.trust("nexus-1", 0.6);
        byte[] shown = new MeshMessage.Certificate(new byte[0]).encode();
        guardian.session(nodes.mesh.id("nexus-1"));
        assertThat(nexus.onLoop(() -> nexus.context.links().send(id, Channels.TELEMETRY, shown)))
                .isTrue();
        awaitContent(here.resolve("shared/models/one.bin"), "a model".getBytes());
        Files.writeString(root.resolve("shared/models/one.bin"), "another");
        int port = nexus.endpoint.localAddress().getPort();
        nexus.close();
        nodes.start("nexus-1", FileNodes.serving(root), nodes.bands(), port);
        awaitContent(here.resolve("shared/models/one.bin"), "another".getBytes());
    }

    /** The nexus keeps a folder of the MSSP in the root that it serves itself. */
    @Test
    void filesReachASiteInTwoSteps() throws Exception {
        nodes.trust("nexus-1", 0.9);
        nodes.trust("guardian-1", 0.9);
        Path origin = Files.createDirectories(folder.resolve("origin"));
        FileNodes.Running mssp = nodes.start("mssp-1", FileNodes.serving(origin));
        Files.createDirectories(origin.resolve("shared/models"));
        Files.writeString(origin.resolve("shared/models/one.bin"), "a model");
        nexus.close();
        nexus = nodes.start(
                "nexus-1",
                new NodeConfig.Files(
                        root.toString(),
                        null,
                        null,
                        null,
                        new NodeConfig.Mirror("mssp", List.of("shared/models"), root.toString(), 1.0)));
        nodes.connect(nexus, mssp);
        mirror();
        awaitContent(here.resolve("shared/models/one.bin"), "a model".getBytes());
        Files.writeString(origin.resolve("shared/models/one.bin"), "another model");
        awaitContent(here.resolve("shared/models/one.bin"), "another model".getBytes());
    }

    private boolean journalIsHere() throws IOException {
        Path models = here.resolve("shared/models");
        if (!Files.exists(models)) {
            return false;
        }
        try (Stream<Path> names = Files.list(models)) {
            return names.anyMatch(name -> name.toString().endsWith(".j"));
        }
    }

    @Test
    void itGoesOnAfterARestartOfTheServerMidway() throws Exception {
        nodes.trust("nexus-1", 0.9);
        // So slow that the server is stopped long before the end.
        nodes.trust("guardian-1", 0.4);
        byte[] model = new byte[4 << 20];
        new Random(1).nextBytes(model);
        Files.write(root.resolve("shared/models/large.bin"), model);
        mirror();
        while (!journalIsHere()) {
            Thread.sleep(20);
        }
        int port = nexus.endpoint.localAddress().getPort();
        nexus.close();
        assertThat(here.resolve("shared/models/large.bin")).doesNotExist();
        nodes.trust("guardian-1", 0.9);
        nodes.start("nexus-1", FileNodes.serving(root), nodes.bands(), port);
        awaitContent(here.resolve("shared/models/large.bin"), model);
        awaitLogged("mirror_fetched", 1);
        assertThat(nodes.mesh.logged("guardian-1", "mirror_fetched")).hasSize(1);
        assertThat(journalIsHere()).as("nothing is left of the part").isFalse();
    }

    /** The configuration's check refuses such a folder; here it stands for any defect on the mirror's thread. */
    @Test
    void aPassThatFailsUnforeseenIsToldOfAndTheNextOneRuns() throws Exception {
        nodes.trust("nexus-1", 0.9);
        nodes.trust("guardian-1", 0.9);
        NodeConfig.Mirror broken = new NodeConfig.Mirror("nexus", List.of("no\0path"), here.toString(), 1.0);
        guardian = nodes.start("guardian-1", FileNodes.mirroring(broken));
        nodes.connect(guardian, nexus);
        awaitLogged("mirror_failed", 2);
        assertThat(nodes.mesh.logged("guardian-1", "mirror_failed"))
                .first()
                .asString()
                .contains("nexus-1", "InvalidPathException");
    }
}
