package com.hookprobe.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The demo's verdict is honest: what the mesh did not do is named, and then it is not ok. */
class SummaryTest {
    private final Summary summary = new Summary(Set.of("guardian-1", "fortress-1"), 4, false);

    @Test
    void aWholeWalkIsOk() {
        walk();
        assertThat(summary.missing()).isEmpty();
        assertThat(summary.fields(true, 1))
                .containsEntry("sites_blocked", 1)
                .containsEntry("decisions_witnessed", 1)
                .containsEntry("decisions_unverified", 0)
                .containsEntry("witness_ms_p50", 4.5)
                .containsEntry("block_latency_ms_p50", 2.5)
                .containsEntry("signers", 3L);
    }

    @Test
    void quorumReceiptsAreCountedWithTheirLatencies() {
        walk();
        add("{'node':'guardian-1','event':'quorum_receipt','block':'b1','signers':['a','b','c'],'latency_ms':7.5}");
        add("{'node':'guardian-1','event':'quorum_receipt_extended','block':'b1','latency_ms':9}");
        assertThat(summary.fields(true, 1)).containsEntry("quorum_receipts", 1).containsEntry("receipt_ms_p50", 7.5);
    }

    @Test
    void deadFinalityIsNotOk() {
        walk();
        add("{'node':'guardian-1','event':'microblock','hash':'b2','type':'ids_alert','seq':2}");
        assertThat(summary.missing()).containsExactly("1 sealed events were not proven final in time");
    }

    @Test
    void aDecisionWithoutWitnessesIsCountedAndOneThatWentOutSoIsNotOk() {
        walk();
        add("{'node':'mssp-1','event':'alert_unverified','decision':'d2','reason':'TIMEOUT'}");
        add("{'node':'fortress-1','event':'decision_unverified','decision':'d2','reason':'NO_CERTIFICATE'}");
        assertThat(summary.missing()).isEmpty();
        assertThat(summary.fields(true, 1)).containsEntry("decisions_unverified", 1);
        add("{'node':'mssp-1','event':'signature_broadcast','decision':'d3'}");
        assertThat(summary.missing()).containsExactly("a decision went out without witnesses");
    }

    @Test
    void validatorsThatDisagreeAreNotOk() {
        walk();
        add("{'node':'sentinel-2','event':'checkpoint_finalised','height':1,'hash':'other','signers':3,'sources':[]}");
        assertThat(summary.missing()).containsExactly("validators disagree at [height 1]");
    }

    @Test
    void aRevokedNodesReportThatIsFinalisedIsNotOk() {
        Summary tampered = new Summary(Set.of("guardian-1"), 4, true);
        for (String line : List.of(
                "{'node':'mssp-1','event':'resonance_broken','subject':'guardian-2'}",
                "{'node':'guardian-2','event':'microblock','hash':'b9','type':'ids_alert','seq':9}",
                "{'node':'sentinel-1','event':'checkpoint_finalised','height':1,'hash':'c','signers':3,'sources':['guardian-2:9']}")) {
            tampered.add(NodeEvent.parse(line.replace('\'', '"')).orElseThrow());
        }
        assertThat(tampered.missing()).contains("a revoked node's report was finalised");
    }

    @Test
    void aSiteThatDidNotBlockIsNamed() {
        Summary lonely = new Summary(Set.of("guardian-1", "fortress-1"), 4, false);
        lonely.add(NodeEvent.parse("{\"node\":\"guardian-1\",\"event\":\"signature_sent\"}")
                .orElseThrow());
        assertThat(lonely.missing()).contains("not every other site blocked: [] of [fortress-1]");
    }

    private void walk() {
        add("{'node':'guardian-1','event':'detection'}");
        add("{'node':'guardian-1','event':'microblock','hash':'b1','type':'ids_alert','seq':1}");
        add("{'node':'guardian-1','event':'signature_sent'}");
        add("{'node':'mssp-1','event':'signature_broadcast','decision':'d1','witnesses':3,'witnessed_us':4500}");
        add("{'node':'fortress-1','event':'blocked','latency_us':2500}");
        add(
                "{'node':'sentinel-1','event':'checkpoint_finalised','height':1,'hash':'c1','signers':3,'sources':['guardian-1:1']}");
        add("{'node':'guardian-1','event':'inclusion_verified','block':'b1'}");
        add("{'node':'mssp-1','event':'resonance_verified','subject':'guardian-1'}");
    }

    private void add(String line) {
        summary.add(NodeEvent.parse(line.replace('\'', '"')).orElseThrow());
    }
}
