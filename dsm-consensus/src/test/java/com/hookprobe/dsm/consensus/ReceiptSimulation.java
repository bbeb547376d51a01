package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.ReceiptCollector;
import com.hookprobe.dsm.consensus.core.ReceiptEffect;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.core.DsmMessage;
import com.hookprobe.dsm.ledger.core.DsmWire;
import com.hookprobe.identity.NodeId;
import com.hookprobe.testsupport.SimNetwork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Validators, f of them liars that acknowledge whatever they are shown, an honest source and one that signs two blocks for each number
 * and asks half the world for each; loss, partitions and crashes between any two effects, then a calm time. Everything comes from the
 * seed.
 */
final class ReceiptSimulation {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long MILLI_NS = 1_000_000L;
    private static final ReceiptCollector.Settings SETTINGS =
            new ReceiptCollector.Settings(SECOND_NS / 4, SECOND_NS, 60 * SECOND_NS, SECOND_NS, 1_024);

    /** A source and the branch of it that one collector asks for. */
    private final class Asker {
        final Fixtures.TestSource source;
        final ReceiptCollector collector = new ReceiptCollector(genesis.networkId(), genesis.validators(), SETTINGS);
        final List<Microblock> blocks = new ArrayList<>();
        /** Whom it can reach during the faults. */
        Set<NodeId> reach = new HashSet<>();

        Asker(Fixtures.TestSource source) {
            this.source = source;
        }

        void carryOut(List<ReceiptEffect> effects) {
            for (ReceiptEffect effect : effects) {
                if (effect instanceof ReceiptEffect.Ask ask && (healed || reach.contains(ask.to()))) {
                    net.send(source.id().hex(), ask.to().hex(), ask.message(), nowNs);
                } else if (effect instanceof ReceiptEffect.Formed formed) {
                    formed(formed);
                } else if (effect instanceof ReceiptEffect.Blamed blamed) {
                    throw new AssertionError("nobody sends garbage here, blamed: " + blamed);
                }
            }
        }

        void push(Microblock block) {
            SimNode node = honest.get(random.nextInt(honest.size()));
            net.send(source.id().hex(), node.id.hex(), DsmWire.encode(new DsmMessage.Block(block)), nowNs);
        }
    }

    final SimOracle oracle;
    /** The receipts, by source and number: the property is that each place has one block. */
    final Map<String, QuorumReceipt> receipts = new HashMap<>();

    int contested;

    private final List<Fixtures.Member> members;
    private final Genesis genesis;
    private final SplittableRandom random;
    private final SimNetwork<String> net;
    private final List<SimNode> honest = new ArrayList<>();
    private final Map<String, SimNode> nodes = new HashMap<>();
    private final Map<String, Fixtures.Member> liars = new HashMap<>();
    private final Asker good;
    private final List<Asker> askers = new ArrayList<>();
    private final SourceChain chain;
    private long nowNs;
    private boolean healed;

    ReceiptSimulation(long seed, int n) {
        this.random = new SplittableRandom(seed);
        this.net = new SimNetwork<>(
                random.nextLong(), new SimNetwork.Faults(random.nextDouble() * 0.3, 0.05, 0, MILLI_NS, 60 * MILLI_NS));
        this.members = Fixtures.members(n, false);
        List<Fixtures.TestSource> sources = List.of(Fixtures.source(0), Fixtures.source(1));
        this.genesis = Fixtures.genesis(members, false, sources, new Params(2, 150, 500, 400, 3_000, 120, 700, 100));
        this.oracle = new SimOracle(genesis);
        Set<Integer> lying = new HashSet<>();
        while (lying.size() < genesis.validators().faults()) {
            lying.add(random.nextInt(n));
        }
        for (int i = 0; i < n; i++) {
            if (lying.contains(i)) {
                liars.put(members.get(i).id().hex(), members.get(i));
            } else {
                SimNode node =
                        new SimNode(i, members.get(i), genesis, true, -1, this::fromNode, oracle, random.split());
                node.crashPerEffect = 0.004;
                honest.add(node);
                nodes.put(node.id.hex(), node);
            }
        }
        good = new Asker(sources.get(0));
        askers.addAll(List.of(good, new Asker(sources.get(1)), new Asker(sources.get(1))));
        chain = new SourceChain(
                MemoryBlockStore.create(genesis.networkId()),
                genesis.networkId(),
                good.source.id(),
                0,
                good.source.signer());
    }

    private void fromNode(SimNode from, NodeId to, byte[] message) {
        net.send(from.id.hex(), to.hex(), message, nowNs);
    }

    void run(int faultSeconds, int calmSeconds) {
        honest.forEach(node -> node.start(0));
        long healNs = faultSeconds * SECOND_NS;
        long endNs = healNs + calmSeconds * SECOND_NS;
        long nextActNs = 0;
        while (nowNs < endNs) {
            if (!healed && nowNs >= healNs) {
                heal();
            }
            if (nowNs >= nextActNs) {
                act(endNs - nowNs > 8 * SECOND_NS);
                nextActNs = nowNs + random.nextLong(SECOND_NS / 4, SECOND_NS);
            }
            deliver();
            long next = Math.min(nextActNs, net.nextNs());
            for (SimNode node : honest) {
                if (!node.alive && node.restartAtNs <= nowNs) {
                    node.start(nowNs);
                } else if (node.alive && node.nextNs() <= nowNs) {
                    node.tick(nowNs);
                }
                next = Math.min(next, node.nextNs());
            }
            for (Asker asker : askers) {
                asker.carryOut(asker.collector.onTick(nowNs));
                next = Math.min(next, asker.collector.nextDeadlineNs());
            }
            nowNs = Math.max(nowNs + 1, next);
        }
        checkEnd();
    }

