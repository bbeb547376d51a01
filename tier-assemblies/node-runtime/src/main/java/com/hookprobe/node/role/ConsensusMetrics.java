package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.ConsensusStatus;
import com.hookprobe.node.observe.EventTally.Rule;
import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import java.util.List;
import java.util.Set;

/** Consensus as this validator sees it. */
final class ConsensusMetrics {
    private static final Metric HEIGHT = gauge("consensus_height", "The height that is being decided.");
    private static final Metric VIEW = gauge("consensus_view", "The view of it; 0 before its epoch is over.");
    private static final Metric BEHIND = gauge("consensus_behind_heights", "Heights that this validator lags.");
    private static final Metric VALIDATORS = gauge("consensus_validators", "Validators of this height's set.");
    private static final Metric QUORUM = gauge("consensus_quorum", "Signatures that finalise a checkpoint.");
    private static final Metric HEARD =
            gauge("consensus_validators_heard", "Validators that were heard within the last minute, with this one.");
    private static final Metric SIGNING = gauge("consensus_signing", "1 while this validator signs.");
    private static final Metric PROBLEMS =
            gauge("consensus_problems", "What is not as it should be: hookprobe dsm status names it.");
    private static final Metric MALFORMED =
            counter("consensus_messages_malformed", "Messages that no honest validator sends.");
    private static final Metric REFUSED =
            counter("consensus_proposals_refused", "Proposals that this validator refused.");
    private static final Metric VOTES = counter("consensus_votes_received", "Votes that came here.", "validator");
    private static final Metric SILENT = gauge(
            "consensus_silent_seconds", "Time since another validator was heard; left out before it was.", "validator");
    private static final Metric SKIPPED =
            counter("consensus_views_skipped", "Views that ended without a value.", "reason");
    private static final Metric CHECKPOINTS = counter("consensus_checkpoints", "Checkpoints finalised here.");
    private static final Metric FINALITY = Metric.histogram(
            Nodes.VALIDATORS,
            "consensus_finality_seconds",
            "Time from an epoch's close to its checkpoint's finality.",
            List.of(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0));
    private static final Metric EVIDENCE =
            counter("consensus_evidence", "Proofs that a validator did what no honest one does.", "kind");
    private static final Metric ALARMS = counter("consensus_alarms", "What f faulty validators cannot cause.");
    private static final Metric BLOCKS_REFUSED =
            counter("consensus_blocks_refused", "Blocks of others that were refused.", "reason");

    /** What is counted of the log's events. */
    static final List<Rule> RULES = List.of(
            Rule.count("view_skipped", SKIPPED, "reason"),
            Rule.count("checkpoint_finalised", CHECKPOINTS),
            Rule.value("checkpoint_finalised", FINALITY, "finality_ms", 1e3),
            Rule.count("evidence", EVIDENCE, "kind"),
            Rule.count("alarm", ALARMS),
            Rule.count("block_refused", BLOCKS_REFUSED, "reason"));

    private static final long HEARD_NS = 60_000_000_000L;

    private ConsensusMetrics() {}

    private static Metric gauge(String name, String meaning, String... labels) {
        return Metric.gauge(Nodes.VALIDATORS, name, meaning, labels);
    }

    private static Metric counter(String name, String meaning, String... labels) {
        return Metric.counter(Nodes.VALIDATORS, name, meaning, labels);
    }

    static void measure(Sheet sheet, ConsensusStatus status) {
        sheet.set(HEIGHT, status.height());
        sheet.set(VIEW, status.view());
        sheet.set(BEHIND, status.behind());
        sheet.set(VALIDATORS, status.members().size());
        sheet.set(QUORUM, status.quorum());
        sheet.set(
                HEARD,
                status.members().stream()
                        .filter(member -> member.self() || member.silentNs() >= 0 && member.silentNs() < HEARD_NS)
                        .count());
        sheet.set(SIGNING, status.notSigning().isEmpty() ? 1 : 0);
        sheet.set(PROBLEMS, status.problems().size());
        sheet.set(MALFORMED, status.malformed());
        sheet.set(REFUSED, status.refused());
        sheet.declare(VOTES);
        sheet.declare(SILENT);
        for (ConsensusStatus.Member member : status.members()) {
            if (!member.self()) {
                sheet.set(VOTES, member.votes(), member.name());
                if (member.silentNs() >= 0) {
                    sheet.set(SILENT, member.silentNs() / 1e9, member.name());
                }
            }
        }
    }

    static void check(Readiness readiness, ConsensusStatus status) {
        readiness.need(
                "signing", status.notSigning().isEmpty(), status.notSigning().orElse("this validator signs"));
        Set<String> problems = Set.copyOf(status.problems());
        readiness.need(
                "consensus",
                problems.isEmpty(),
                problems.isEmpty()
                        ? "height " + status.height() + ", behind " + status.behind()
                        : String.join("; ", status.problems()));
    }
}
