package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.wire.MeshMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlyWordsTest {
    private static final long SECOND = 1_000_000;

    @TempDir
    Path folder;

    @Test
    void aWordWaitsForItsAuthorInOrderAndNotForEver() throws Exception {
        try (TestMesh mesh = new TestMesh(folder, "nexus-1")) {
            NodeContext node = mesh.node("nexus-1");
            NodeId one = mesh.id("guardian-1");
            NodeId two = mesh.id("guardian-2");
            Set<NodeId> awaited = new HashSet<>(Set.of(one, two));
            List<Long> taken = new ArrayList<>();
            EarlyWords early = new EarlyWords(
                    node, awaited::contains, (from, message) -> taken.add(((MeshMessage.Resume) message).position()));
            assertThat(early.waits(one, one, one, new MeshMessage.Resume(1))).isTrue();
            assertThat(early.waits(two, two, two, new MeshMessage.Resume(2))).isTrue();
            assertThat(early.waits(one, one, one, new MeshMessage.Resume(3))).isTrue();
            early.look();
            assertThat(taken).isEmpty();
            awaited.remove(one);
            assertThat(early.waits(one, one, one, new MeshMessage.Resume(4)))
                    .as("known by now")
                    .isFalse();
            early.look();
            assertThat(taken).containsExactly(1L, 3L);
            mesh.clockAheadMicros = 61 * SECOND;
            early.look();
            assertThat(mesh.logged("nexus-1", "report_refused"))
                    .singleElement()
                    .asString()
                    .contains("guardian-2");
            awaited.remove(two);
            early.look();
            assertThat(taken).as("refused").containsExactly(1L, 3L);
        }
    }
}
