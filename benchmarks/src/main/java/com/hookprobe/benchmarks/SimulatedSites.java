package com.hookprobe.benchmarks;

import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.WitnessCheck;
import com.hookprobe.node.witness.WitnessEpochs;
import com.hookprobe.node.witness.WitnessRules;
import com.hookprobe.node.witness.WitnessSet;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Many sites, four witnesses, an MSSP and a nexus in one process. All that they compute is computed: keys of their own, signatures,
 * seals, proofs, formats, filters, responses in a dry run. Simulated are the network, as a delay, and what is not there: sensors,
 * HTP, disks, NEURO. The machine's processors do the work of all nodes.
 */
final class SimulatedSites implements AutoCloseable {
    static final long KEY_EPOCH = 1;
    static final double TRUST = 0.9;
    static final WitnessEpochs EPOCHS = WitnessEpochs.ofSeconds(300);

    private static final int WITNESSES = 4;

    /** How many, and how often. */
    record Settings(
            int sites, int confirmations, int warmUps, int rounds, int leastDelayMs, int mostDelayMs, long seed) {}

    private final Settings settings;
    private final SimulatedNetwork network;
    private final Random random;
    private final Map<NodeId, SimulatedSite> sites = new HashMap<>();
    private final List<SimulatedSite> order = new ArrayList<>();
    private final Map<NodeId, SimulatedWitness> witnesses = new LinkedHashMap<>();
    private final SimulatedCorrelator correlator;

    private SimulatedSites(Settings settings) {
        this.settings = settings;
        this.random = new Random(settings.seed());
        this.network = new SimulatedNetwork(settings.leastDelayMs(), settings.mostDelayMs(), settings.seed());
        Hash32 networkId = Hash32.sha256("a simulated network " + settings.seed());
        Map<NodeId, BlsSecretKey> votes = new LinkedHashMap<>();
        WitnessSet set = new WitnessSet(networkId, ValidatorSet.of(validators(votes)));
        DeviceKey mssp = DeviceKey.fromSeed(seed("mssp", 0));
        byte[] groupSecret = seed("group", 0);
        for (int i = 0; i < settings.sites(); i++) {
            DeviceKey key = DeviceKey.fromSeed(seed("site", i));
            // Each has the same set of validators, and makes its own check of each proof.
            WitnessCheck check = new WitnessCheck(set, EPOCHS, validator -> true);
            SimulatedSite site = new SimulatedSite(key, groupSecret.clone(), mssp.publicKey(), networkId, check);
            sites.put(site.id(), site);
            order.add(site);
        }
        CorrelatorConfig counting = CorrelatorConfig.standard()
                .withBlockOwners(settings.confirmations())
                .withYoungDays(0);
        NodeId msspId = NodeId.derive(mssp.publicKey());
        WitnessRules rules = new WitnessRules(counting, settings.sites(), EPOCHS);
        votes.forEach(
                (id, key) -> witnesses.put(id, new SimulatedWitness(id, key, set, networkId, msspId, rules, sites)));
        this.correlator = new SimulatedCorrelator(mssp, set, counting, sites, out());
    }

    private List<Validator> validators(Map<NodeId, BlsSecretKey> votes) {
        List<Validator> validators = new ArrayList<>();
        for (int i = 0; i < WITNESSES; i++) {
            DeviceKey device = DeviceKey.fromSeed(seed("validator", i));
            BlsSecretKey key = BlsSecretKey.generate(seed("bls", i));
            NodeId id = NodeId.derive(device.publicKey());
            votes.put(id, key);
            validators.add(new Validator(
                    id, device.publicKey(), key.publicKey().bytes(), key.proveOfPossession(), "v" + i, 0));
        }
        return validators;
    }

    private byte[] seed(String what, int number) {
        return Hash32.sha256(what + number + "/" + settings.seed()).bytes();
    }

    static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /**
     * Plays all rounds.
     *
     * @return how many sites did not block, over all rounds that count
     */
    static int run(Settings settings, BlockTimes times) throws InterruptedException {
        try (SimulatedSites simulated = new SimulatedSites(settings)) {
            int missing = 0;
            for (int i = 0; i < settings.warmUps() + settings.rounds(); i++) {
                List<BlockTimes.Way> ways = new ArrayList<>();
                int others = simulated.round(i, ways);
                if (i >= settings.warmUps()) {
                    times.round(ways);
                    missing += others - ways.size();
                }
            }
            return missing;
        }
    }

    /** A new attacker; returns how many sites it did not come to. */
    private int round(int number, List<BlockTimes.Way> ways) throws InterruptedException {
        IpAddress attacker = IpAddress.v4(0xcb007100 + number);
        List<SimulatedSite> shuffled = new ArrayList<>(order);
        Collections.shuffle(shuffled, random);
        List<SimulatedSite> attacked = shuffled.subList(0, settings.confirmations());
        for (SimulatedSite site : attacked.subList(0, settings.confirmations() - 1)) {
            sight(site, attacker);
            // What the earlier sights lead to is not to be measured with the k-th.
            network.awaitQuiet();
        }
        long began = micros();
        sight(attacked.get(settings.confirmations() - 1), attacker);
        network.awaitQuiet();
        List<SimulatedSite> others = shuffled.subList(settings.confirmations(), shuffled.size());
        for (SimulatedSite site : others) {
            Optional<Map<BlockTimes.Hop, Long>> at = site.blocked(attacker);
            at.ifPresent(hops -> ways.add(new BlockTimes.Way(began, hops)));
        }
        return others.size();
    }

    private void sight(SimulatedSite site, IpAddress attacker) {
        Random own = new Random(random.nextLong());
        network.now(() -> {
            SimulatedSite.Reported reported = site.report(attacker, own);
            witnesses
                    .values()
                    .forEach(witness -> network.send(() -> answers(witness, witness.block(reported.block()))));
            network.send(() -> relay(reported.message()));
        });
    }

    /** The nexus passes a report on, with its time. */
    private void relay(byte[] message) throws Exception {
        if (!(MeshMessage.decode(message) instanceof MeshMessage.Signature report)) {
            throw new IllegalStateException("a report is expected");
        }
        List<Long> hops = new ArrayList<>(report.hopMicros());
        hops.add(micros());
        byte[] onward = new MeshMessage.Signature(report.reporter(), report.encoded(), hops).encode();
        network.send(() -> correlator.report(onward));
    }

    private void answers(SimulatedWitness witness, List<byte[]> answers) {
        answers.forEach(answer -> network.send(() -> correlator.answer(witness.id(), answer)));
    }

    private SimulatedCorrelator.Out out() {
        return new SimulatedCorrelator.Out() {
            @Override
            public void toWitness(NodeId id, byte[] message) {
                SimulatedWitness witness = witnesses.get(id);
                if (witness != null) {
                    network.send(() -> answers(witness, witness.ask(message)));
                }
            }

            @Override
            public void toSites(byte[] message) {
                order.forEach(site -> network.send(() -> site.receive(message)));
            }
        };
    }

    @Override
    public void close() {
        network.close();
    }
}
