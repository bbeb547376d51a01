package com.hookprobe.node.witness;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.SealedValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Seeded runs; a failure names its seed. {@code -Dsim.seeds=N} for more of them. */
class WitnessSimulationTest {
    private static final long SEEDS = Long.getLong("sim.seeds", 60);
    private static final long LARGE_SEEDS = Math.max(1, SEEDS / 12);
    private static final long NOW = WitnessMesh.NOW;
    /** More than the epochs in which a claim of an hour can have begun. */
    private static final long EPOCHS_BACK = 15;

    @Test
    void honestWitnessesLetTrueDecisionsThroughWhateverTheOthersDo() {
        long retried = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            WitnessSimulation run = new WitnessSimulation(seed);
            run.run();
            everyDecisionIsProven(run);
            retried += run.attempts.size();
        }
        assertThat(retried).as("the hard cases were met").isPositive();
    }

    /** As many as may be are at fault, all in the same way, of 10 to 13 and of 16 to 19 validators. */
    @ParameterizedTest
    @EnumSource(WitnessSimulation.Fault.class)
    void inALargeMeshTooWhateverAsManyAsMayLieDo(WitnessSimulation.Fault fault) {
        for (long seed = 0; seed < LARGE_SEEDS; seed++) {
            WitnessSimulation run = WitnessSimulation.with(seed, seed % 2 == 0 ? 10 : 16, fault);
            assertThat(run.faulty).hasSize(run.mesh.validators.faults()).hasSizeGreaterThanOrEqualTo(3);
            run.run();
            everyDecisionIsProven(run);
        }
    }

    private static void everyDecisionIsProven(WitnessSimulation run) {
        WitnessCheck check = new WitnessCheck(run.mesh.set, WitnessMesh.EPOCHS, id -> true);
        assertThat(run.decided).as("seed %d", run.seed).isNotEmpty();
        for (MeshDecision decision : run.decided.values()) {
            WitnessProof proof = run.proofs.get(decision.id());
            boolean last = run.decided.values().stream()
                    .noneMatch(other -> other.key().equals(decision.key()) && other.sequence() > decision.sequence());
            // Ten minutes hold about twenty tries: a tag's last decision gets its proof.
            if (last) {
                assertThat(proof).as("seed %d: %s", run.seed, decision).isNotNull();
            }
            if (proof != null) {
                assertThat(check.fault(decision, proof.encode(), NOW + 600_000_000L))
                        .as("seed %d", run.seed)
                        .isEmpty();
            }
        }
        boolean blocksInTime = run.blockDelayMillisMax < 3_000;
        if (run.loss == 0 && blocksInTime) {
            assertThat(run.attempts)
                    .as("seed %d: every first try succeeds", run.seed)
                    .isEmpty();
        }
        if (blocksInTime) {
            assertThat(run.judged)
                    .as("seed %d: no honest site is blamed", run.seed)
                    .allMatch(DeskEffect.Judged::confirmed);
        }
    }

    /** The correlator invents; up to f validators help it, and one site does. Honest witnesses do not sign, no site acts. */
    @Test
    void aLyingCorrelatorFindsNoQuorum() {
        for (long seed = 0; seed < SEEDS; seed++) {
            noLieIsProven(new WitnessMesh(4 + new SplittableRandom(seed).nextInt(4), 5, seed), 0, seed);
        }
    }

    /** It also waits for the epoch whose draw it likes best: there is none with a quorum of its friends. */
    @Test
    void aLyingCorrelatorFindsNoQuorumInALargeMeshEither() {
        for (long seed = 0; seed < LARGE_SEEDS; seed++) {
            noLieIsProven(new WitnessMesh(10 + new SplittableRandom(seed).nextInt(7), 5, seed), EPOCHS_BACK, seed);
        }
    }

    private static void noLieIsProven(WitnessMesh mesh, long epochsBack, long seed) {
        Set<NodeId> liars = mesh.validators.members().stream()
                .limit(mesh.validators.faults())
                .map(member -> member.id())
                .collect(Collectors.toSet());
        for (Lie lie : Lie.values()) {
            WitnessRequest request = lie.request(mesh);
            for (int i = 0; i < mesh.set.size(); i++) {
                if (!liars.contains(mesh.set.id(i))) {
                    assertThat(answers(mesh, mesh.set.id(i), request))
                            .as("seed %d, %s, witness %d", seed, lie, i)
                            .noneMatch(WitnessVote.Signed.class::isInstance);
                }
            }
            MeshDecision decision = decision(mesh, request);
            for (long epoch = WitnessMesh.EPOCH - epochsBack; epoch <= WitnessMesh.EPOCH + 1; epoch++) {
                tryAll(mesh, decision, request.claim(), epoch, liars, "seed " + seed + ", " + lie);
            }
        }
    }

    private static List<WitnessVote> answers(WitnessMesh mesh, NodeId id, WitnessRequest request) {
        WitnessJudge judge = mesh.judge(id, mesh.knowledge());
        List<JudgeEffect> effects = new ArrayList<>(judge.ask(mesh.correlator, request.encode(), 0, NOW));
        effects.addAll(judge.again(WitnessJudge.WAIT_NS, NOW));
        return effects.stream()
                .map(effect -> ((JudgeEffect.Answer) effect).vote())
                .toList();
    }

    /** With the liars' signatures as they are, those of them that were drawn, and each of them copied to everybody else. */
    private static void tryAll(
            WitnessMesh mesh, MeshDecision decision, WitnessClaim claim, long epoch, Set<NodeId> liars, String what) {
        byte[] message = mesh.set.message(claim, epoch).bytes();
        TreeMap<Integer, byte[]> signatures = new TreeMap<>();
        liars.forEach(id -> signatures.put(
                mesh.set.indexOf(id).orElseThrow(), mesh.blsKeys.get(id).sign(message)));
        List<Integer> draw = mesh.set.draw(claim.key(), epoch).signers();
        TreeMap<Integer, byte[]> copied = new TreeMap<>();
        for (int i = 0; i < mesh.set.size(); i++) {
            copied.put(i, signatures.getOrDefault(i, signatures.firstEntry().getValue()));
        }
        TreeMap<Integer, byte[]> drawn = new TreeMap<>(copied);
        drawn.keySet().retainAll(draw);
        TreeMap<Integer, byte[]> drawnLiars = new TreeMap<>(signatures);
        drawnLiars.keySet().retainAll(draw);
        WitnessCheck check = new WitnessCheck(mesh.set, WitnessMesh.EPOCHS, id -> true);
        for (TreeMap<Integer, byte[]> each : List.of(signatures, copied, drawn, drawnLiars)) {
            if (!each.isEmpty()) {
                WitnessCertificate certificate = WitnessCertificate.of(mesh.set, epoch, each);
                byte[] proof = new WitnessProof(claim, certificate).encode();
                assertThat(check.fault(decision, proof, NOW)).as(what).isPresent();
            }
        }
    }

    private static MeshDecision decision(WitnessMesh mesh, WitnessRequest request) {
        WitnessClaim claim = request.claim();
        List<Bytes32> names =
                claim.basis().stream().map(WitnessClaim.Basis::report).toList();
        SealedValue sealed =
                mesh.report(mesh.sites.get(0), WitnessMesh.attacker(3), NOW).sealed();
        int ttl = (int) Math.max(1, (claim.expiresMicros() - NOW) / 1_000_000L);
        return mesh.signed(
                new DecisionDraft(claim.key(), 7, claim.level(), ttl, 2, 2, NOW, names, List.of(sealed)), NOW);
    }

    /** What a correlator can come up with; k is 2. */
    private enum Lie {
        /** Reports that it signed itself in the name of sites. */
        FORGED_REPORTS {
            @Override
            WitnessRequest request(WitnessMesh mesh) {
                List<AttackSignature> reports = new ArrayList<>();
                for (WitnessMesh.Site site : mesh.sites.subList(0, 2)) {
                    reports.add(mesh.sealed(
                            new WitnessMesh.Site(site.id(), mesh.correlatorKey), WitnessMesh.attacker(3), NOW));
                }
                return of(mesh, reports, mesh.sites.subList(0, 2), DecisionLevel.BLOCK);
            }
        },
        /** One site's true report, called a block. */
        RAISED_LEVEL {
            @Override
            WitnessRequest request(WitnessMesh mesh) {
                WitnessMesh.Site site = mesh.sites.get(0);
                return of(
                        mesh,
                        List.of(mesh.sealed(site, WitnessMesh.attacker(3), NOW)),
                        List.of(site),
                        DecisionLevel.BLOCK);
            }
        },
        /** One site reports twice. */
        ONE_OWNER_TWICE {
            @Override
            WitnessRequest request(WitnessMesh mesh) {
                WitnessMesh.Site site = mesh.sites.get(0);
                return of(
                        mesh,
                        List.of(
                                mesh.sealed(site, WitnessMesh.attacker(3), NOW),
                                mesh.sealed(site, WitnessMesh.attacker(3), NOW)),
                        List.of(site, site),
                        DecisionLevel.BLOCK);
            }
        },
        /** A site that helps signs a report of which the ledger has never seen the evidence. */
        NO_EVIDENCE {
            @Override
            WitnessRequest request(WitnessMesh mesh) {
                List<AttackSignature> reports = new ArrayList<>();
                reports.add(mesh.sealed(mesh.sites.get(0), WitnessMesh.attacker(3), NOW));
                reports.add(mesh.report(mesh.sites.get(1), WitnessMesh.attacker(3), NOW));
                return of(mesh, reports, mesh.sites.subList(0, 2), DecisionLevel.BLOCK);
            }
        },
        /** A report about something else is made to count. */
        ANOTHER_TAG {
            @Override
            WitnessRequest request(WitnessMesh mesh) {
                List<AttackSignature> reports = new ArrayList<>();
                reports.add(mesh.sealed(mesh.sites.get(0), WitnessMesh.attacker(3), NOW));
                reports.add(mesh.sealed(mesh.sites.get(1), WitnessMesh.attacker(4), NOW));
                return of(mesh, reports, mesh.sites.subList(0, 2), DecisionLevel.BLOCK);
            }
        },
        /** Reports of two days ago. */
        OLD_REPORTS {
            @Override
            WitnessRequest request(WitnessMesh mesh) {
                List<AttackSignature> reports = new ArrayList<>();
                for (WitnessMesh.Site site : mesh.sites.subList(0, 2)) {
                    reports.add(mesh.sealed(site, WitnessMesh.attacker(3), NOW - 2 * 1440 * WitnessMesh.MINUTE));
                }
                return of(mesh, reports, mesh.sites.subList(0, 2), DecisionLevel.BLOCK);
            }
        };

        abstract WitnessRequest request(WitnessMesh mesh);

        /** A request whose claim is about the first report's tag. */
        static WitnessRequest of(
                WitnessMesh mesh, List<AttackSignature> reports, List<WitnessMesh.Site> by, DecisionLevel level) {
            record Item(WitnessClaim.Basis basis, WitnessRequest.Presented presented) {}
            List<Item> items = new ArrayList<>();
            for (int i = 0; i < reports.size(); i++) {
                AttackSignature report = reports.get(i);
                NodeId site = by.get(i).id();
                items.add(new Item(
                        new WitnessClaim.Basis(
                                report.reportId(Bytes32.of(site.bytes())),
                                report.facts().evidence()),
                        new WitnessRequest.Presented(site, 365, report.encode())));
            }
            items.sort(Comparator.comparing(item -> item.basis().report()));
            long ends = NOW + level.ttlSeconds() * 1_000_000L;
            WitnessClaim claim = new WitnessClaim(
                    reports.get(0).key(),
                    level,
                    ends,
                    items.stream().map(Item::basis).toList());
            return new WitnessRequest(
                    WitnessMesh.EPOCH,
                    claim,
                    items.stream().map(Item::presented).toList());
        }
    }
}
