package com.hookprobe.node.witness;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.trust.TrustBand;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.core.Recount;
import com.hookprobe.qsecbit.federation.core.Reporter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One claim before a witness, with its reports as they were found to be signed. What can change while it waits is asked again
 * each time: certificates, the ledger, and with them the level.
 */
final class WitnessCase {
    /** Why not, and which report is meant. */
    record Doubt(WitnessRefusal reason, int report) {}

    private record Exhibit(NodeId reporter, int ageDays, AttackSignature report) {}

    private final WitnessClaim claim;
    private final Hash32 message;
    private final List<Exhibit> exhibits;
    private final long deadlineNs;
    private @Nullable Doubt last;

    private WitnessCase(WitnessClaim claim, Hash32 message, List<Exhibit> exhibits, long deadlineNs) {
        this.claim = claim;
        this.message = message;
        this.exhibits = exhibits;
        this.deadlineNs = deadlineNs;
    }

    /** What came of looking at the reports: a case, or the first report that is not what the claim says. */
    record Opening(Optional<WitnessCase> opened, Optional<Doubt> doubt) {}

    static Opening open(WitnessRequest request, Hash32 message, WitnessKnowledge knowledge, long deadlineNs) {
        List<Exhibit> exhibits = new ArrayList<>();
        for (int i = 0; i < request.presented().size(); i++) {
            WitnessRequest.Presented presented = request.presented().get(i);
            Optional<byte[]> key = knowledge.siteKey(presented.reporter());
            if (key.isEmpty()) {
                return new Opening(Optional.empty(), Optional.of(new Doubt(WitnessRefusal.REPORTER, i)));
            }
            Optional<AttackSignature> report =
                    report(request.claim(), request.claim().basis().get(i), presented, key.get());
            if (report.isEmpty()) {
                return new Opening(Optional.empty(), Optional.of(new Doubt(WitnessRefusal.REPORT, i)));
            }
            exhibits.add(new Exhibit(presented.reporter(), presented.ageDays(), report.get()));
        }
        return new Opening(
                Optional.of(new WitnessCase(request.claim(), message, exhibits, deadlineNs)), Optional.empty());
    }

    /** The report when it is the one that the claim names, about the claim's tag, and signed by its reporter. */
    private static Optional<AttackSignature> report(
            WitnessClaim claim, WitnessClaim.Basis basis, WitnessRequest.Presented presented, byte[] key) {
        try {
            AttackSignature report = AttackSignature.decode(presented.encoded());
            Bytes32 reporter = Bytes32.of(presented.reporter().bytes());
            boolean named = report.key().equals(claim.key())
                    && report.reportId(reporter).equals(basis.report())
                    && report.facts().evidence().equals(basis.evidence());
            boolean signed = named && report.verify((bytes, proof) -> Ed25519.verify(key, bytes, proof));
            return signed ? Optional.of(report) : Optional.empty();
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    WitnessClaim claim() {
        return claim;
    }

    Hash32 message() {
        return message;
    }

    long deadlineNs() {
        return deadlineNs;
    }

    int reports() {
        return exhibits.size();
    }

    /** What this witness misses now; empty when it is convinced. It may be found later: a report can overtake its block. */
    Optional<Doubt> doubt(WitnessKnowledge knowledge, WitnessRules rules, long nowMicros) {
        Doubt before = last;
        // What was missing is looked for first: a case that waits costs one look, however many reports it has.
        if (before == null || !stillMissing(before, knowledge, nowMicros)) {
            last = fresh(knowledge, rules, nowMicros).orElse(null);
        }
        return Optional.ofNullable(last);
    }

    private boolean stillMissing(Doubt before, WitnessKnowledge knowledge, long nowMicros) {
        return switch (before.reason) {
            case CERTIFICATE -> !trusted(before.report, knowledge, nowMicros);
            case EVIDENCE -> !sealed(before.report, knowledge);
            default -> false;
        };
    }

    private boolean trusted(int i, WitnessKnowledge knowledge, long nowMicros) {
        OptionalDouble trust = knowledge.trust(exhibits.get(i).reporter, nowMicros);
        return trust.isPresent() && TrustBand.of(trust.getAsDouble()).mayReport();
    }

    private boolean sealed(int i, WitnessKnowledge knowledge) {
        return knowledge.sealedAlert(claim.basis().get(i).evidence(), exhibits.get(i).reporter);
    }

    private Optional<Doubt> fresh(WitnessKnowledge knowledge, WitnessRules rules, long nowMicros) {
        List<Recount.Part> parts = new ArrayList<>();
        for (int i = 0; i < exhibits.size(); i++) {
            Exhibit exhibit = exhibits.get(i);
            if (!trusted(i, knowledge, nowMicros)) {
                return Optional.of(new Doubt(WitnessRefusal.CERTIFICATE, i));
            }
            if (!sealed(i, knowledge)) {
                return Optional.of(new Doubt(WitnessRefusal.EVIDENCE, i));
            }
            double trust = knowledge.trust(exhibit.reporter, nowMicros).orElse(0);
            Bytes32 node = Bytes32.of(exhibit.reporter.bytes());
            parts.add(new Recount.Part(exhibit.report, Reporter.of(node, trust, exhibit.ageDays)));
        }
        Optional<DecisionLevel> level = Recount.level(parts, rules.counting(), rules.owners(), nowMicros);
        return level.filter(reached -> reached.atLeast(claim.level())).isPresent()
                ? Optional.empty()
                : Optional.of(new Doubt(WitnessRefusal.LEVEL, WitnessVote.NO_REPORT));
    }
}
