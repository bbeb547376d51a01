package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.core.DsmMessage;
import com.hookprobe.dsm.ledger.core.DsmWire;
import com.hookprobe.identity.NodeId;
import com.hookprobe.testsupport.SimNetwork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Four validators, one of them possibly Byzantine, and three sources in virtual time. Everything comes from the seed. First the faults,
 * then the network heals (GST) and the liveness rules must hold.
 */
final class SimCluster {
    /** What is wrong in a run. */
    enum Scenario {
        CALM,
        LOSSY,
        PARTITIONS,
        CRASHES,
        SILENT_NODE,
        TWIN,
        TWIN_AND_LOSS,
        WITHHOLDING_SOURCE_HOME,
        FORKING_SOURCE,
        POWER_CUT,
        SKEWED_CLOCKS,
        GARBAGE
    }

    static final long SECOND_NS = 1_000_000_000L;
    static final long MILLI_NS = 1_000_000L;
    private static final int N = 4;

    final SimOracle oracle;
    final List<SimNode> nodes = new ArrayList<>();
    final Genesis genesis;
    private final Scenario scenario;
    private final SplittableRandom random;
    private final SimNetwork<String> net;
    private final Map<String, SimNode> byName = new HashMap<>();
    private final List<Fixtures.TestSource> sources = new ArrayList<>();
    private final List<SourceChain> chains = new ArrayList<>();
    private final List<List<Microblock>> made = new ArrayList<>();
    private final long healNs;
    private final long endNs;
    private long nowNs;
    private long trace = 17;
    long heightAtHeal;

    SimCluster(long seed, Scenario scenario, boolean real, int faultSeconds, int calmSeconds) {
        this.scenario = scenario;
        this.random = new SplittableRandom(seed);
        this.net = new SimNetwork<>(random.nextLong(), faults());
        this.healNs = faultSeconds * SECOND_NS;
        this.endNs = healNs + calmSeconds * SECOND_NS;
        List<Fixtures.Member> members = Fixtures.members(N, real);
        for (int i = 0; i < 3; i++) {
            sources.add(Fixtures.source(i));
        }
        Params params = new Params(2, 150, 500, 400, 3_000, 120, 700, 100);
        this.genesis = Fixtures.genesis(members, real, sources, params);
        this.oracle = new SimOracle(genesis);
        boolean byzantineRun = scenario == Scenario.TWIN
                || scenario == Scenario.TWIN_AND_LOSS
                || scenario == Scenario.WITHHOLDING_SOURCE_HOME
                || scenario == Scenario.SILENT_NODE;
        int byzantine = byzantineRun ? random.nextInt(N) : -1;
        for (int i = 0; i < N; i++) {
            add(i, members.get(i), i != byzantine, byzantine, "");
        }
        if (scenario == Scenario.TWIN || scenario == Scenario.TWIN_AND_LOSS) {
            add(byzantine, members.get(byzantine), false, byzantine, "'");
        }
        for (Fixtures.TestSource source : sources) {
            MemoryBlockStore own = MemoryBlockStore.create(genesis.networkId());
            chains.add(new SourceChain(own, genesis.networkId(), source.id(), 0, source.signer()));
            made.add(new ArrayList<>());
        }
    }

    private SimNetwork.Faults faults() {
        double loss = 0.02 + random.nextDouble() * 0.25;
        return switch (scenario) {
            case LOSSY, TWIN_AND_LOSS -> new SimNetwork.Faults(loss, loss / 2, 0, MILLI_NS, 60 * MILLI_NS);
            case GARBAGE -> new SimNetwork.Faults(loss / 2, 0.05, 0.2, MILLI_NS, 40 * MILLI_NS);
            default -> new SimNetwork.Faults(0, 0.02, 0, MILLI_NS, 30 * MILLI_NS);
        };
    }

    private void add(int index, Fixtures.Member member, boolean honest, int byzantine, String suffix) {
        SimNode node = new SimNode(index, member, genesis, honest, byzantine, this::send, oracle, random.split());
        if (scenario == Scenario.CRASHES || scenario == Scenario.POWER_CUT) {
            node.crashPerEffect = 0.002;
        }
        if (scenario == Scenario.SKEWED_CLOCKS || !honest) {
            node.skewMicros = random.nextLong(-400_000, 400_000);
        }
        nodes.add(node);
        byName.put(name(member.id()) + suffix, node);
    }

