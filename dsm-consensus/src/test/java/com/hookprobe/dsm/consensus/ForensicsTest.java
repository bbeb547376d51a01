package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forks of more than f faulty validators: at least f + 1 of them are named, and nobody else. A failure names its seed. */
class ForensicsTest {
    private static final int SEEDS = Integer.getInteger("forensics.seeds", 3_000);
    private static final Hash32 X = Hash32.sha256("x");
    private static final Hash32 Y = Hash32.sha256("y");

    private final List<Fixtures.Member> four = Fixtures.members(4, false);
    private final ValidatorSet set = Fixtures.set(four, false);
    private final ForkWorld world = new ForkWorld(four, set, 2, 1);
    private final Forensics forensics = new Forensics(set, ForkWorld.NETWORK);

    /** With fewer than q faulty ones each certificate has an honest signer, whose transcript holds what led to it. */
    @ParameterizedTest
    @CsvSource({"4,2", "7,3", "7,4", "10,4", "10,5", "10,6"})
    void everyForkIsExplainedByWhatHonestVotersHold(int n, int faulty) {
        List<Fixtures.Member> members = Fixtures.members(n, false);
        ValidatorSet validators = Fixtures.set(members, false);
        int forks = 0;
        int acrossViews = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            ForkWorld fork = new ForkWorld(members, validators, faulty, seed);
            fork.run();
            if (!fork.forked()) {
                continue;
            }
            forks++;
            acrossViews +=
                    fork.decisions().stream().map(Certificate::view).distinct().count() > 1 ? 1 : 0;
            List<Forensics.Finding> findings = new Forensics(validators, ForkWorld.NETWORK).examine(fork.transcripts());
            assertThat(findings).hasSize(1);
            Forensics.Finding finding = findings.get(0);
            assertThat(finding.culprits())
                    .as("seed %d of n=%d with %s faulty: %s", seed, n, fork.faulty, finding)
                    .isSubsetOf(fork.faulty)
                    .hasSizeGreaterThanOrEqualTo(validators.faults() + 1);
            assertThat(finding.missing()).isEmpty();
            for (Forensics.Proof proof : finding.proofs()) {
                assertThat(proof.culprits()).hasSizeGreaterThanOrEqualTo(validators.faults() + 1);
                assertThat(proof.first().signers()).containsAll(proof.culprits());
                assertThat(proof.second().signers()).containsAll(proof.culprits());
            }
        }
        assertThat(forks).as("forks in %d seeds", SEEDS).isGreaterThan(SEEDS / 100);
        assertThat(acrossViews).as("of which across views").isGreaterThan(SEEDS / 200);
    }

    /** Faulty quorums leave no justification behind: then somebody is named or what is missing is; an honest one never is. */
    @ParameterizedTest
    @CsvSource({"4,3", "7,5", "7,6", "10,8"})
    void withQuorumsOfFaultyOnlyNobodyHonestIsNamedAndWhatIsMissingIsSaid(int n, int faulty) {
        List<Fixtures.Member> members = Fixtures.members(n, false);
        ValidatorSet validators = Fixtures.set(members, false);
        int named = 0;
        for (int seed = 1; seed <= SEEDS / 4; seed++) {
            ForkWorld fork = new ForkWorld(members, validators, faulty, seed);
            fork.run();
            if (fork.forked()) {
                Forensics.Finding finding = new Forensics(validators, ForkWorld.NETWORK)
                        .examine(fork.transcripts())
                        .get(0);
                assertThat(finding.culprits()).as("seed %d", seed).isSubsetOf(fork.faulty);
                assertThat(finding.culprits().isEmpty())
                        .as("seed %d", seed)
                        .isEqualTo(!finding.missing().isEmpty());
                named += finding.culprits().isEmpty() ? 0 : 1;
            }
        }
        assertThat(named).isPositive();
    }

    /** What is missing is named; what is given, never more, is what names somebody. */
    @Test
    void withFewerCertificatesItSaysSoAndNeverNamesAnHonestValidator() {
        List<Fixtures.Member> members = Fixtures.members(7, false);
        ValidatorSet validators = Fixtures.set(members, false);
        int named = 0;
        int lacking = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            ForkWorld fork = new ForkWorld(members, validators, 4, seed);
            fork.run();
            if (!fork.forked()) {
                continue;
            }
            SplittableRandom random = new SplittableRandom(seed);
            List<Certificate> some = new ArrayList<>(fork.decisions());
            fork.pool.stream().filter(it -> random.nextInt(4) == 0).forEach(some::add);
            Forensics.Finding finding = new Forensics(validators, ForkWorld.NETWORK)
                    .examine(List.of(Transcript.of(ForkWorld.NETWORK, 1, List.of(), some)))
                    .get(0);
            assertThat(finding.culprits()).as("seed %d", seed).isSubsetOf(fork.faulty);
            assertThat(finding.culprits().isEmpty())
                    .as("seed %d", seed)
                    .isEqualTo(!finding.missing().isEmpty());
            named += finding.culprits().isEmpty() ? 0 : 1;
            lacking += finding.culprits().isEmpty() ? 1 : 0;
        }
        assertThat(named).isPositive();
        assertThat(lacking).isPositive();
    }

    private Certificate cert(VoteKind kind, long view, Hash32 value, Integer... signers) {
        return world.sign(kind, view, value, List.of(signers));
    }

    private Forensics.Finding find(Certificate... certificates) {
        return forensics
                .examine(List.of(Transcript.of(ForkWorld.NETWORK, 1, List.of(), List.of(certificates))))
                .get(0);
    }

    @Test
    void twoDecisionsOfOneViewConvictWhoSignedBoth() {
        Forensics.Finding finding =
                find(cert(VoteKind.FINALIZE, 2, X, 0, 1, 2), cert(VoteKind.FINALIZE, 2, Y, 1, 2, 3));
        assertThat(finding.culprits()).containsExactly(1, 2);
        assertThat(finding.proofs())
                .singleElement()
                .extracting(Forensics.Proof::kind)
                .isEqualTo(EvidenceKind.TWO_FINALIZE);
        assertThat(finding.decisions()).hasSize(2);
    }

    @Test
    void aDecisionAndASkipOfOneViewConvictWhoSignedBoth() {
        Forensics.Finding finding = find(
                cert(VoteKind.FINALIZE, 1, X, 0, 1, 2),
                cert(VoteKind.NULLIFY, 1, Hash32.ZERO, 0, 1, 3),
                cert(VoteKind.FINALIZE, 2, Y, 0, 2, 3));
        assertThat(finding.culprits()).containsExactly(0, 1);
        assertThat(finding.proofs())
                .singleElement()
                .extracting(Forensics.Proof::kind)
                .isEqualTo(EvidenceKind.NULLIFY_AND_FINALIZE);
    }

    @Test
    void twoValuesOfOneViewConvictWhoSignedBoth() {
        Forensics.Finding finding = find(
                cert(VoteKind.FINALIZE, 1, X, 0, 1, 2),
                cert(VoteKind.NOTARIZE, 1, X, 0, 1, 2),
                cert(VoteKind.NOTARIZE, 1, Y, 0, 2, 3),
                cert(VoteKind.FINALIZE, 2, Y, 0, 1, 3));
        assertThat(finding.culprits()).containsExactly(0, 2);
        assertThat(finding.proofs())
                .singleElement()
                .extracting(Forensics.Proof::kind)
                .isEqualTo(EvidenceKind.TWO_NOTARIZE);
    }

    /** NOTARIZE for y and FINALIZE for x in one view are no crime: an honest validator does it when the others chose x. */
    @Test
    void aValueAndTheDecisionOfAnotherInOneViewNameNobody() {
        Forensics.Finding finding = find(
                cert(VoteKind.FINALIZE, 1, X, 0, 1, 2),
                cert(VoteKind.NOTARIZE, 1, Y, 0, 2, 3),
                cert(VoteKind.FINALIZE, 2, Y, 0, 1, 3));
        assertThat(finding.culprits()).isEmpty();
        assertThat(finding.missing())
                .singleElement()
                .asString()
                .startsWith("the NOTARIZE certificate of view 1 for " + X)
                .contains("FINALIZE", name(0) + ", " + name(1) + ", " + name(2));
    }

    @Test
    void whatIsMissingIsAskedForStepByStep() {
        Certificate early = cert(VoteKind.FINALIZE, 1, X, 0, 1, 2);
        Certificate late = cert(VoteKind.FINALIZE, 4, Y, 1, 2, 3);
        assertThat(find(early, late).missing())
                .singleElement()
                .asString()
                .startsWith("the NULLIFY certificate of view 1, or the NOTARIZE certificate of view 1 to 3 for " + Y)
                .contains("signed FINALIZE of view 4", name(1) + ", " + name(2) + ", " + name(3));
        Certificate middle = cert(VoteKind.NOTARIZE, 2, Y, 0, 2, 3);
        assertThat(find(early, late, middle).missing())
                .singleElement()
                .asString()
                .startsWith("the NULLIFY certificate of view 1, or the NOTARIZE certificate of view 1 for " + Y)
                .contains("signed NOTARIZE of view 2", name(0) + ", " + name(2) + ", " + name(3));
        Certificate skip = cert(VoteKind.NULLIFY, 1, Hash32.ZERO, 0, 2, 3);
        assertThat(find(early, late, middle, skip).culprits()).containsExactly(0, 2);
    }

    private String name(int signer) {
        return set.member(signer).name();
    }

    /** Culprits fill a file with certificates that are good and say nothing new, before the one that convicts. */
    @Test
    void aFloodHidesNobody() {
        List<Fixtures.Member> members = Fixtures.members(10, false);
        ValidatorSet ten = Fixtures.set(members, false);
        ForkWorld flood = new ForkWorld(members, ten, 5, 1);
        List<Certificate> same = new ArrayList<>();
        List<Certificate> different = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(8);
        while (same.size() < 100) {
            Set<Integer> signers = new java.util.TreeSet<>();
            while (signers.size() < 7) {
                signers.add(random.nextInt(10));
            }
            Certificate one = flood.sign(VoteKind.NOTARIZE, 1, Y, signers);
            if (!same.contains(one)) {
                same.add(one);
            }
            different.add(flood.sign(
                    VoteKind.NOTARIZE, 2, Hash32.sha256("v", new byte[] {(byte) different.size()}), signers));
        }
        Certificate convicts = flood.sign(VoteKind.NOTARIZE, 1, X, List.of(0, 1, 2, 3, 4, 5, 6));
        List<Transcript> files = List.of(
                Transcript.of(ForkWorld.NETWORK, 1, List.of(), same),
                Transcript.of(ForkWorld.NETWORK, 1, List.of(), List.of(convicts)));
        Forensics.Finding finding =
                new Forensics(ten, ForkWorld.NETWORK).examine(files).get(0);
        assertThat(finding.culprits()).hasSizeGreaterThanOrEqualTo(4).isSubsetOf(0, 1, 2, 3, 4, 5, 6);
        Forensics.Finding many = new Forensics(ten, ForkWorld.NETWORK)
                .examine(List.of(Transcript.of(ForkWorld.NETWORK, 1, List.of(), different)))
                .get(0);
        assertThat(many.proofs()).hasSizeBetween(1, 10);
    }

    @Test
    void whatDoesNotVerifyOrIsOfAnotherNetworkOrAgreesConvictsNobody() {
        Certificate good = cert(VoteKind.FINALIZE, 1, X, 0, 1, 2);
        byte[] forged = cert(VoteKind.FINALIZE, 1, Y, 1, 2, 3).signature();
        forged[0] ^= 1;
        Certificate bad = new Certificate(VoteKind.FINALIZE, 1, 1, Y, set.hash(), 4, new byte[] {0b1110}, forged);
        Certificate blames = new Certificate(
                VoteKind.FINALIZE,
                1,
                1,
                Y,
                set.hash(),
                4,
                new byte[] {0b1111},
                cert(VoteKind.FINALIZE, 1, Y, 1, 2, 3).signature());
        Forensics.Finding finding = find(good, bad, blames, cert(VoteKind.FINALIZE, 2, X, 0, 2, 3));
        assertThat(finding.conflict()).isFalse();
        assertThat(finding.ignored()).isEqualTo(2);
        Transcript foreign = Transcript.of(
                Hash32.sha256("other"), 1, List.of(), List.of(good, cert(VoteKind.FINALIZE, 1, Y, 1, 2, 3)));
        assertThat(forensics.examine(List.of(foreign))).isEmpty();
    }

    @Test
    void aFinalChildOfAnotherParentAsksForTheDecisionOfThatParent() {
        ScriptedNode node = new ScriptedNode(false);
        Hash32 network = node.genesis.networkId();
        var child = new EvidenceFixtures.HeaderFields(node.header(node.genesis.epoch() + 1, node.emptyBody()))
                .height(2)
                .previous(Y)
                .build();
        byte[] message = Vote.signingBytes(network, set.hash(), VoteKind.FINALIZE, 2, 1, child.hash());
        java.util.TreeMap<Integer, byte[]> signatures = new java.util.TreeMap<>();
        for (int signer = 0; signer < 3; signer++) {
            signatures.put(signer, four.get(signer).signer().signVote(message));
        }
        Certificate decided = Certificate.of(set, VoteKind.FINALIZE, 2, 1, child.hash(), signatures);
        Transcript own =
                Transcript.of(network, 1, List.of(), List.of(node.certificate(VoteKind.FINALIZE, 1, X, 0, 1, 2)));
        Transcript theirs = Transcript.of(network, 2, List.of(child), List.of(decided));
        List<Forensics.Finding> findings = new Forensics(set, network).examine(List.of(own, theirs));
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).height()).isEqualTo(1);
        assertThat(findings.get(0).culprits()).isEqualTo(Set.of());
        assertThat(findings.get(0).missing())
                .singleElement()
                .asString()
                .startsWith("the decision of height 1 for " + Y);
    }
}
