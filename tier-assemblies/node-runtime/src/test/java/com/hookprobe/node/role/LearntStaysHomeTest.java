package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.learning.LearntDetector;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LEARNING 10.6: sites that judge by one model are no two witnesses, however sure and grave that model's word is. */
class LearntStaysHomeTest {
    @TempDir
    Path folder;

    private static Detection grave(NodeContext node, String source, String detector) {
        return grave(node.loop().wallMicros(), source, detector);
    }

    /** A host from outside that looks for open ports. */
    static Detection grave(long now, String source, String detector) {
        return new Detection(
                "0".repeat(32),
                AttackKind.PORT_SCAN,
                IpAddress.parse(source).orElseThrow(),
                MacAddress.NONE,
                IpAddress.parse("10.0.0.5").orElseThrow(),
                Severity.CRITICAL,
                1,
                now,
                now,
                "test",
                1,
                detector,
                "test",
                false);
    }

    @Test
    void whatTheLearntModelSaysIsNotReported() throws Exception {
        List<MeshMessage> said = new ArrayList<>();
        try (TestMesh mesh = new TestMesh(folder, "nexus-1")) {
            NodeContext node = mesh.node("nexus-1");
            Defences.Answer answer = Defences.answer(node);
            LedgerRole ledger = new LedgerRole(node, mesh.store(), node.keys().vault(), null);
            SharingRole sharing = new SharingRole(
                    node, ledger, answer.response(), SiteMemory.open(node), TestMesh.route(node), id -> false);
            sharing.holds(new SharingRole.Region() {
                @Override
                public void own(MeshMessage message) {
                    said.add(message);
                }

                @Override
                public void pardoned(TagKey key) {
                    throw new AssertionError("nobody pardons");
                }
            });
            sharing.take(1, mesh.groupSecret());
            SiteRole site = new SiteRole(node, ledger, answer, sharing, band -> {}, new Unsealed(), LearningSight.NONE);
            site.take(List.of(grave(node, "203.0.113.9", LearntDetector.NAME)));
            assertThat(mesh.logged("nexus-1", "detection"))
                    .as("the site itself hears of it")
                    .singleElement()
                    .asString()
                    .contains("203.0.113.9");
            assertThat(said).isEmpty();
            site.take(List.of(grave(node, "203.0.113.10", "port-scan")));
            assertThat(said).hasSize(1);
            site.close();
            sharing.close();
        }
    }
}
