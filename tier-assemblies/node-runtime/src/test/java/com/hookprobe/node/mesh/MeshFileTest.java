package com.hookprobe.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** mesh 6, with many members. */
class MeshFileTest {
    private static final int MEMBERS = 2_000;

    @TempDir
    Path dir;

    private final SplittableRandom random = new SplittableRandom(2);

    private Member member(String name, Tier tier) {
        DeviceKey key = DeviceKey.generate(random);
        NodeCard.Builder card = NodeCard.builder(key.nodeIdAsFirstKey(), name, tier, new byte[32]);
        InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4719);
        return new Member(card.sign(key), Optional.of(here), Optional.empty());
    }

    /** Looking through all for each of 40 million questions would take minutes. */
    @Test
    @Timeout(60)
    void everyMemberIsFoundAtOnce() {
        List<Member> members = new ArrayList<>(List.of(member("mssp-1", Tier.MSSP), member("nexus-1", Tier.NEXUS)));
        for (int i = 0; i < MEMBERS; i++) {
            members.add(member("guardian-" + i, Tier.GUARDIAN));
        }
        MeshFile mesh = new MeshFile("many", 1, MeshFile.Consensus.SEED, members);
        for (int round = 0; round < 20_000; round++) {
            for (int i = members.size() - 10; i < members.size(); i++) {
                Member one = members.get(i);
                assertSame(mesh.member(one.id()), one);
                assertSame(mesh.byName(one.name()), one);
            }
        }
        assertThat(mesh.member(NodeId.of(new byte[32]))).isEmpty();
        assertThat(mesh.byName("guardian")).isEmpty();
        assertThat(mesh.verifier()).isSameAs(members.get(0));
        assertThat(mesh.region()).containsSame(members.get(1));
        assertThat(mesh.validators()).isEmpty();
        assertThat(mesh.members()).isEqualTo(members);
    }

    private static void assertSame(Optional<Member> found, Member wanted) {
        if (found.orElseThrow() != wanted) {
            throw new AssertionError("another member than " + wanted.name());
        }
    }

    @Test
    void whatIsWrongWithAFileIsSaidWithItsNameAndLine() throws Exception {
        Path file = Files.writeString(dir.resolve("mesh.json"), "{\n  \"version\": 1,\n  \"name\": \n}\n");
        assertThatThrownBy(() -> MeshFile.load(file))
                .isInstanceOf(MeshException.class)
                .hasMessageStartingWith(file + ":4: ");
        Files.writeString(file, "{\"version\": 1, \"nam\": \"x\"}");
        assertThatThrownBy(() -> MeshFile.load(file))
                .isInstanceOf(MeshException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining("nam");
        Files.writeString(file, "null");
        assertThatThrownBy(() -> MeshFile.load(file)).hasMessage(file + ": expected a mesh file of version 1");
        assertThatThrownBy(() -> MeshFile.load(dir.resolve("none"))).hasMessageContaining("no such mesh file");
        MeshFile alone = new MeshFile("x", 1, MeshFile.Consensus.SEED, List.of(member("mssp-1", Tier.MSSP)));
        Files.writeString(file, alone.toJson());
        assertThatThrownBy(() -> MeshFile.load(file))
                .hasMessage(file + ": expected at least one sentinel of the genesis");
    }
}
