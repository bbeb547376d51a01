package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Hash32;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who made a fork: names validators that signed what excludes each other, out of the certificates that both sides hold for a height.
 *
 * <p><b>Sound.</b> A certificate that verifies shows that each validator in its bitmap signed its statement: every key has a proof of
 * possession, so nobody could sign in another's place. Two certificates of one view convict whoever signed both when the statements
 * exclude each other: VC(v,x) and VC(v,y) (E2), SC(v) and DC(v,x) (E3), DC(v,x) and DC(v,y) (E4). An honest validator never signs
 * such a pair, so no honest one is named, whatever else is in the files. Both have at least q signers, so at least
 * 2q - n = n - 2f &gt;= f + 1 signed both.
 *
 * <p><b>Complete.</b> Let DC(v,x) and DC(w,y) be two decisions of one height and set, x other than y, v &lt;= w. When v = w they are
 * such a pair. Else follow y down: let u be the lowest view from v to w in which a quorum voted NOTARIZE for y, w itself if none is
 * known (an honest signer of FINALIZE(w,y) held VC(w,y)).
 *
 * <ul>
 *   <li>u = v: VC(v,y) and VC(v,x) are a pair. Whoever signed FINALIZE(v,x) honestly held VC(v,x).
 *   <li>u &gt; v: an honest signer of NOTARIZE(u,y) held J(u), which is VC(p,y) with SC(p+1..u-1), or SC(1..u-1). By the choice of u,
 *       p &lt; v or there is no VC; so SC(v) is in it, and with DC(v,x) it is a pair.
 * </ul>
 *
 * So what an honest voter of each step held is enough; each step of the choice of u that is not known yet is asked for by name. A
 * quorum without any honest voter leaves no justification behind: then only what its members show can convict them. NOTARIZE(v,y) and
 * FINALIZE(v,x) of one validator are no crime, so VC(v,y) with DC(v,x) alone names nobody.
 *
 * <p>It does not matter whether the two chains parted at this height or below: what a vote says does not depend on the parent. But
 * both decisions must be of the same validator set; after a change of the set on one side, look at the height where the chains part.
 */
public final class Forensics {
    /**
     * Two certificates that exclude each other.
     *
     * @param kind E2, E3 or E4
     * @param culprits signer indices of all that signed both, rising; at least f + 1
     */
    public record Proof(EvidenceKind kind, Certificate first, Certificate second, List<Integer> culprits) {}

    /**
     * What was found.
     *
     * @param height at which
     * @param decisions the values that have a decision, with the lowest view of each, lowest view first
     * @param proofs by rising view, those that convict somebody new; empty when nobody can be named
     * @param missing which certificates would convict, when two decisions are there and no proof is
     * @param ignored certificates that do not verify under the set, or are of another one
     */
    public record Finding(
            long height, List<Certificate> decisions, List<Proof> proofs, List<String> missing, int ignored) {
        /** Signer indices of all culprits, rising. */
        public Set<Integer> culprits() {
            Set<Integer> all = new TreeSet<>();
            proofs.forEach(proof -> all.addAll(proof.culprits()));
            return all;
        }

        /** True when two values are decided, or somebody is convicted without. */
        public boolean conflict() {
            return decisions.size() > 1 || !proofs.isEmpty() || !missing.isEmpty();
        }
    }

    /** Certificates of one statement: others would only show the same signers again, or a few more. */
    private static final int SAME_MAX = 4;

    /** Statements of one view; two of a kind with different values convict already, so that a flood hides nobody. */
    private static final int STATEMENTS_MAX = 64;

    private final ValidatorSet set;
    private final Hash32 networkId;
    private final Map<Certificate, Boolean> verified = new HashMap<>();

    /** For heights that this set decides. */
    public Forensics(ValidatorSet set, Hash32 networkId) {
        this.set = set;
        this.networkId = networkId;
    }

    /**
     * Looks at all heights in the transcripts, from the lowest; a transcript of another network is ignored.
     *
     * @return one finding per height that has a conflict; when there is none, one per height
     */
    public List<Finding> examine(Collection<Transcript> transcripts) {
        TreeMap<Long, Set<Certificate>> certificates = new TreeMap<>();
        TreeMap<Long, Set<CheckpointHeader>> headers = new TreeMap<>();
        for (Transcript transcript : transcripts) {
            if (transcript.networkId().equals(networkId)) {
                certificates
                        .computeIfAbsent(transcript.height(), h -> new LinkedHashSet<>())
                        .addAll(transcript.certificates());
                headers.computeIfAbsent(transcript.height(), h -> new LinkedHashSet<>())
                        .addAll(transcript.headers());
            }
        }
        List<Finding> findings = new ArrayList<>();
        certificates.forEach((height, pool) -> findings.add(examine(
                height,
                pool,
                headers.getOrDefault(height + 1, Set.of()),
                certificates.getOrDefault(height + 1, Set.of()))));
        List<Finding> conflicts = findings.stream().filter(Finding::conflict).toList();
        return conflicts.isEmpty() ? findings : conflicts;
    }