    private static String name(NodeId id) {
        return id.hex();
    }

    /** A twin shares its sibling's name: what is sent to the name reaches one of them or both; each reaches only a part. */
    private void send(SimNode from, NodeId to, byte[] message) {
        if (scenario == Scenario.WITHHOLDING_SOURCE_HOME && !from.honest && message[0] == DsmWire.BLOCKS) {
            return;
        }
        String target = name(to);
        if (!byName.containsKey(target)) {
            return;
        }
        boolean twin = byName.containsKey(target + "'");
        if (!from.honest && byName.containsKey(name(from.id) + "'") && nowNs < healNs && random.nextInt(3) == 0) {
            return;
        }
        if (twin) {
            int whom = random.nextInt(3);
            if (whom != 0) {
                net.send(name(from.id), target, message, nowNs);
            }
            if (whom != 1) {
                net.send(name(from.id), target + "'", message, nowNs);
            }
        } else {
            net.send(name(from.id), target, message, nowNs);
        }
    }

    /** Runs to the end and checks what must hold then. */
    void run() {
        for (SimNode node : nodes) {
            if (node.honest || scenario != Scenario.SILENT_NODE) {
                node.start(0);
            }
        }
        long nextFaultNs = 0;
        long nextBlockNs = 0;
        boolean healed = false;
        while (nowNs < endNs) {
            if (!healed && nowNs >= healNs) {
                heal();
                healed = true;
            }
            if (!healed && nowNs >= nextFaultNs) {
                fault();
                nextFaultNs = nowNs + random.nextLong(SECOND_NS / 2, 3 * SECOND_NS);
            }
            if (nowNs >= nextBlockNs) {
                blocks();
                nextBlockNs = nowNs + random.nextLong(SECOND_NS / 4, SECOND_NS);
            }
            deliver();
            for (SimNode node : nodes) {
                if (!node.alive && node.restartAtNs <= nowNs) {
                    node.start(nowNs);
                } else if (node.alive && node.nextNs() <= nowNs) {
                    node.tick(nowNs);
                }
            }
            nowNs = Math.max(nowNs + 1, nextNs(Math.min(nextBlockNs, healed ? endNs : Math.min(nextFaultNs, healNs))));
        }
        checkEnd();
    }

    private void deliver() {
        while (true) {
            SimNetwork.Delivery<String> next = net.poll(nowNs);
            if (next == null) {
                return;
            }
            SimNode to = byName.get(next.to());
            trace = trace * 31 + java.util.Arrays.hashCode(next.bytes());
            if (to.alive) {
                NodeId from = NodeId.parse(next.from());
                to.message(from, next.bytes(), nowNs);
            }
        }
    }

    private long nextNs(long limitNs) {
        long next = Math.min(limitNs, net.nextNs());
        for (SimNode node : nodes) {
            next = Math.min(next, node.nextNs());
        }
        return next;
    }

    private void fault() {
        switch (scenario) {
            case PARTITIONS, TWIN -> {
                int mask = random.nextInt(1 << N);
                boolean oneWay = random.nextBoolean();
                net.cut((from, to) -> {
                    boolean a = (mask >> indexOf(from) & 1) == 1;
                    boolean b = (mask >> indexOf(to) & 1) == 1;
                    return a != b && (a || !oneWay);
                });
            }
            case CRASHES -> {
                SimNode node = nodes.get(random.nextInt(nodes.size()));
                if (node.alive) {
                    node.crash();
                    node.restartAtNs = nowNs + random.nextLong(SECOND_NS / 10, 4 * SECOND_NS);
                }
            }
            case POWER_CUT -> {
                for (SimNode node : nodes) {
                    if (node.alive) {
                        node.crash();
                    }
                    node.restartAtNs = nowNs + random.nextLong(SECOND_NS / 10, SECOND_NS);
                }
            }
            default -> {
                // The other scenarios are wrong all the time.
            }
        }
    }

    private int indexOf(String name) {
        return byName.get(name).index;
    }

    private void heal() {
        net.faults(new SimNetwork.Faults(0, 0, 0, MILLI_NS, 10 * MILLI_NS));
        net.cut((from, to) -> false);
        for (SimNode node : nodes) {
            node.crashPerEffect = 0;
            node.skewMicros = 0;
            if (!node.alive && (node.honest || scenario != Scenario.SILENT_NODE)) {
                node.restartAtNs = nowNs;
            }
        }
        heightAtHeal = oracle.chain.isEmpty() ? 0 : oracle.chain.lastKey();
    }

