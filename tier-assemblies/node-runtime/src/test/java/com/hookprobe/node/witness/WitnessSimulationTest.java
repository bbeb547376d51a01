package com.hookprobe.node.witness;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.Hash32;
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

/** Seeded runs; a failure names its seed. {@code -Dsim.seeds=N} for more of them. */
class WitnessSimulationTest {
    private static final long SEEDS = Long.getLong("sim.seeds", 60);
    private static final long NOW = WitnessMesh.NOW;

    @Test
    void honestWitnessesLetTrueDecisionsThroughWhateverTheOthersDo() {
        long witnessed = 0;
        long retried = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            WitnessSimulation run = new WitnessSimulation(seed);
            run.run();
            WitnessCheck check = new WitnessCheck(run.mesh.set, WitnessMesh.EPOCHS, id -> true);
            for (MeshDecision decision : run.decided.values()) {
                WitnessProof proof = run.proofs.get(decision.id());
                boolean last = run.decided.values().stream()
                        .noneMatch(
                                other -> other.key().equals(decision.key()) && other.sequence() > decision.sequence());
                // Ten minutes hold about twenty tries: with one faulty witness at most, a tag's last decision gets its
                // proof.
                if (last && run.faulty.size() <= 1) {
                    assertThat(proof).as("seed %d: %s", seed, decision).isNotNull();
                }
                if (proof != null) {
                    assertThat(check.fault(decision, proof.encode(), NOW + 600_000_000L))
                            .as("seed %d", seed)
                            .isEmpty();
                    witnessed++;
                }
                boolean quiet = run.loss == 0 && run.blockDelayMillisMax < 3_000 && run.faulty.size() <= 1;
                if (quiet) {
                    assertThat(run.attempts)
                            .as("seed %d: every first try succeeds", seed)
                            .isEmpty();
                }
            }
            retried += run.attempts.size();
            if (run.blockDelayMillisMax < 3_000 && run.faulty.size() <= 1) {
                assertThat(run.judged)
                        .as("seed %d: no honest site is blamed", seed)
                        .allMatch(DeskEffect.Judged::confirmed);
            }
        }
        assertThat(witnessed).isGreaterThan(SEEDS);
        assertThat(retried).as("the hard cases were met").isPositive();
    }

    /** The correlator invents; up to f validators help it, and one site does. Honest witnesses do not sign, no site acts. */
    @Test
    void aLyingCorrelatorFindsNoQuorum() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            WitnessMesh mesh = new WitnessMesh(4 + random.nextInt(4), 5, seed);
            Set<NodeId> liars = mesh.validators.members().stream()
                    .limit(mesh.validators.faults())
                    .map(member -> member.id())
                    .collect(Collectors.toSet());
            for (Lie lie : Lie.values()) {
                WitnessRequest request = lie.request(mesh);
                MeshDecision decision = decision(mesh, request);
                Hash32 message = mesh.set.message(request.claim(), request.epoch());
                TreeMap<Integer, byte[]> signatures = new TreeMap<>();
                for (int i = 0; i < mesh.set.size(); i++) {
                    NodeId id = mesh.set.id(i);
                    if (liars.contains(id)) {
                        signatures.put(i, mesh.blsKeys.get(id).sign(message.bytes()));
                    } else {
                        assertThat(answers(mesh, id, request))
                                .as("seed %d, %s, witness %d", seed, lie, i)
                                .noneMatch(WitnessVote.Signed.class::isInstance);
                    }
                }
                tryAll(mesh, decision, request, signatures, "seed " + seed + ", " + lie);
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

    /** With the liars' signatures as they are, and with each of them copied to everybody else. */
    private static void tryAll(
            WitnessMesh mesh,
            MeshDecision decision,
            WitnessRequest request,
            TreeMap<Integer, byte[]> signatures,
            String what) {
        WitnessCheck check = new WitnessCheck(mesh.set, WitnessMesh.EPOCHS, id -> true);
        TreeMap<Integer, byte[]> copied = new TreeMap<>();
        for (int i = 0; i < mesh.set.size(); i++) {
            copied.put(i, signatures.getOrDefault(i, signatures.firstEntry().getValue()));
        }
        TreeMap<Integer, byte[]> drawn = new TreeMap<>(copied);
        drawn.keySet()
                .retainAll(mesh.set.draw(request.claim().key(), request.epoch()).signers());
        for (TreeMap<Integer, byte[]> each : List.of(signatures, copied, drawn)) {
            WitnessCertificate certificate = WitnessCertificate.of(mesh.set, request.epoch(), each);
            byte[] proof = new WitnessProof(request.claim(), certificate).encode();
            assertThat(check.fault(decision, proof, NOW)).as(what).isPresent();
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
