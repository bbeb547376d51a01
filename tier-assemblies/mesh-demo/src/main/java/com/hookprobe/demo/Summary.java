package com.hookprobe.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the mesh did, counted from what its nodes said; and whether that is the mesh's job. */
final class Summary {
    private final Set<String> sites;
    private final int validators;
    private final boolean tampering;
    private final Map<Long, String> chain = new TreeMap<>();
    private final Set<String> disagreements = new TreeSet<>();
    private final Map<Long, Long> signersOf = new HashMap<>();
    /** Hash to the node that sealed it. */
    private final Map<String, String> microblocks = new HashMap<>();

    /** A node without resonance to the number of the first report it made since. */
    private final Map<String, Long> firstAfter = new HashMap<>();
    /** A node to its highest number in a checkpoint. */
    private final Map<String, Long> finalised = new HashMap<>();

    private final Set<String> proven = new HashSet<>();
    private final Set<String> broadcast = new HashSet<>();
    private final Set<String> witnessed = new HashSet<>();
    private final Set<String> unverified = new HashSet<>();
    private final Set<String> sitesBlocked = new TreeSet<>();
    private final Set<String> sitesSending = new TreeSet<>();
    private final Set<String> verified = new TreeSet<>();
    private final Set<String> broken = new TreeSet<>();
    private final List<Double> latenciesMs = new ArrayList<>();
    private final List<Double> witnessedMs = new ArrayList<>();
    private final List<Double> finalityMs = new ArrayList<>();
    private final List<Double> receiptMs = new ArrayList<>();
    private long detections;
    private long decisions;
    private long blocks;
    private long refused;
    /** From the MSSP's word on a node to each member that has closed its session with it. */
    private final List<Double> revocationMs = new ArrayList<>();

    private long revokedRefused;
    private long internalErrors;
    private long nodesLost;

    Summary(Set<String> sites, int validators, boolean tampering) {
        this.sites = sites;
        this.validators = validators;
        this.tampering = tampering;
    }

    void add(NodeEvent event) {
        switch (event.name()) {
            case "detection" -> detections++;
            case "decision" -> decisions++;
            case "microblock" -> {
                if (broken.contains(event.node())) {
                    boolean report = event.text("type").equals("ids_alert");
                    firstAfter.merge(event.node(), report ? event.number("seq") : Long.MAX_VALUE, Math::min);
                } else {
                    microblocks.put(event.text("hash"), event.node());
                }
            }
            case "checkpoint_finalised" -> checkpoint(event);
            case "quorum_receipt" -> receiptMs.add(event.real("latency_ms"));
            case "inclusion_verified" -> proven.add(event.text("block"));
            case "signature_sent" -> sitesSending.add(event.node());
            case "signature_broadcast" -> {
                broadcast.add(event.text("decision"));
                if (event.number("witnesses") > 0) {
                    witnessed.add(event.text("decision"));
                    witnessedMs.add(event.number("witnessed_us") / 1000.0);
                }
            }
            case "alert_unverified", "decision_unverified" -> unverified.add(event.text("decision"));
            case "blocked" -> {
                blocks++;
                sitesBlocked.add(event.node());
                latenciesMs.add(event.number("latency_us") / 1000.0);
            }
            case "resonance_verified" -> verified.add(event.text("subject"));
            case "resonance_broken" -> broken.add(event.text("subject"));
            case "peer_revoked" -> revocationMs.add(event.number("latency_us") / 1000.0);
            case "report_refused" -> refused++;
            case "peer_rejected_us" -> revokedRefused += event.text("code").equals("REVOKED") ? 1 : 0;
            case "process_ended" -> nodesLost++;
            case "internal_error" -> internalErrors++;
            default -> {
                // Other events are for the reader, not for the count.
            }
        }
    }

    private void checkpoint(NodeEvent event) {
        long height = event.number("height");
        String before = chain.putIfAbsent(height, event.text("hash"));
        if (before != null && !before.equals(event.text("hash"))) {
            disagreements.add("height " + height);
        }
        for (JsonNode source : event.fields().path("sources")) {
            String[] nameAndNumber = source.asText().split(":", 2);
            finalised.merge(nameAndNumber[0], Long.parseLong(nameAndNumber[1]), Math::max);
        }
        signersOf.merge(height, event.number("signers"), Math::max);
        finalityMs.add(event.real("finality_ms"));
    }

    int checkpoints() {
        return chain.size();
    }

    boolean checkpointAt(long height) {
        return chain.containsKey(height);
    }

    /** Every site that did not report an attack itself has blocked an attacker. */
    boolean everyOtherSiteBlocked() {
        return sitesBlocked.containsAll(otherSites());
    }

