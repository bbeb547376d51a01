package com.hookprobe.node.witness;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.core.Correlator;
import com.hookprobe.qsecbit.federation.core.CorrelatorEffect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A correlator, four validators or more and five sites in virtual time. Messages are late or lost, blocks reach each witness at
 * their own time, and some witnesses lie. The same seed gives the same run.
 */
final class WitnessSimulation {
    private static final long MILLI_NS = 1_000_000L;
    private static final long END_NS = 600_000 * MILLI_NS;
    private static final int TAGS = 6;

    /** What a faulty witness does. */
    enum Fault {
        SILENT,
        FORGES,
        REFUSES,
        SIGNS_ANYTHING,
        VOTES_TWICE,
        LATE
    }

    private record Event(long atNs, long order, Runnable what) {}

    final long seed;
    final SplittableRandom random;
    final WitnessMesh mesh;
    final Map<NodeId, Fault> faulty = new HashMap<>();
    final double loss;
    final int blockDelayMillisMax;
    final Map<Bytes32, MeshDecision> decided = new LinkedHashMap<>();
    final Map<Bytes32, WitnessProof> proofs = new HashMap<>();
    final Map<Bytes32, Integer> attempts = new HashMap<>();
    final List<DeskEffect.Judged> judged = new ArrayList<>();

    private final PriorityQueue<Event> events = new PriorityQueue<>(
            (a, b) -> a.atNs != b.atNs ? Long.compare(a.atNs, b.atNs) : Long.compare(a.order, b.order));
    private final Map<NodeId, Set<Bytes32>> seen = new HashMap<>();
    private final Map<NodeId, WitnessJudge> judges = new HashMap<>();
    private final WitnessDesk desk;
    private final Correlator counter;
    private long nowNs;
    private long order;

    /** Four to seven validators, of which none or up to f are at fault, each in its own way. */
    WitnessSimulation(long seed) {
        this(seed, 4, 0.12);
        int liars = random.nextInt(mesh.validators.faults() + 1);
        for (int i = 0; i < liars; i++) {
            NodeId id = mesh.set.id(random.nextInt(mesh.set.size()));
            faulty.put(id, Fault.values()[random.nextInt(Fault.values().length)]);
        }
    }

    /** Of so many validators or up to three more, exactly f have the same fault. A quorum needs more messages: fewer are lost. */
    static WitnessSimulation with(long seed, int validatorsMin, Fault fault) {
        WitnessSimulation made = new WitnessSimulation(seed, validatorsMin, 0.05);
        while (made.faulty.size() < made.mesh.validators.faults()) {
            made.faulty.put(made.mesh.set.id(made.random.nextInt(made.mesh.set.size())), fault);
        }
        return made;
    }