    private Finding examine(
            long height, Set<Certificate> pool, Set<CheckpointHeader> children, Set<Certificate> childPool) {
        TreeMap<Long, List<Certificate>> views = new TreeMap<>();
        int ignored = 0;
        for (Certificate certificate : pool) {
            List<Certificate> view = views.computeIfAbsent(certificate.view(), v -> new ArrayList<>());
            if (isEnough(view, certificate)) {
                continue;
            }
            if (verifies(certificate)) {
                view.add(certificate);
            } else {
                ignored++;
            }
        }
        List<Proof> proofs = new ArrayList<>();
        views.values().forEach(view -> addProofs(view, proofs));
        List<Certificate> decisions = decisions(views);
        List<String> missing = new ArrayList<>();
        if (proofs.isEmpty()) {
            missing.addAll(missing(views, decisions));
            missing.addAll(otherParent(decisions, children, childPool));
        }
        return new Finding(height, decisions, List.copyOf(proofs), missing, ignored);
    }

    /** True when a further certificate of this statement, or a further statement of its view, shows nothing more. */
    private static boolean isEnough(List<Certificate> view, Certificate next) {
        long same = view.stream().filter(it -> says(it, next)).count();
        return same >= SAME_MAX || same == 0 && view.size() >= STATEMENTS_MAX;
    }

    private static boolean says(Certificate one, Certificate other) {
        return one.kind() == other.kind() && one.value().equals(other.value());
    }

    private boolean verifies(Certificate certificate) {
        return verified.computeIfAbsent(certificate, it -> it.verify(set, networkId));
    }

    /** The pairs of a view; one that convicts nobody new of its kind is left out. */
    private static void addProofs(List<Certificate> view, List<Proof> proofs) {
        Map<EvidenceKind, Set<Integer>> convicted = new EnumMap<>(EvidenceKind.class);
        for (int i = 0; i < view.size(); i++) {
            for (int j = i + 1; j < view.size(); j++) {
                Certificate first = view.get(i);
                Certificate second = view.get(j);
                TwoVotes.exclusion(first, second).ifPresent(kind -> {
                    List<Integer> both = new ArrayList<>(first.signers());
                    both.retainAll(second.signers());
                    if (convicted.computeIfAbsent(kind, k -> new TreeSet<>()).addAll(both)) {
                        proofs.add(new Proof(kind, first, second, List.copyOf(both)));
                    }
                });
            }
        }
    }

    /** One decision per value: that of its lowest view. */
    private static List<Certificate> decisions(TreeMap<Long, List<Certificate>> views) {
        List<Certificate> decisions = new ArrayList<>();
        for (List<Certificate> view : views.values()) {
            for (Certificate certificate : view) {
                if (certificate.kind() == VoteKind.FINALIZE
                        && decisions.stream().noneMatch(it -> it.value().equals(certificate.value()))) {
                    decisions.add(certificate);
                }
            }
        }
        return decisions;
    }

    private List<String> missing(TreeMap<Long, List<Certificate>> views, List<Certificate> decisions) {
        List<String> missing = new ArrayList<>();
        for (int i = 1; i < decisions.size(); i++) {
            missing.add(missing(views, decisions.get(0), decisions.get(i)));
        }
        return missing;
    }

    /** What would complete the walk; the views differ, or there would be a proof. */
    private String missing(TreeMap<Long, List<Certificate>> views, Certificate early, Certificate late) {
        long v = early.view();
        Certificate lowest = late;
        for (List<Certificate> view : views.subMap(v, late.view() + 1).values()) {
            for (Certificate certificate : view) {
                boolean lower = certificate.kind() == VoteKind.NOTARIZE
                        && certificate.value().equals(late.value())
                        && (certificate.view() < lowest.view() || lowest == late);
                lowest = lower ? certificate : lowest;
            }
        }
        if (lowest.view() == v) {
            return "the NOTARIZE certificate of view " + v + " for " + early.value() + ", which whoever signed "
                    + early.kind() + " of that view holds: " + names(early);
        }
        String lower = lowest.view() - 1 > v ? " to " + (lowest.view() - 1) : "";
        return "the NULLIFY certificate of view " + v + ", or the NOTARIZE certificate of view " + v + lower + " for "
                + late.value() + ", which whoever signed " + lowest.kind() + " of view " + lowest.view() + " holds: "
                + names(lowest);
    }

    /** A final header of the next height that names another parent: the other decision of this height exists, but is not here. */
    private List<String> otherParent(
            List<Certificate> decisions, Set<CheckpointHeader> children, Set<Certificate> childPool) {
        List<String> missing = new ArrayList<>();
        for (CheckpointHeader child : children) {
            boolean known = decisions.isEmpty()
                    || decisions.stream().anyMatch(it -> it.value().equals(child.prevHash()));
            boolean decided = childPool.stream()
                    .anyMatch(it -> it.kind() == VoteKind.FINALIZE && it.value().equals(child.hash()) && verifies(it));
            if (!known && decided) {
                missing.add("the decision of height " + (child.height() - 1) + " for " + child.prevHash()
                        + ", which the decided header of height " + child.height() + " names as its parent");
            }
        }
        return missing;
    }

    private String names(Certificate certificate) {
        List<String> names = new ArrayList<>();
        for (int signer : certificate.signers()) {
            Validator member = set.member(signer);
            names.add(member.name().isEmpty() ? member.id().hex() : member.name());
        }
        return String.join(", ", names);
    }
}