    private Set<String> otherSites() {
        Set<String> others = new TreeSet<>(sites);
        others.removeAll(sitesSending);
        return others;
    }

    boolean everyMicroblockProven() {
        return unproven() == 0;
    }

    /** Sealed events without a proof yet; what a node sealed that has lost its resonance does not count. */
    private long unproven() {
        return microblocks.entrySet().stream()
                .filter(block -> !broken.contains(block.getValue()) && !proven.contains(block.getKey()))
                .count();
    }

    /** Reports of a node that it made after its resonance broke and that were finalised all the same. */
    private long finalisedAfterRevocation() {
        return firstAfter.entrySet().stream()
                .filter(first -> finalised.getOrDefault(first.getKey(), 0L) >= first.getValue())
                .count();
    }

    boolean resonanceBroken(String node) {
        return broken.contains(node);
    }

    /** What is missing for the mesh to have done its job; empty when it has. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        need(missing, detections > 0, "no detection");
        need(missing, !microblocks.isEmpty(), "no microblock");
        need(missing, !chain.isEmpty(), "no checkpoint finalised");
        need(missing, disagreements.isEmpty(), "validators disagree at " + disagreements);
        need(missing, !broadcast.isEmpty(), "no signature broadcast");
        need(missing, witnessed.containsAll(broadcast), "a decision went out without witnesses");
        need(missing, everyOtherSiteBlocked(), "not every other site blocked: " + sitesBlocked + " of " + otherSites());
        need(missing, !proven.isEmpty(), "no inclusion proof verified");
        need(missing, !verified.isEmpty(), "no resonance verified");
        need(missing, !tampering || broken.size() == 1, "the tampered edge was not caught");
        need(missing, tampering || broken.isEmpty(), "resonance broke without tampering: " + broken);
        need(missing, unproven() == 0, unproven() + " sealed events were not proven final in time");
        need(missing, finalisedAfterRevocation() == 0, "a revoked node's report was finalised");
        need(missing, internalErrors == 0, internalErrors + " internal errors");
        return missing;
    }

    private static void need(List<String> missing, boolean fulfilled, String otherwise) {
        if (!fulfilled) {
            missing.add(otherwise);
        }
    }

    Map<String, Object> fields(boolean ok, long elapsedMs) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("event", "summary");
        out.put("ok", ok);
        out.put("elapsed_ms", elapsedMs);
        out.put("detections", detections);
        out.put("decisions", decisions);
        out.put("microblocks", microblocks.size());
        out.put("checkpoints_finalised", chain.size());
        out.put(
                "signers",
                signersOf.values().stream().mapToLong(Long::longValue).max().orElse(0));
        out.put(
                "signers_min",
                signersOf.values().stream().mapToLong(Long::longValue).min().orElse(0));
        out.put("validators", validators);
        out.put("finality_ms_p50", percentile(finalityMs, 0.50));
        out.put("quorum_receipts", receiptMs.size());
        out.put("receipt_ms_p50", percentile(receiptMs, 0.50));
        out.put("receipt_ms_p99", percentile(receiptMs, 0.99));
        out.put("signatures_broadcast", broadcast.size());
        out.put("decisions_witnessed", witnessed.size());
        out.put("decisions_unverified", unverified.size());
        out.put("witness_ms_p50", percentile(witnessedMs, 0.50));
        out.put("witness_ms_p99", percentile(witnessedMs, 0.99));
        out.put("sites_blocked", sitesBlocked.size());
        out.put("blocks_applied", blocks);
        out.put("block_latency_ms_p50", percentile(latenciesMs, 0.50));
        out.put("block_latency_ms_p99", percentile(latenciesMs, 0.99));
        out.put("inclusion_proofs_verified", proven.size());
        out.put("resonance_verified", verified.size());
        out.put("resonance_broken", broken.size());
        out.put("microblocks_unproven", unproven());
        out.put("revocations_seen", revocationMs.size());
        out.put("revocation_ms_max", percentile(revocationMs, 1));
        out.put("revoked_reports_finalised", finalisedAfterRevocation());
        out.put("revoked_handshakes_refused", revokedRefused);
        out.put("reports_refused", refused);
        out.put("nodes_lost", nodesLost);
        out.put("internal_errors", internalErrors);
        out.put("missing", missing());
        return out;
    }

    /** Nearest rank; 0 when there is no value. */
    static double percentile(List<Double> values, double share) {
        if (values.isEmpty()) {
            return 0;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int rank = (int) Math.ceil(share * sorted.size());
        return Math.round(sorted.get(Math.max(0, rank - 1)) * 1000) / 1000.0;
    }
}
