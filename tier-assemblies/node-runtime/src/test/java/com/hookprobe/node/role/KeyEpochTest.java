package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.response.Allowlist;
import com.hookprobe.qsecbit.response.DryRunEnforcer;
import com.hookprobe.qsecbit.response.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** federation 3.5: the region's secret is not used for longer than a key epoch, also when nobody leaves. */
@Timeout(60)
class KeyEpochTest {

    @TempDir
    Path folder;

    @Test
    void aNewSecretAndAHigherEpochEachTime() throws Exception {
        Captures captures = new Captures();
        try (TestMesh mesh = new TestMesh(folder, "nexus-1");
                BlockStore store = mesh.store()) {
            NodeContext silent = mesh.node("nexus-1");
            EventLog log = new EventLog("nexus-1", "test", EventLog.Format.JSON, captures.log());
            NodeContext node = new NodeContext(
                    silent.config(),
                    log,
                    silent.loop(),
                    silent.keys(),
                    silent.mesh(),
                    silent.genesis(),
                    silent.self(),
                    silent.links());
            LedgerRole ledger = new LedgerRole(node, store, node.keys().vault(), null);
            Response response = new Response(new Allowlist(List.of()), new DryRunEnforcer());
            SharingRole sharing =
                    new SharingRole(node, ledger, response, SiteMemory.open(node), TestMesh.route(node), id -> false);
            byte[] before;
            try (GroupSecret first = GroupSecret.open(node.keys(), 1)) {
                before = first.secret().clone();
            }
            RegionRole region = new RegionRole(node, sharing, mesh.noCertificates(), Duration.ofMillis(20));
            node.loop().execute(region::start);
            captures.await(
                    "renewals", () -> captures.logged("group_key_renewed").size() >= 3);
            List<Long> epochs = captures.logged("group_key").stream()
                    .map(KeyEpochTest::epoch)
                    .limit(4)
                    .toList();
            assertThat(epochs).doesNotHaveDuplicates().isSorted();
            try (GroupSecret last = GroupSecret.open(node.keys(), 1)) {
                assertThat(last.secret()).isNotEqualTo(before);
                assertThat(last.epoch()).isGreaterThanOrEqualTo(epochs.get(3));
            }
        }
    }

    /** Who restarts the nexus must not part what was counted before from what comes. */
    @Test
    void aRestartGoesOnInTheSameEpoch() throws Exception {
        try (TestMesh mesh = new TestMesh(folder, "nexus-1")) {
            NodeKeys keys = mesh.node("nexus-1").keys();
            byte[] secret;
            try (GroupSecret first = GroupSecret.open(keys, 1_000)) {
                assertThat(first.epoch()).isEqualTo(1_000);
                secret = first.secret().clone();
            }
            try (GroupSecret again = GroupSecret.open(keys, 2_000)) {
                assertThat(again.epoch()).isEqualTo(1_000);
                assertThat(again.secret()).isEqualTo(secret);
                // The clock was ahead when the first began: numbers rise all the same.
                again.renew(500);
                assertThat(again.epoch()).isEqualTo(1_001);
                assertThat(again.secret()).isNotEqualTo(secret);
            }
        }
    }

    private static long epoch(String line) {
        Matcher found = Pattern.compile("\"epoch\":(\\d+)").matcher(line);
        assertThat(found.find()).as(line).isTrue();
        return Long.parseLong(found.group(1));
    }
}
