package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.Candidate;
import com.hookprobe.dsm.consensus.SetChange;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.resonance.CertificateBook;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether this validator agrees to a change of the validator set by itself. What it does not agree to waits for its operator
 * ({@code hookprobe dsm set approve}).
 *
 * <p>Who wants in must be a sentinel of the mesh file with the identity key and name of its card, attested now, with enough history that the verifier has
 * replayed and enough trust. An attestation of a member is agreed to when this node has been shown a certificate of it that holds. A
 * suspension is agreed to only when the verifier has revoked the member; everything else about people is for people.
 */
final class AdmissionRules {
    private static final double SECONDS_PER_DAY = 86_400;

    private final MeshFile mesh;
    private final CertificateBook certificates;
    private final double uptimeDays;
    private final double reputation;
    private final Duration terInterval;

    /** What a node asks of a candidate. */
    record Demands(double uptimeDays, double reputation, Duration terInterval) {}

    AdmissionRules(MeshFile mesh, CertificateBook certificates, Demands demands) {
        this.mesh = mesh;
        this.certificates = certificates;
        this.uptimeDays = demands.uptimeDays();
        this.reputation = demands.reputation();
        this.terInterval = demands.terInterval();
    }

    /** Why this node does not agree by itself; empty when it does. */
    Optional<String> objection(SetChange change, long nowMicros) {
        if (change instanceof SetChange.Join join) {
            return candidate(join.candidate(), nowMicros);
        }
        if (change instanceof SetChange.Attest attest) {
            return certificates.mayReport(attest.subject(), nowMicros)
                    ? Optional.empty()
                    : Optional.of("no valid resonance certificate of it was shown here");
        }
        if (change instanceof SetChange.Suspend suspend) {
            return certificates.isRevoked(suspend.subject())
                    ? Optional.empty()
                    : Optional.of("the verifier has not revoked it; a suspension is the operator's decision");
        }
        return Optional.of("the operator decides");
    }

    private Optional<String> candidate(Candidate candidate, long nowMicros) {
        NodeId id = candidate.id();
        Optional<Member> member = mesh.member(id).filter(Member::validator);
        if (member.isEmpty()) {
            return Optional.of("it is no sentinel of the mesh file");
        }
        // Its vote key may have changed since; the identity key signs for that.
        boolean same =
                Arrays.equals(member.get().card().ed25519(), candidate.wished().ed25519())
                        && member.get().name().equals(candidate.wished().name());
        if (!same) {
            return Optional.of("its identity key or name is not that of its card in the mesh file");
        }
        OptionalDouble trust = certificates.trust(id, nowMicros);
        if (trust.isEmpty()) {
            return Optional.of("no valid resonance certificate of it was shown here");
        }
        if (trust.getAsDouble() < reputation) {
            return Optional.of("its trust is " + trust.getAsDouble() + ", expected at least " + reputation);
        }
        double days = certificates.replayed(id, nowMicros) * (terInterval.toMillis() / 1_000.0) / SECONDS_PER_DAY;
        return days < uptimeDays
                ? Optional.of(String.format(
                        java.util.Locale.ROOT,
                        "the verifier has replayed %.3f days of its history, expected at least %s",
                        days,
                        uptimeDays))
                : Optional.empty();
    }
}
