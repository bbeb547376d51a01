package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.console.view.MeshPage;
import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** console 5: the page of a mesh of thousands has an end, and what is no site stands on it. */
class ConsoleMeshTest {
    private static final int SITES = 700;

    @TempDir
    Path dir;

    private static Member site(SplittableRandom random, int number) {
        DeviceKey key = DeviceKey.generate(random);
        NodeCard card = NodeCard.builder(key.nodeIdAsFirstKey(), "guardian-" + number, Tier.GUARDIAN, new byte[32])
                .sign(key);
        return new Member(card, Optional.empty(), Optional.empty());
    }

    @Test
    void thePageOfManyMembersIsBounded() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        try (TestMesh few = new TestMesh(dir)) {
            NodeContext node = few.node("mssp-1");
            List<Member> members = new ArrayList<>();
            for (int i = 10; i < SITES; i++) {
                members.add(site(random, i));
            }
            members.addAll(few.mesh.members());
            MeshFile many = new MeshFile("many", 1, node.mesh().consensus(), members);
            NodeContext large = new NodeContext(
                    node.config(),
                    node.log(),
                    node.loop(),
                    node.keys(),
                    many,
                    node.genesis(),
                    node.self(),
                    node.links());
            MeshPage page = new ConsoleMesh(large, nothing()).page();
            assertThat(page.total()).isEqualTo(members.size());
            assertThat(page.open()).isZero();
            assertThat(page.members()).hasSize(MeshPage.MEMBERS_MAX);
            assertThat(page.members().subList(0, 5))
                    .as("before sites that come first in the file")
                    .extracting(MeshPage.Row::tier)
                    .containsOnly("sentinel", "mssp");
        }
    }

    private static ConsoleMesh.Standing nothing() {
        return new ConsoleMesh.Standing() {
            @Override
            public OptionalDouble trust(NodeId member) {
                return OptionalDouble.empty();
            }

            @Override
            public String resonance(NodeId member) {
                return "UNKNOWN";
            }
        };
    }
}