    private void act(boolean more) {
        if (!healed) {
            int mask = random.nextInt(1 << members.size());
            boolean oneWay = random.nextBoolean();
            net.cut((from, to) -> side(mask, from) != side(mask, to) && (side(mask, from) || !oneWay));
            askers.forEach(asker -> {
                asker.reach = new HashSet<>();
                members.stream().filter(m -> random.nextInt(3) > 0).forEach(m -> asker.reach.add(m.id()));
            });
            SimNode node = honest.get(random.nextInt(honest.size()));
            if (node.alive && random.nextInt(4) == 0) {
                node.crash();
                node.restartAtNs = nowNs + random.nextLong(SECOND_NS / 10, 2 * SECOND_NS);
            }
        }
        if (more) {
            Microblock block = append();
            good.blocks.add(block);
            good.carryOut(good.collector.ask(block, nowNs));
            fork();
        }
        good.blocks.stream()
                .filter(block -> !oracle.isFinal(block.source(), block.seq()))
                .forEach(good::push);
    }

    /** A source belongs to the side of the first bit; a partition cuts it off as well. */
    private boolean side(int mask, String name) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).id().hex().equals(name)) {
                return (mask >> i & 1) == 1;
            }
        }
        return (mask & 1) == 1;
    }

    private Microblock append() {
        try {
            Hash32 payload = Hash32.sha256("payload", Fixtures.seed("p", random.nextInt(256)));
            return chain.append(EventType.IDS_ALERT, payload, Optional.empty(), nowNs / 1_000);
        } catch (StoreException e) {
            throw new AssertionError("memory does not fail", e);
        }
    }

    /** Two first blocks of ever new incarnations, so that each is a fresh contest. */
    private void fork() {
        Asker one = askers.get(1);
        Asker two = askers.get(2);
        Microblock first = ReceiptForks.first(genesis, one.source, ++contested, 0);
        Microblock second = ReceiptForks.first(genesis, two.source, contested, 1);
        one.carryOut(one.collector.ask(first, nowNs));
        two.carryOut(two.collector.ask(second, nowNs));
    }

    private void deliver() {
        for (SimNetwork.Delivery<String> next = net.poll(nowNs); next != null; next = net.poll(nowNs)) {
            NodeId from = NodeId.parse(next.from());
            SimNode node = nodes.get(next.to());
            Fixtures.Member liar = liars.get(next.to());
            if (node != null && node.alive) {
                node.message(from, next.bytes(), nowNs);
            } else if (liar != null) {
                lie(liar, from, next.bytes());
            } else if (node == null && next.bytes()[0] == ConsensusCodec.ACK) {
                for (Asker asker : askers) {
                    if (asker.source.id().hex().equals(next.to())) {
                        asker.carryOut(asker.collector.onMessage(from, next.bytes(), nowNs));
                    }
                }
            }
        }
    }

    /** Acknowledges every block that it sees, and takes no part in anything else. */
    private void lie(Fixtures.Member liar, NodeId asker, byte[] bytes) {
        try {
            if (bytes[0] == ConsensusCodec.SEAL && ConsensusCodec.decode(bytes) instanceof ConsensusMessage.Seal seal) {
                int signer = genesis.validators().indexOf(liar.id()).orElseThrow();
                Acknowledgement word = Receipts.word(genesis, members, signer, seal.block());
                byte[] answer = ConsensusCodec.encode(new ConsensusMessage.Ack(word));
                net.send(liar.id().hex(), asker.hex(), answer, nowNs);
            }
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private void formed(ReceiptEffect.Formed formed) {
        QuorumReceipt receipt = formed.receipt();
        SimOracle.check(receipt.verify(genesis.validators(), genesis.networkId()), "a receipt verifies");
        SealedPlace place = receipt.place();
        String where = place.source() + "/" + place.incarnation() + "/" + place.seq();
        QuorumReceipt before = receipts.put(where, receipt);
        SimOracle.check(
                before == null || before.place().block().equals(place.block()),
                "receipts 3.1: two receipts for one place: " + before + " and " + receipt);
    }

    private void heal() {
        healed = true;
        net.faults(new SimNetwork.Faults(0, 0, 0, MILLI_NS, 10 * MILLI_NS));
        net.cut((from, to) -> false);
        for (SimNode node : honest) {
            node.crashPerEffect = 0;
            if (!node.alive) {
                node.restartAtNs = nowNs;
            }
        }
    }

    private void checkEnd() {
        for (QuorumReceipt receipt : receipts.values()) {
            SealedPlace place = receipt.place();
            long holders =
                    honest.stream().filter(node -> holds(node, place.block())).count();
            SimOracle.check(
                    holders > genesis.validators().faults(),
                    "receipts 3.2: " + place + " is held by " + holders + " honest validators");
            if (place.source().equals(good.source.id())) {
                SimOracle.check(
                        oracle.isFinal(place.source(), place.seq()), "receipts 3.3: " + place + " is not final");
            }
        }
    }

    private static boolean holds(SimNode node, Hash32 block) {
        try {
            return node.store.afterPowerCut(0).get(block).isPresent();
        } catch (StoreException e) {
            throw new AssertionError("memory does not fail", e);
        }
    }

    long receiptsOf(int source) {
        String prefix = Fixtures.source(source).id() + "/";
        return receipts.keySet().stream().filter(key -> key.startsWith(prefix)).count();
    }
}
