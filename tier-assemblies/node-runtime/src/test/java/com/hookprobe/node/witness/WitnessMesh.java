package com.hookprobe.node.witness;

import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.core.Correlator;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import com.hookprobe.qsecbit.federation.core.CorrelatorEffect;
import com.hookprobe.qsecbit.federation.core.Reporter;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;

/** A mesh for tests: validators with real BLS keys, sites with real device keys, a correlator, and what the ledger holds. */
final class WitnessMesh {
    static final long MINUTE = 60_000_000L;
    static final long NOW = 1_790_000_000_000_000L / (5 * MINUTE) * (5 * MINUTE) + MINUTE;
    static final WitnessEpochs EPOCHS = WitnessEpochs.ofSeconds(300);
    static final long EPOCH = EPOCHS.at(NOW);
    static final Hash32 NETWORK = Hash32.sha256("a network of tests");

    /** One that reports. */
    record Site(NodeId id, DeviceKey key) {}

    final SplittableRandom random;
    final Map<NodeId, BlsSecretKey> blsKeys = new HashMap<>();
    final ValidatorSet validators;
    final WitnessSet set;
    final DeviceKey correlatorKey;
    final NodeId correlator;
    final List<Site> sites = new ArrayList<>();
    final GroupKeys group = GroupKeys.derive(filled(7), 5);
    final CorrelatorConfig counting =
            CorrelatorConfig.standard().withYoungDays(0).withBlockOwners(2);
    /** Evidence to who sealed it. */
    final Map<Bytes32, NodeId> ledger = new HashMap<>();

    final Set<NodeId> uncertified = new HashSet<>();
    final Map<NodeId, Double> trust = new HashMap<>();
    private long sequence;

    WitnessMesh(int validatorCount, int siteCount, long seed) {
        random = new SplittableRandom(seed);
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < validatorCount; i++) {
            DeviceKey device = DeviceKey.fromSeed(bytes(32));
            BlsSecretKey bls = BlsSecretKey.generate(bytes(32));
            NodeId id = NodeId.derive(device.publicKey());
            blsKeys.put(id, bls);
            members.add(new Validator(
                    id, device.publicKey(), bls.publicKey().bytes(), bls.proveOfPossession(), "v" + i, 0));
        }
        validators = ValidatorSet.of(members);
        set = new WitnessSet(NETWORK, validators);
        correlatorKey = DeviceKey.fromSeed(bytes(32));
        correlator = NodeId.derive(correlatorKey.publicKey());
        for (int i = 0; i < siteCount; i++) {
            DeviceKey key = DeviceKey.fromSeed(bytes(32));
            sites.add(new Site(NodeId.derive(key.publicKey()), key));
        }
    }

    static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static IndicatorValue attacker(int number) {
        return IndicatorValue.ip(IpAddress.v4(0xcb007100 + number));
    }

    /** A report whose evidence is not in the ledger yet. */
    AttackSignature report(Site site, IndicatorValue who, long seenMicros) {
        long minutes = ReportFacts.minutes(seenMicros);
        ReportFacts facts = new ReportFacts(
                7, 1110, Context.NONE, 90, Severity.HIGH, minutes, minutes, 3, Bytes32.of(bytes(32)), 1440);
        return AttackSignature.build(who, facts, group, Bytes32.of(site.id().bytes()), random, site.key()::sign);
    }

    /** The same, sealed in the ledger. */
    AttackSignature sealed(Site site, IndicatorValue who, long seenMicros) {
        AttackSignature report = report(site, who, seenMicros);
        ledger.put(report.facts().evidence(), site.id());
        return report;
    }

    Reporter reporter(Site site) {
        return Reporter.of(Bytes32.of(site.id().bytes()), trust.getOrDefault(site.id(), 1.0), 100);
    }

    MeshDecision signed(DecisionDraft draft, long nowMicros) {
        return MeshDecision.sign(draft, ++sequence, nowMicros, List.of(nowMicros), correlatorKey::sign);
    }

    /** A decision with its claim and the request for it, as an honest correlator makes them. */
    record Made(MeshDecision decision, WitnessClaim claim, WitnessRequest request, Hash32 message) {}

    /** The first {@code reporters} sites report; what the last report leads to is decided. */
    Made made(int reporters, IndicatorValue who) {
        Correlator counter = new Correlator(counting, sites.size());
        Map<Bytes32, WitnessRequest.Presented> known = new HashMap<>();
        Map<Bytes32, Bytes32> evidence = new HashMap<>();
        Optional<DecisionDraft> draft = Optional.empty();
        for (Site site : sites.subList(0, reporters)) {
            AttackSignature report = sealed(site, who, NOW);
            Bytes32 name = report.reportId(Bytes32.of(site.id().bytes()));
            known.put(name, new WitnessRequest.Presented(site.id(), 100, report.encode()));
            evidence.put(name, report.facts().evidence());
            for (CorrelatorEffect effect : counter.report(report, reporter(site), NOW)) {
                if (effect instanceof CorrelatorEffect.Broadcast broadcast) {
                    draft = Optional.of(broadcast.draft());
                }
            }
        }
        MeshDecision decision = signed(draft.orElseThrow(), NOW);
        List<Bytes32> names = decision.draft().reports();
        WitnessClaim claim = new WitnessClaim(
                decision.key(),
                decision.level(),
                decision.endsMicros(),
                names.stream()
                        .map(name -> new WitnessClaim.Basis(name, evidence.get(name)))
                        .toList());
        WitnessRequest request =
                new WitnessRequest(EPOCH, claim, names.stream().map(known::get).toList());
        return new Made(decision, claim, request, set.message(claim, EPOCH));
    }

    WitnessKnowledge knowledge() {
        return new WitnessKnowledge() {
            @Override
            public Optional<byte[]> siteKey(NodeId node) {
                return sites.stream()
                        .filter(site -> site.id().equals(node))
                        .map(site -> site.key().publicKey())
                        .findFirst();
            }

            @Override
            public OptionalDouble trust(NodeId node, long nowMicros) {
                return uncertified.contains(node)
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(trust.getOrDefault(node, 1.0));
            }

            @Override
            public boolean sealedAlert(Bytes32 evidence, NodeId by) {
                return by.equals(ledger.get(evidence));
            }
        };
    }

    WitnessJudge judge(NodeId witness, WitnessKnowledge knowledge) {
        return judge(witness, knowledge, new SignedClaims());
    }

    WitnessJudge judge(NodeId witness, WitnessKnowledge knowledge, SignedClaims signed) {
        return new WitnessJudge(
                set,
                witness,
                correlator,
                new WitnessRules(counting, sites.size(), EPOCHS),
                knowledge,
                signed,
                blsKeys.get(witness)::sign);
    }

    /** The ids of those drawn, in the order of the draw. */
    List<NodeId> drawn(WitnessClaim claim, long epoch) {
        return set.draw(claim.key(), epoch).signers().stream().map(set::id).toList();
    }

    WitnessVote vote(NodeId witness, Hash32 message) {
        return new WitnessVote.Signed(message, blsKeys.get(witness).sign(message.bytes()));
    }

    /** A proof by these witnesses, whoever they are. */
    WitnessProof proof(WitnessClaim claim, long epoch, List<NodeId> by) {
        Hash32 message = set.message(claim, epoch);
        java.util.TreeMap<Integer, byte[]> signatures = new java.util.TreeMap<>();
        by.forEach(id ->
                signatures.put(set.indexOf(id).orElseThrow(), blsKeys.get(id).sign(message.bytes())));
        return new WitnessProof(claim, WitnessCertificate.of(set, epoch, signatures));
    }
}
