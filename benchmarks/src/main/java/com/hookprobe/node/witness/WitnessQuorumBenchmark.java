package com.hookprobe.node.witness;

import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a quorum of witnesses costs by the size of the mesh: at a site that checks it, and at the correlator that gathers it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class WitnessQuorumBenchmark {
    private static final long EPOCH = 7;
    private static final int REPORTS = 3;

    /** 3 of 4, 4 of 7, 34 of 67. */
    @Param({"4", "10", "100"})
    public int validators;

    private WitnessSet set = new WitnessSet(Hash32.ZERO, ValidatorSet.of(List.of(validator(0, new HashMap<>()))));
    private WitnessClaim claim = claim();
    private WitnessCertificate certificate = new WitnessCertificate(0, 1, new byte[] {1}, new byte[96]);
    private List<NodeId> drawn = List.of();
    private List<WitnessVote> honest = List.of();
    private List<WitnessVote> forged = List.of();

    private static byte[] seed(String what, int number) {
        return Hash32.sha256(what + number).bytes();
    }

    private static Validator validator(int number, Map<NodeId, BlsSecretKey> keys) {
        DeviceKey device = DeviceKey.fromSeed(seed("device", number));
        BlsSecretKey bls = BlsSecretKey.generate(seed("bls", number));
        NodeId id = NodeId.derive(device.publicKey());
        keys.put(id, bls);
        return new Validator(id, device.publicKey(), bls.publicKey().bytes(), bls.proveOfPossession(), "v" + number, 0);
    }

    private static WitnessClaim claim() {
        List<WitnessClaim.Basis> basis = new ArrayList<>();
        for (int i = 0; i < REPORTS; i++) {
            basis.add(new WitnessClaim.Basis(new Bytes32(1, 0, 0, i), new Bytes32(2, 0, 0, i)));
        }
        TagKey key = new TagKey(IndicatorType.IP4, 5, new Bytes32(0, 0, 0, 9));
        return new WitnessClaim(key, DecisionLevel.BLOCK, 1_790_000_000_000_000L, basis);
    }

    @Setup
    public void setUp() {
        Map<NodeId, BlsSecretKey> keys = new HashMap<>();
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < validators; i++) {
            members.add(validator(i, keys));
        }
        set = new WitnessSet(Hash32.sha256("a network"), ValidatorSet.of(members));
        Hash32 message = set.message(claim, EPOCH);
        WitnessDraw draw = set.draw(claim.key(), EPOCH);
        TreeMap<Integer, byte[]> quorum = new TreeMap<>();
        drawn = new ArrayList<>();
        honest = new ArrayList<>();
        forged = new ArrayList<>();
        for (int signer : draw.signers()) {
            NodeId id = set.id(signer);
            BlsSecretKey key = keys.get(id);
            if (key == null) {
                throw new IllegalStateException("no key of " + id);
            }
            byte[] signature = key.sign(message.bytes());
            drawn.add(id);
            honest.add(new WitnessVote.Signed(message, signature));
            forged.add(new WitnessVote.Signed(message, key.sign(new byte[] {1})));
            if (quorum.size() < draw.quorum()) {
                quorum.put(signer, signature);
            }
        }
        certificate = WitnessCertificate.of(set, EPOCH, quorum);
    }

    /** A site: the draw, and the aggregate. */
    @Benchmark
    public boolean check() {
        return certificate.fault(set, claim, id -> true).isEmpty();
    }

    /** The correlator, with nobody lying: all votes until the quorum. */
    @Benchmark
    public int gather() {
        return gather(new WitnessGathering(set), 0);
    }

    /** The first time that f lie, and vote first. */
    @Benchmark
    public int gatherFromLiars() {
        return gather(new WitnessGathering(set), WitnessQuorum.faults(validators));
    }

    private int gather(WitnessGathering gathering, int liars) {
        gathering.start(claim, EPOCH, 1_000, id -> true, 0);
        int votes = 0;
        while (gathering.claims() > 0) {
            gathering.vote(drawn.get(votes), (votes < liars ? forged : honest).get(votes));
            votes++;
        }
        return votes;
    }
}
