package com.hookprobe.demo.soak;

import com.hookprobe.demo.NodeEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What must hold, judged by what the nodes log. Nothing here reads a clock: times are the caller's, in milliseconds of any origin.
 */
final class Promises {
    /** Events that none of the troubles of a soak may cause. */
    static final Set<String> NEVER = Set.of(
            "alarm",
            "block_refused",
            "checkpoint_refused",
            "correlator_refuses",
            "correlator_stopped",
            "decision_refused",
            "decisions_not_saved",
            "evidence",
            "exchange_not_told",
            "frontier_diverged",
            "history_unreadable",
            "inclusion_refused",
            "internal_error",
            "log_lost",
            "memory_damaged",
            "memory_not_saved",
            "owners_penalised",
            "peer_revoked",
            "qsecbit_not_saved",
            "region_violation",
            "registry_not_followed",
            "registry_not_remembered",
            "resonance_broken",
            "resonance_unprovable",
            "revocations_not_saved",
            "seed_unreadable",
            "send_queue_full",
            "sensor_failed",
            "status_not_written",
            "stop_failed",
            "suspensions_not_saved",
            "trust_not_saved",
            "validator_penalty",
            "weights_older_than_verifier",
            "witness_log_lost",
            "witness_quiet",
            "witness_signs_nothing",
            "witness_store_failed");

    private static final String STARVED = "the endpoint did not answer";

    private static final Set<String> HEARD = Set.of(
            "blocked",
            "blocked_late",
            "class_held",
            "decision_filtered",
            "decision_unverified",
            "mesh_decision",
            "operator_asked");

    /** A decision that a correlator has told. */
    private record Told(String correlator, long atMs, Set<String> missing) {}

    private final Set<String> sites;
    private final Map<Long, String> finals = new TreeMap<>();
    private final Map<String, String> unproven = new LinkedHashMap<>();
    private final Map<String, Told> told = new LinkedHashMap<>();
    private final Map<String, Set<String>> heard = new HashMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private long sealed;

    /** @param sites who must hear of decisions */
    Promises(Set<String> sites) {
        this.sites = Set.copyOf(sites);
    }

    void take(NodeEvent event, long nowMs) throws Violation {
        counts.merge(event.name(), 1, Integer::sum);
        if (NEVER.contains(event.name()) && !starved(event)) {
            throw new Violation(event.node() + " said " + event.name() + ": " + event.fields());
        }
        switch (event.name()) {
            case "checkpoint_finalised" -> finalised(event);
            case "microblock" -> {
                sealed++;
                unproven.put(event.text("hash"), event.node());
            }
            case "inclusion_verified" -> unproven.remove(event.text("block"));
            case "signature_broadcast" -> told(event, nowMs);
            default -> {
                if (HEARD.contains(event.name())) {
                    heard(event);
                }
            }
        }
    }

    /** A thread that waited for another of its process for seconds: the machine gave that one no time. One that hangs is not ready. */
    private static boolean starved(NodeEvent event) {
        return event.name().equals("internal_error") && event.text("error").endsWith(STARVED);
    }

    private void finalised(NodeEvent event) throws Violation {
        long height = event.number("height");
        String before = finals.putIfAbsent(height, event.text("hash"));
        if (before != null && !before.equals(event.text("hash"))) {
            throw new Violation("two checkpoints are final at height " + height + ": " + before + ", and "
                    + event.text("hash") + " at " + event.node());
        }
    }

    private void told(NodeEvent event, long nowMs) {
        String decision = event.text("decision");
        Set<String> missing = new HashSet<>(sites);
        missing.removeAll(heard.getOrDefault(decision, Set.of()));
        missing.remove(event.node());
        told.put(decision, new Told(event.node(), nowMs, missing));
    }

    private void heard(NodeEvent event) {
        String decision = event.text("decision");
        heard.computeIfAbsent(decision, d -> new HashSet<>()).add(event.node());
        Told by = told.get(decision);
        if (by != null) {
            by.missing().remove(event.node());
        }
    }

    /** The hash that is final at each height. */
    Map<Long, String> finals() {
        return Map.copyOf(finals);
    }

    long height() {
        return finals.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    long sealed() {
        return sealed;
    }

    /** Blocks that were sealed and whose proof nobody has told of, with their nodes. */
    Map<String, String> unproven() {
        return Map.copyOf(unproven);
    }

    int decisions() {
        return told.size();
    }

    /** Decisions that were told before this time and that some site has not heard of, in words. */
    List<String> unheard(long beforeMs) {
        List<String> found = new ArrayList<>();
        told.forEach((decision, by) -> {
            if (by.atMs() < beforeMs && !by.missing().isEmpty()) {
                found.add("decision " + decision + " of " + by.correlator() + " did not reach " + by.missing());
            }
        });
        return found;
    }

    int count(String event) {
        return counts.getOrDefault(event, 0);
    }
}
