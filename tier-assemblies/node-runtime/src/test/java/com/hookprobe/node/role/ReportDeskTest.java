package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.federation.Buckets;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.KeyRing;
import com.hookprobe.qsecbit.federation.Relation;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.alert.Announcement;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a site says again under the next key. */
class ReportDeskTest {
    @TempDir
    Path folder;

    @Test
    void whatOthersKnowAsGoodIsNotSaidAgainAndCanStillBeTakenBack() {
        SharedReports shared = new SharedReports();
        IndicatorValue value = HostClass.END_SYSTEM.alert("ET SCAN something");
        ReportFacts facts = new ReportFacts(
                1, 1_046, Context.NONE, 90, Severity.HIGH, 1, 1, Buckets.of(1), new Bytes32(0, 0, 0, 1), 60);
        TagKey key = new TagKey(value.type(), 1, new Bytes32(0, 0, 0, 2));
        shared.add(
                new SharedReports.Told(value, IpAddress.NONE, facts, 5),
                new SharedReports.Statement(key, new Bytes32(0, 0, 0, 3)));
        shared.overruled(new TagKey(value.type(), 1, new Bytes32(0, 0, 0, 9)));
        assertThat(shared.renew(0, 9)).as("another tag").hasSize(1);
        shared.overruled(key);
        assertThat(shared.renew(0, 9)).isEmpty();
        assertThat(shared.takeBack((all, about) -> true)).hasSize(1);
    }

    @Test
    void whatHasBecomeTheSitesOwnIsNotSaidAgain() throws Exception {
        try (TestMesh mesh = new TestMesh(folder, "nexus-1")) {
            NodeContext node = mesh.node("nexus-1");
            KeyRing keys = new KeyRing();
            Relation[] relation = {Relation.NONE};
            ReportDesk desk =
                    new ReportDesk(node, new SharedReports(), TestMesh.route(node), keys, (value, asOf) -> relation[0]);
            List<MeshMessage> said = new ArrayList<>();
            desk.holds(new SharingRole.Region() {
                @Override
                public void own(MeshMessage message) {
                    said.add(message);
                }

                @Override
                public void pardoned(TagKey key) {
                    throw new AssertionError("nobody pardons");
                }
            });
            long now = node.loop().wallMicros();
            IndicatorValue value = HostClass.END_SYSTEM.alert("ET SCAN something");
            Announcement news = new Announcement(value, Severity.HIGH, 90, now, now);
            desk.tell(ReportDesk.told(news, IpAddress.NONE, mesh.alert("nexus-1"), now));
            assertThat(said).as("there is no key").isEmpty();
            keys.add(GroupKeys.derive(new byte[32], 1));
            desk.onKey(true);
            assertThat(said).hasSize(1);
            keys.add(GroupKeys.derive(new byte[32], 2));
            desk.onKey(true);
            assertThat(said).as("counts of different epochs are not joined").hasSize(2);
            relation[0] = Relation.ESTABLISHED;
            keys.add(GroupKeys.derive(new byte[32], 3));
            desk.onKey(true);
            assertThat(said).hasSize(2);
            keys.close();
        }
    }
}
