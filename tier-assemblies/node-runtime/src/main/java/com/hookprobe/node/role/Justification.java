package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.witness.DeskEffect;
import com.hookprobe.node.witness.WitnessClaim;
import com.hookprobe.node.witness.WitnessDesk;
import com.hookprobe.node.witness.WitnessProof;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.ReportFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What justifies a decision, in words that are sealed in the ledger and that {@code federation explain} shows (federation 6.6): at a
 * correlator with who reported, at a site as far as its proof tells.
 */
final class Justification {
    private final NodeContext node;

    Justification(NodeContext node) {
        this.node = node;
    }

    /** At the correlator, which knows the reports. */
    Map<String, Object> of(DeskEffect.Witnessed witnessed, Function<Bytes32, Optional<WitnessDesk.Basis>> reports) {
        MeshDecision decision = witnessed.decision();
        Map<String, Object> facts = about(decision);
        facts.put("witnesses", signers(witnessed.proof()));
        facts.put("hops_us", witnessed.hopMicros());
        List<Map<String, Object>> basis = new ArrayList<>();
        for (WitnessClaim.Basis each : witnessed.proof().claim().basis()) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("report", each.report().hex());
            report.put("evidence", each.evidence().hex());
            reports.apply(each.report()).ifPresent(kept -> describe(report, kept));
            basis.add(report);
        }
        facts.put("reports", basis);
        return facts;
    }

    private void describe(Map<String, Object> report, WitnessDesk.Basis kept) {
        NodeId reporter = kept.reporter();
        ReportFacts told = kept.report().facts();
        report.put("reporter", reporter.hex());
        report.put("name", node.links().name(reporter));
        report.put("attack_type", told.attackType());
        report.put("mitre", told.mitreId());
        report.put("severity", told.severity().name());
        report.put("confidence", told.confidencePercent());
        report.put("last_seen_minutes", told.lastSeenMinutes());
    }

    /** At a site. */
    Map<String, Object> of(MeshDecision decision, WitnessProof proof) {
        Map<String, Object> facts = about(decision);
        facts.put("witnesses", signers(proof));
        List<Map<String, Object>> basis = new ArrayList<>();
        for (WitnessClaim.Basis each : proof.claim().basis()) {
            basis.add(Map.of(
                    "report", each.report().hex(), "evidence", each.evidence().hex()));
        }
        facts.put("reports", basis);
        return facts;
    }

    static Map<String, Object> of(CancelDraft cancel) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("decision", cancel.decision().hex());
        facts.put("cancelled", cancel.reason().name());
        facts.put("tag", cancel.key().tag().hex());
        facts.put("vetoes", cancel.vetoes().stream().map(Bytes32::hex).toList());
        return facts;
    }

    private static Map<String, Object> about(MeshDecision decision) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("decision", decision.id().hex());
        facts.put("tag", decision.key().tag().hex());
        facts.put("key_epoch", decision.key().epoch());
        facts.put("level", decision.level().name());
        facts.put("owners", decision.draft().sites());
        facts.put("needed", decision.draft().threshold());
        facts.put("sequence", decision.sequence());
        facts.put("decided_us", decision.decidedMicros());
        facts.put("ends_us", decision.endsMicros());
        return facts;
    }

    private List<String> signers(WitnessProof proof) {
        return proof.certificate().signers().stream()
                .map(index -> node.genesis().validators().member(index).name())
                .toList();
    }
}