    /** Every source may record something, and shows what is not final yet to one or two validators. */
    private void blocks() {
        for (int i = 0; i < sources.size(); i++) {
            List<Microblock> own = made.get(i);
            NodeId id = sources.get(i).id();
            if (random.nextInt(3) != 0 && nowNs < endNs - 7 * SECOND_NS) {
                own.add(append(i));
            }
            for (Microblock block : own) {
                if (!oracle.isFinal(id, block.seq())) {
                    push(id, block);
                    if (random.nextBoolean()) {
                        push(id, block);
                    }
                }
            }
        }
        if (scenario == Scenario.FORKING_SOURCE && random.nextInt(3) == 0) {
            fork();
        }
    }

    private Microblock append(int i) {
        try {
            Hash32 payload = Hash32.sha256("payload", Fixtures.seed("p", random.nextInt(256)));
            return chains.get(i).append(EventType.IDS_ALERT, payload, Optional.empty(), nowNs / 1_000);
        } catch (StoreException e) {
            throw new AssertionError("memory does not fail", e);
        }
    }

    /** Source 2 signs another block with a number that it has used. */
    private void fork() {
        List<Microblock> own = made.get(2);
        if (!own.isEmpty()) {
            Microblock old = own.get(random.nextInt(own.size()));
            push(sources.get(2).id(), Scripted.sibling(old, sources.get(2), random.nextInt(3)));
        }
    }

    private void push(NodeId source, Microblock block) {
        SimNode node = nodes.get(random.nextInt(nodes.size()));
        if (node.alive) {
            node.message(source, DsmWire.encode(new DsmMessage.Block(block)), nowNs);
        }
    }

    long trace() {
        return trace;
    }

    private void checkEnd() {
        List<SimNode> honest = nodes.stream().filter(node -> node.honest).toList();
        long tip = oracle.chain.isEmpty() ? 0 : oracle.chain.lastKey();
        SimOracle.check(
                tip >= heightAtHeal + 2, "L1: no progress after the network healed: " + heightAtHeal + " -> " + tip);
        for (SimNode node : honest) {
            SimOracle.check(
                    node.height() >= tip, "L2: node " + node.index + " is at " + node.height() + ", tip " + tip);
        }
        for (int i = 0; i < sources.size(); i++) {
            for (Microblock block : made.get(i)) {
                // A forking source has no claim.
                SimOracle.check(
                        i == 2 && scenario == Scenario.FORKING_SOURCE || oracle.isFinal(block.source(), block.seq()),
                        "L3: block " + block + " is not final");
            }
        }
        for (DecidedCheckpoint checkpoint : oracle.chain.values()) {
            long holders =
                    honest.stream().filter(node -> holds(node, checkpoint)).count();
            SimOracle.check(holders >= 2, "S6: height " + checkpoint.height() + " is readable on " + holders + " only");
        }
        light();
    }

    private static boolean holds(SimNode node, DecidedCheckpoint checkpoint) {
        try {
            for (SourceRange range : checkpoint.body().orElseThrow().ranges()) {
                if (node.store.chain(range).isEmpty()) {
                    return false;
                }
            }
            return true;
        } catch (StoreException e) {
            throw new AssertionError("memory does not fail", e);
        }
    }

    /** S9: the light client takes the chain, and nothing that is not on it. */
    private void light() {
        LightClient client = LightClient.at(genesis);
        for (DecidedCheckpoint checkpoint : oracle.chain.values()) {
            byte[] update = LightClient.update(checkpoint);
            byte[] forged = update.clone();
            forged[2 + random.nextInt(forged.length - 2)] ^= (byte) (1 << random.nextInt(8));
            long height = client.height();
            client.accept(forged, Fixtures.GENESIS_SECONDS);
            SimOracle.check(client.height() == height, "S9: a forged update was accepted");
            LightClient.Outcome outcome = client.accept(update, Fixtures.GENESIS_SECONDS);
            SimOracle.check(outcome == LightClient.Outcome.ADVANCED, "S9: " + outcome + " at " + checkpoint.height());
        }
    }
}