    private WitnessSimulation(long seed, int validatorsMin, double lossMax) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.mesh = new WitnessMesh(validatorsMin + random.nextInt(4), 5, seed);
        this.loss = random.nextInt(3) == 0 ? 0 : lossMax * random.nextDouble();
        this.blockDelayMillisMax = random.nextBoolean() ? 2_000 : 10_000;
        this.desk = new WitnessDesk(mesh.set, WitnessMesh.EPOCHS, mesh.sites.size(), id -> 100, id -> true);
        this.counter = new Correlator(mesh.counting, mesh.sites.size());
        mesh.validators.members().forEach(member -> {
            seen.put(member.id(), new HashSet<>());
            judges.put(member.id(), mesh.judge(member.id(), view(member.id())));
        });
    }

    /** What one witness knows: the blocks that have reached it. */
    private WitnessKnowledge view(NodeId witness) {
        WitnessKnowledge all = mesh.knowledge();
        return new WitnessKnowledge() {
            @Override
            public Optional<byte[]> siteKey(NodeId node) {
                return all.siteKey(node);
            }

            @Override
            public OptionalDouble trust(NodeId node, long nowMicros) {
                return all.trust(node, nowMicros);
            }

            @Override
            public boolean sealedAlert(Bytes32 evidence, NodeId by) {
                return seen.get(witness).contains(evidence) && all.sealedAlert(evidence, by);
            }
        };
    }

    private long micros() {
        return WitnessMesh.NOW + nowNs / 1_000;
    }

    private void at(long delayNs, Runnable what) {
        events.add(new Event(nowNs + delayNs, order++, what));
    }

    private void send(Runnable arrival) {
        if (random.nextDouble() >= loss) {
            at((1 + random.nextInt(200)) * MILLI_NS, arrival);
        }
    }

    /** Sites report, the correlator decides, the witnesses judge. */
    void run() {
        for (int tag = 0; tag < TAGS; tag++) {
            for (int site = 0; site < 2 + random.nextInt(3); site++) {
                int who = tag;
                int from = site;
                at(random.nextInt(20_000) * MILLI_NS, () -> report(mesh.sites.get(from), who));
            }
        }
        at(0, this::tick);
        while (!events.isEmpty() && events.peek().atNs <= END_NS) {
            Event next = events.remove();
            nowNs = next.atNs;
            next.what.run();
        }
    }

    private void tick() {
        if (desk.nextDeadlineNs() <= nowNs) {
            carryOut(desk.timer(nowNs, micros()));
        }
        judges.forEach((id, judge) -> answer(id, judge.again(nowNs, micros())));
        at(100 * MILLI_NS, this::tick);
    }

    private void report(WitnessMesh.Site site, int tag) {
        AttackSignature report = mesh.sealed(site, WitnessMesh.attacker(tag), micros());
        Bytes32 evidence = report.facts().evidence();
        seen.forEach((id, blocks) -> at(random.nextInt(blockDelayMillisMax) * MILLI_NS, () -> {
            blocks.add(evidence);
            answer(id, judges.get(id).again(nowNs, micros()));
        }));
        at(random.nextInt(200) * MILLI_NS, () -> correlate(site, report));
    }

    private void correlate(WitnessMesh.Site site, AttackSignature report) {
        desk.report(site.id(), report);
        for (CorrelatorEffect effect : counter.report(report, mesh.reporter(site), micros())) {
            if (effect instanceof CorrelatorEffect.Broadcast broadcast) {
                MeshDecision decision = mesh.signed(broadcast.draft(), micros());
                decided.put(decision.id(), decision);
                carryOut(desk.decide(decision, List.of(), nowNs, micros()));
            }
        }
    }

    private void carryOut(List<DeskEffect> effects) {
        for (DeskEffect effect : effects) {
            if (effect instanceof DeskEffect.Request request) {
                send(() -> asked(request));
            } else if (effect instanceof DeskEffect.Witnessed witnessed) {
                proofs.put(witnessed.decision().id(), witnessed.proof());
            } else if (effect instanceof DeskEffect.Unwitnessed failure) {
                attempts.merge(failure.decision().id(), 1, Integer::sum);
            } else if (effect instanceof DeskEffect.Judged verdict) {
                judged.add(verdict);
            }
        }
    }

    private void asked(DeskEffect.Request request) {
        NodeId id = request.witness();
        Fault fault = faulty.get(id);
        if (fault == null || fault == Fault.VOTES_TWICE || fault == Fault.LATE) {
            answer(id, judges.get(id).ask(mesh.correlator, request.encoded(), nowNs, micros()));
            return;
        }
        Hash32 message = messageOf(request);
        switch (fault) {
            case FORGES ->
                vote(id, new WitnessVote.Signed(message, mesh.blsKeys.get(id).sign(new byte[] {1})));
            case REFUSES -> vote(id, new WitnessVote.Refused(message, WitnessRefusal.EVIDENCE, 0));
            case SIGNS_ANYTHING -> vote(id, mesh.vote(id, message));
            default -> {
                // Silent.
            }
        }
    }

    private Hash32 messageOf(DeskEffect.Request request) {
        try {
            WitnessRequest decoded = WitnessRequest.decode(request.encoded());
            return mesh.set.message(decoded.claim(), decoded.epoch());
        } catch (com.hookprobe.dsm.ledger.MalformedException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private void answer(NodeId id, List<JudgeEffect> effects) {
        Fault fault = faulty.get(id);
        for (JudgeEffect effect : effects) {
            if (effect instanceof JudgeEffect.Answer answer) {
                if (fault == Fault.LATE) {
                    at(WitnessGathering.TIMEOUT_NS, () -> vote(id, answer.vote()));
                } else {
                    vote(id, answer.vote());
                }
                if (fault == Fault.VOTES_TWICE) {
                    vote(id, new WitnessVote.Refused(answer.vote().message(), WitnessRefusal.EVIDENCE, 0));
                }
            }
        }
    }

    private void vote(NodeId id, WitnessVote vote) {
        send(() -> carryOut(desk.vote(id, vote.encode(), nowNs)));
    }
}
