package com.hookprobe.dsm.ledger.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.BlockExchange;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.Fixtures;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.testsupport.SimNetwork;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Validators and edges over a lossy network in virtual time. A failure names its seed. */
class DisseminationSimTest {
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;

    /** One node: a memory store behind a {@link BlockExchange}. */
    private static final class Node implements BlockExchange.Listener {
        final NodeId id;
        final MemoryBlockStore store = MemoryBlockStore.create(Fixtures.NETWORK);
        final Map<RefusalReason, Integer> refusals = new EnumMap<>(RefusalReason.class);
        final List<ForkEvidence> forks = new ArrayList<>();
        final List<SourceRange> fetched = new ArrayList<>();
        final List<InclusionBundle> proven = new ArrayList<>();
        final Map<RefusalReason, Integer> refusedByPeers = new EnumMap<>(RefusalReason.class);
        int diverged;
        int accepted;
        BlockExchange exchange;

        Node(NodeId id) {
            this.id = id;
        }

        @Override
        public void accepted(Microblock block) {
            accepted++;
        }

        @Override
        public void refused(NodeId from, Optional<Hash32> block, RefusalReason reason) {
            refusals.merge(reason, 1, Integer::sum);
        }

        @Override
        public void refusedByPeer(NodeId peer, Hash32 block, RefusalReason reason) {
            refusedByPeers.merge(reason, 1, Integer::sum);
        }

        @Override
        public void fork(ForkEvidence evidence) {
            forks.add(evidence);
        }

        @Override
        public void fetched(SourceRange range) {
            fetched.add(range);
        }

        @Override
        public void proven(InclusionBundle bundle) {
            proven.add(bundle);
        }

        @Override
        public void diverged(NodeId peer, long height, Hash32 theirRoot) {
            diverged++;
        }
    }

    /** The mesh and its clock. */
    private static final class World {
        final SimNetwork<NodeId> network;
        final Map<NodeId, Node> nodes = new LinkedHashMap<>();
        final Map<NodeId, Fixtures.Source> enrolled = new HashMap<>();
        final SplittableRandom random;
        long nowNs;

        World(long seed, SimNetwork.Faults faults) {
            this.network = new SimNetwork<>(seed, faults);
            this.random = new SplittableRandom(seed);
        }

        Node add(NodeId id, boolean validator) {
            Node node = new Node(id);
            Enrolment enrolment = (source, incarnation) -> incarnation == 0
                    ? Optional.ofNullable(enrolled.get(source)).map(found -> found.key)
                    : Optional.empty();
            node.exchange = new BlockExchange(
                    DisseminationConfig.standard(id, Fixtures.NETWORK, validator),
                    node.store,
                    enrolment,
                    (to, message) -> network.send(id, to, message, nowNs),
                    node,
                    random.split());
            nodes.put(id, node);
            return node;
        }

        List<Node> validators(int count) {
            List<Node> validators = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                validators.add(add(new Fixtures.Source(100 + i).id, true));
            }
            for (Node node : validators) {
                for (Node peer : validators) {
                    if (node != peer) {
                        node.exchange.addPeer(peer.id, true, nowNs);
                    }
                }
            }
            return validators;
        }

        Node edge(Fixtures.Source source, List<Node> validators) {
            enrolled.put(source.id, source);
            Node edge = add(source.id, false);
            for (Node validator : validators) {
                edge.exchange.addPeer(validator.id, true, nowNs);
                validator.exchange.addPeer(edge.id, false, nowNs);
            }
            return edge;
        }

        void publish(Node edge, Microblock block) throws StoreException {
            edge.store.put(block);
            edge.exchange.publish(block);
        }

        boolean runUntil(BooleanSupplier done, long limitNs) throws StoreException {
            long end = nowNs + limitNs;
            while (!done.getAsBoolean()) {
                long next = network.nextNs();
                for (Node node : nodes.values()) {
                    next = Math.min(next, node.exchange.nextDeadlineNs());
                }
                if (Math.max(next, nowNs) > end) {
                    nowNs = end;
                    return done.getAsBoolean();
                }
                nowNs = Math.max(nowNs, next);
                for (var due = network.poll(nowNs); due != null; due = network.poll(nowNs)) {
                    nodes.get(due.to()).exchange.onMessage(due.from(), due.bytes(), nowNs);
                }
                for (Node node : nodes.values()) {
                    if (node.exchange.nextDeadlineNs() <= nowNs) {
                        node.exchange.tick(nowNs);
                    }
                }
            }
            return true;
        }

        void run(long durationNs) throws StoreException {
            runUntil(() -> false, durationNs);
        }
    }

    private static boolean allHold(List<Node> nodes, List<Microblock> blocks) {
        return nodes.stream().allMatch(node -> blocks.stream().allMatch(block -> holds(node, block.hash())));
    }

    private static boolean holds(Node node, Hash32 hash) {
        try {
            return node.store.get(hash).isPresent();
        } catch (StoreException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean linked(Node node, List<Microblock> chain) {
        try {
            return node.store.highest(chain.get(0).source(), 0).equals(Optional.of(end(chain)));
        } catch (StoreException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SourceHead end(List<Microblock> chain) {
        Microblock last = chain.get(chain.size() - 1);
        return new SourceHead(last.source(), last.incarnation(), last.seq(), last.hash());
    }

    @Test
    void everyBlockReachesEveryValidatorInSpiteOfLossDuplicationAndPartitions() throws Exception {
        for (long seed = 1; seed <= 12; seed++) {
            World world = new World(seed, new SimNetwork.Faults(0.2, 0.1, 0, 100_000, 50 * MS));
            List<Node> validators = world.validators(4);
            List<List<Microblock>> chains = new ArrayList<>();
            List<Node> edges = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                Fixtures.Source source = new Fixtures.Source(i);
                edges.add(world.edge(source, validators));
                chains.add(source.chain(60));
            }
            for (int round = 0; round < 60; round++) {
                int phase = round / 15;
                // Two against two, then one validator alone, then one direction only, then whole.
                Node lonely = validators.get((int) (seed % 4));
                world.network.cut((from, to) -> switch (phase) {
                    case 0 -> side(validators, from) != side(validators, to);
                    case 1 -> from.equals(lonely.id) || to.equals(lonely.id);
                    case 2 -> to.equals(lonely.id);
                    default -> false;
                });
                for (int e = 0; e < edges.size(); e++) {
                    world.publish(edges.get(e), chains.get(e).get(round));
                }
                world.run(500 * MS);
            }
            world.network.cut((from, to) -> false);
            List<Microblock> all = chains.stream().flatMap(List::stream).toList();
            assertThat(world.runUntil(
                            () -> validators.stream()
                                    .allMatch(node -> chains.stream().allMatch(chain -> linked(node, chain))),
                            60 * SECOND))
                    .as("seed %d", seed)
                    .isTrue();
            assertThat(allHold(validators, all)).isTrue();
            for (Node node : validators) {
                for (List<Microblock> chain : chains) {
                    assertThat(node.store.highest(chain.get(0).source(), 0))
                            .as("seed %d", seed)
                            .contains(end(chain));
                }
                assertThat(node.accepted).as("seed %d: each once", seed).isEqualTo(all.size());
                assertThat(node.refusals).as("seed %d", seed).isEmpty();
                assertThat(node.forks).isEmpty();
                assertThat(node.diverged).isZero();
            }
            assertThat(world.network.lost()).isPositive();
        }
    }

    private static int side(List<Node> validators, NodeId id) {
        for (int i = 0; i < validators.size(); i++) {
            if (validators.get(i).id.equals(id)) {
                return i / 2;
            }
        }
        return 0;
    }

    @Test
    void theSameSeedGivesTheSameRun() throws Exception {
        assertThat(trace(5)).isEqualTo(trace(5)).isNotEqualTo(trace(6));
    }

    private static List<Long> trace(long seed) throws Exception {
        World world = new World(seed, new SimNetwork.Faults(0.3, 0.1, 0, 100_000, 20 * MS));
        List<Node> validators = world.validators(4);
        Fixtures.Source source = new Fixtures.Source(1);
        Node edge = world.edge(source, validators);
        List<Long> times = new ArrayList<>();
        for (Microblock block : source.chain(10)) {
            world.publish(edge, block);
            world.runUntil(() -> allHold(validators, List.of(block)), 60 * SECOND);
            times.add(world.nowNs);
            times.add(world.network.sent());
        }
        return times;
    }

    @Test
    void aValidatorThatWasAwayForLongCatchesUp() throws Exception {
        World world = new World(3, new SimNetwork.Faults(0.05, 0, 0, MS, 5 * MS));
        List<Node> validators = world.validators(4);
        Fixtures.Source source = new Fixtures.Source(1);
        world.enrolled.put(source.id, source);
        List<Microblock> chain = source.chain(5_500);
        for (Node node : validators.subList(0, 3)) {
            for (Microblock block : chain) {
                node.store.put(block);
            }
        }
        Node late = validators.get(3);
        assertThat(world.runUntil(() -> linked(late, chain), 120 * SECOND)).isTrue();
        assertThat(allHold(List.of(late), chain)).isTrue();
    }

    /** Days of blocks that were sealed without a network, and meanwhile a frontier that moved on for others. */
    @Test
    void anEdgeThatWasAwayForDaysMergesItsChain() throws Exception {
        World world = new World(31, new SimNetwork.Faults(0.1, 0.02, 0, MS, 20 * MS));
        List<Node> validators = world.validators(4);
        Fixtures.Source away = new Fixtures.Source(1);
        Node edge = world.edge(away, validators);
        List<Microblock> before = away.chain(3);
        for (Microblock block : before) {
            world.publish(edge, block);
        }
        assertThat(world.runUntil(() -> allHold(validators, before), 60 * SECOND))
                .isTrue();
        for (Node validator : validators) {
            validator.exchange.removePeer(edge.id);
            edge.exchange.removePeer(validator.id);
        }
        Fixtures.Source here = new Fixtures.Source(2);
        Node present = world.edge(here, validators);
        Optional<Fixtures.Decision> parent = Optional.empty();
        List<Microblock> others = here.chain(20);
        for (int height = 1; height <= 20; height++) {
            world.publish(present, others.get(height - 1));
            List<Microblock> sealed = List.of(others.get(height - 1));
            assertThat(world.runUntil(() -> allHold(validators, sealed), 60 * SECOND))
                    .isTrue();
            List<List<Microblock>> parts = height == 1 ? List.of(before, sealed) : List.of(sealed);
            Fixtures.Decision decision = Fixtures.decide(parent, parts);
            for (Node validator : validators) {
                validator.store.putDecided(decision.checkpoint(), decision.after());
            }
            parent = Optional.of(decision);
        }
        List<Microblock> offline = away.chain(5_000).subList(3, 5_000);
        for (int at = 0; at < offline.size(); at += 1_000) {
            edge.store.putAll(offline.subList(at, Math.min(offline.size(), at + 1_000)));
        }
        for (Node validator : validators) {
            edge.exchange.addPeer(validator.id, true, world.nowNs);
            validator.exchange.addPeer(edge.id, false, world.nowNs);
        }
        assertThat(world.runUntil(() -> validators.stream().allMatch(node -> linked(node, offline)), 300 * SECOND))
                .isTrue();
        assertThat(allHold(validators, offline)).isTrue();
    }

    @Test
    void aForkIsSeenByEveryValidatorAndAThirdBranchIsNotStored() throws Exception {
        for (long seed = 1; seed <= 6; seed++) {
            World world = new World(seed, new SimNetwork.Faults(0.2, 0.05, 0, MS, 10 * MS));
            List<Node> validators = world.validators(4);
            Fixtures.Source source = new Fixtures.Source(1);
            world.enrolled.put(source.id, source);
            List<Microblock> common = source.chain(5);
            Hash32 at = common.get(4).hash();
            List<List<Microblock>> branches =
                    List.of(source.chain(6, at, 8, 50), source.chain(6, at, 3, 60), source.chain(6, at, 5, 70));
            for (int i = 0; i < 3; i++) {
                Node node = validators.get(i);
                for (Microblock block : common) {
                    node.store.put(block);
                }
                for (Microblock block : branches.get(i)) {
                    node.store.put(block);
                }
            }
            assertThat(world.runUntil(() -> validators.stream().allMatch(node -> node.forks.size() == 1), 120 * SECOND))
                    .as(
                            "seed %d: %s",
                            seed, validators.stream().map(v -> v.forks.size()).toList())
                    .isTrue();
            world.run(30 * SECOND);
            for (Node node : validators) {
                ForkEvidence evidence = node.forks.get(0);
                assertThat(node.forks).hasSize(1);
                assertThat(evidence.verify(source.key)).isTrue();
                for (long seq = 6; seq <= 13; seq++) {
                    assertThat(node.store.get(source.id, 0, seq)).hasSizeLessThanOrEqualTo(2);
                }
            }
        }
    }

    @Test
    void aRequiredThirdBranchIsFetchedWhole() throws Exception {
        World world = new World(8, new SimNetwork.Faults(0.2, 0.05, 0, MS, 10 * MS));
        List<Node> validators = world.validators(4);
        Fixtures.Source source = new Fixtures.Source(1);
        world.enrolled.put(source.id, source);
        Hash32 start = Microblock.genesisPrev(Fixtures.NETWORK, source.id, 0);
        List<List<Microblock>> branches =
                List.of(source.chain(1, start, 30, 50), source.chain(1, start, 30, 60), source.chain(1, start, 30, 70));
        Node voter = validators.get(0);
        for (int i = 0; i < 2; i++) {
            for (Microblock block : branches.get(i)) {
                voter.store.put(block);
            }
        }
        Node leader = validators.get(1);
        for (Microblock block : branches.get(2)) {
            leader.store.put(block);
        }
        SourceRange wanted = Fixtures.range(branches.get(2));
        SourceRange held = Fixtures.range(branches.get(0));
        voter.exchange.fetch(List.of(wanted, held), leader.id, world.nowNs);
        assertThat(world.runUntil(() -> voter.fetched.size() == 2, 300 * SECOND))
                .isTrue();
        assertThat(voter.fetched).containsExactlyInAnyOrder(wanted, held);
        assertThat(voter.store.chain(wanted).orElseThrow())
                .isEqualTo(branches.get(2).stream().map(Microblock::hash).toList());
    }

    @Test
    void unknownSourcesWrongSignaturesAndGarbageAreRefusedAndCounted() throws Exception {
        World world = new World(4, SimNetwork.Faults.NONE);
        List<Node> validators = world.validators(2);
        Node node = validators.get(0);
        NodeId peer = validators.get(1).id;
        Fixtures.Source known = new Fixtures.Source(1);
        world.enrolled.put(known.id, known);
        Fixtures.Source unknown = new Fixtures.Source(2);
        Microblock good = known.chain(1).get(0);
        byte[] forged = good.encode();
        forged[forged.length - 1] ^= 1;

        node.exchange.onMessage(peer, push(unknown.chain(1).get(0)), 0);
        node.exchange.onMessage(peer, push(Microblock.decode(forged)), 0);
        node.exchange.onMessage(peer, new byte[] {1, 2, 3}, 0);
        node.exchange.onMessage(peer, new byte[0], 0);
        node.exchange.onMessage(peer, push(known.block(5_000, good.hash(), 1)), 0);
        node.exchange.onMessage(unknown.id, push(good), 0);
        assertThat(node.refusals)
                .containsEntry(RefusalReason.UNKNOWN_SOURCE, 1)
                .containsEntry(RefusalReason.BAD_SIGNATURE, 1)
                .containsEntry(RefusalReason.MALFORMED, 2)
                .containsEntry(RefusalReason.TOO_FAR, 1)
                .containsEntry(RefusalReason.NOT_A_PEER, 1);
        assertThat(node.store.heads()).isEmpty();
        PeerScore score = node.exchange.score(peer, 0).orElseThrow();
        assertThat(score.invalid()).isEqualTo(3);
        assertThat(score.refused()).isEqualTo(2);
        world.run(SECOND);
        assertThat(validators.get(1).refusedByPeers)
                .containsEntry(RefusalReason.UNKNOWN_SOURCE, 1)
                .containsEntry(RefusalReason.BAD_SIGNATURE, 1)
                .containsEntry(RefusalReason.TOO_FAR, 1);
        node.exchange.onMessage(peer, push(good), world.nowNs);
        assertThat(node.store.get(good.hash())).contains(good);
    }

    @Test
    void aPeerThatSendsTooMuchGarbageIsMutedForAWhile() throws Exception {
        World world = new World(4, SimNetwork.Faults.NONE);
        List<Node> validators = world.validators(2);
        Node node = validators.get(0);
        NodeId peer = validators.get(1).id;
        Fixtures.Source known = new Fixtures.Source(1);
        world.enrolled.put(known.id, known);
        Microblock good = known.chain(1).get(0);
        for (int i = 0; i < 16; i++) {
            assertThat(node.exchange.score(peer, 0).orElseThrow().muted()).isFalse();
            node.exchange.onMessage(peer, new byte[] {9}, 0);
        }
        assertThat(node.exchange.score(peer, 0).orElseThrow().muted()).isTrue();
        node.exchange.onMessage(peer, push(good), 30 * SECOND);
        assertThat(node.store.get(good.hash())).isEmpty();
        assertThat(node.refusals).containsEntry(RefusalReason.MUTED, 1);
        node.exchange.onMessage(peer, push(good), 61 * SECOND);
        assertThat(node.store.get(good.hash())).contains(good);
    }

    @Test
    void aFloodIsBoundedByThePeersShare() throws Exception {
        World world = new World(4, SimNetwork.Faults.NONE);
        List<Node> validators = world.validators(2);
        Node node = validators.get(0);
        NodeId peer = validators.get(1).id;
        Fixtures.Source known = new Fixtures.Source(1);
        world.enrolled.put(known.id, known);
        List<Microblock> chain = known.chain(2_600);
        for (Microblock block : chain) {
            node.exchange.onMessage(peer, push(block), 0);
        }
        assertThat(node.refusals.get(RefusalReason.OVER_BUDGET)).isEqualTo(600);
        assertThat(node.store.highest(known.id, 0).map(SourceHead::to)).contains(2_000L);
        PeerScore score = node.exchange.score(peer, 0).orElseThrow();
        assertThat(score.useful()).isEqualTo(2_000);
        assertThat(score.overBudget()).isGreaterThanOrEqualTo(600);
        // Answers are bounded too: 128 blocks cost 49,408 bytes of 2 MiB.
        byte[] want = DsmWire.encode(
                new DsmMessage.Want(List.of(new DsmMessage.NumberRange(known.id, 0, 1, 128)), List.of()));
        long before = world.network.sent();
        for (int i = 0; i < 1_000; i++) {
            node.exchange.onMessage(peer, want, 0);
        }
        assertThat(world.network.sent() - before).isLessThanOrEqualTo((2 << 20) / 49_408);
    }

    @Test
    void falseSummariesStartABoundedNumberOfFetchesThatEnd() throws Exception {
        World world = new World(4, SimNetwork.Faults.NONE);
        List<Node> validators = world.validators(4);
        Node node = validators.get(0);
        Fixtures.Source known = new Fixtures.Source(1);
        world.enrolled.put(known.id, known);
        Fixtures.Source unknown = new Fixtures.Source(2);
        List<SourceRange> lies = new ArrayList<>();
        for (Fixtures.Source source : List.of(known, unknown)) {
            lies.add(new SourceRange(source.id, 0, 1, Long.MAX_VALUE - 1, Fixtures.filled(66)));
        }
        lies.sort((left, right) -> left.source().compareTo(right.source()));
        DsmMessage.Have have = new DsmMessage.Have(1, 0, com.hookprobe.dsm.ledger.Frontier.EMPTY.root(), lies);
        node.exchange.onMessage(validators.get(1).id, DsmWire.encode(have), 0);
        world.run(30 * SECOND);
        // And the honest chain still comes through.
        List<Microblock> chain = known.chain(20);
        for (Microblock block : chain) {
            validators.get(2).store.put(block);
        }
        node.exchange.onMessage(validators.get(1).id, DsmWire.encode(have), world.nowNs);
        assertThat(world.runUntil(() -> allHold(validators, chain), 60 * SECOND))
                .isTrue();
    }

    @Test
    void aShortRequestForMuchCostsItsSenderItsShareEvenWhenNothingIsHere() throws Exception {
        World world = new World(4, SimNetwork.Faults.NONE);
        List<Node> validators = world.validators(2);
        Node node = validators.get(0);
        NodeId peer = validators.get(1).id;
        byte[] want = DsmWire.encode(new DsmMessage.Want(
                java.util.Collections.nCopies(64, new DsmMessage.NumberRange(peer, 0, 1, Long.MAX_VALUE)), List.of()));
        for (int i = 0; i < 10; i++) {
            node.exchange.onMessage(peer, want, 0);
        }
        // 2 MiB pay for 42 times 128 numbers; the other 598 are not looked up.
        assertThat(node.exchange.score(peer, 0).orElseThrow().overBudget()).isEqualTo(640 - 42);
    }

    @Test
    void summariesAreChargedToo() throws Exception {
        World world = new World(4, SimNetwork.Faults.NONE);
        List<Node> validators = world.validators(2);
        Node node = validators.get(0);
        NodeId peer = validators.get(1).id;
        List<SourceRange> ranges = new ArrayList<>();
        for (int i = 0; i < DsmWire.HAVE_MAX; i++) {
            ranges.add(new SourceRange(peer, i, 1, 2, Fixtures.filled(1)));
        }
        byte[] have = DsmWire.encode(new DsmMessage.Have(1, 0, com.hookprobe.dsm.ledger.Frontier.EMPTY.root(), ranges));
        assertThat(have).hasSizeLessThan(DsmWire.MESSAGE_BYTES_MAX);
        for (int i = 0; i < 20; i++) {
            node.exchange.onMessage(peer, have, 0);
        }
        assertThat(node.refusals).containsEntry(RefusalReason.OVER_BUDGET, 13);
        ranges.add(new SourceRange(peer, 70_000, 1, 2, Fixtures.filled(1)));
        DsmMessage.Have tooLong = new DsmMessage.Have(1, 0, Hash32.ZERO, ranges);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> DsmWire.encode(tooLong))
                .hasMessageContaining("maximum");
    }

    @Test
    void aForkedSourceIsHeardAgainOnlyInANewIncarnation() throws Exception {
        World world = new World(4, SimNetwork.Faults.NONE);
        List<Node> validators = world.validators(2);
        Node node = validators.get(0);
        NodeId peer = validators.get(1).id;
        Fixtures.Source source = new Fixtures.Source(1);
        world.enrolled.put(source.id, source);
        List<Microblock> chain = source.chain(3);
        Fixtures.Decision decision = Fixtures.decide(Optional.empty(), List.of(chain.subList(0, 2)), forked(source));
        node.store.putDecided(decision.checkpoint(), decision.after());
        node.exchange.onMessage(peer, push(chain.get(2)), 0);
        assertThat(node.refusals).containsOnlyKeys(RefusalReason.NOT_ACTIVE);
    }

    private static java.util.function.UnaryOperator<com.hookprobe.dsm.ledger.Frontier> forked(Fixtures.Source source) {
        return after ->
                after.with(after.entry(source.id).orElseThrow().with(com.hookprobe.dsm.ledger.SourceStatus.FORKED));
    }

    @Test
    void leavingAndComingBackDoesNotEndAMute() throws Exception {
        World world = new World(4, SimNetwork.Faults.NONE);
        List<Node> validators = world.validators(2);
        Node node = validators.get(0);
        NodeId peer = validators.get(1).id;
        for (int i = 0; i < 16; i++) {
            node.exchange.onMessage(peer, new byte[] {9}, 0);
        }
        node.exchange.removePeer(peer);
        node.exchange.addPeer(peer, true, SECOND);
        assertThat(node.exchange.score(peer, 2 * SECOND).orElseThrow().muted()).isTrue();
        assertThat(node.exchange.score(peer, 61 * SECOND).orElseThrow().muted()).isFalse();
    }

    @Test
    void whatIsRememberedOfAPeerIsBounded() {
        Fixtures.Source source = new Fixtures.Source(1);
        PeerState peer =
                new PeerState(source.id, true, DisseminationConfig.standard(source.id, Fixtures.NETWORK, true), 0);
        for (int i = 0; i < 5_000; i++) {
            peer.learn(Hash32.sha256("test" + i));
        }
        assertThat(peer.knownSize()).isEqualTo(PeerState.KNOWN_MAX);
        assertThat(peer.learn(Hash32.sha256("test4999"))).isFalse();
        assertThat(peer.learn(Hash32.sha256("test0"))).isTrue();
    }

    @Test
    void anotherFinalisedStateAtTheSameHeightIsReported() throws Exception {
        World world = new World(4, SimNetwork.Faults.NONE);
        List<Node> validators = world.validators(2);
        DsmMessage.Have have = new DsmMessage.Have(1, 0, Fixtures.filled(1), List.of());
        validators.get(0).exchange.onMessage(validators.get(1).id, DsmWire.encode(have), 0);
        assertThat(validators.get(0).diverged).isEqualTo(1);
    }

    @Test
    void anEdgeTakesNoBlocksOfOthersButGetsItsProof() throws Exception {
        World world = new World(9, new SimNetwork.Faults(0.2, 0.05, 0, MS, 10 * MS));
        List<Node> validators = world.validators(4);
        Fixtures.Source source = new Fixtures.Source(1);
        Node edge = world.edge(source, validators);
        Fixtures.Source other = new Fixtures.Source(2);
        world.enrolled.put(other.id, other);
        edge.exchange.onMessage(validators.get(0).id, push(other.chain(1).get(0)), world.nowNs);
        assertThat(edge.refusals).containsOnlyKeys(RefusalReason.NOT_FOLLOWED);

        List<Microblock> chain = source.chain(7);
        for (Microblock block : chain) {
            world.publish(edge, block);
        }
        assertThat(world.runUntil(() -> allHold(validators, chain), 60 * SECOND))
                .isTrue();
        Microblock asked = chain.get(3);
        edge.exchange.requestProof(asked.hash(), world.nowNs);
        world.run(10 * SECOND);
        assertThat(edge.proven).isEmpty();
        assertThat(edge.refusedByPeers).containsKey(RefusalReason.NO_PROOF);
        Fixtures.Decision decision = Fixtures.decide(Optional.empty(), List.of(chain));
        for (Node validator : validators) {
            validator.store.putDecided(decision.checkpoint(), decision.after());
        }
        assertThat(world.runUntil(() -> edge.proven.size() == 1, 60 * SECOND)).isTrue();
        assertThat(edge.proven.get(0).block()).isEqualTo(asked);
        assertThat(edge.proven.get(0).included()).isTrue();
        assertThat(edge.proven.get(0).header()).isEqualTo(decision.checkpoint().header());
    }

    @Test
    void nothingFinalisedIsListedOrFetchedAgain() throws Exception {
        World world = new World(10, SimNetwork.Faults.NONE);
        List<Node> validators = world.validators(2);
        Fixtures.Source source = new Fixtures.Source(1);
        world.enrolled.put(source.id, source);
        List<Microblock> chain = source.chain(5);
        BlockStore full = validators.get(0).store;
        for (Microblock block : chain) {
            full.put(block);
        }
        Fixtures.Decision decision = Fixtures.decide(Optional.empty(), List.of(chain));
        full.putDecided(decision.checkpoint(), decision.after());
        validators.get(1).store.putSnapshot(decision.checkpoint(), decision.after());
        world.run(20 * SECOND);
        assertThat(validators.get(1).accepted).isZero();
        assertThat(validators.get(1).diverged).isZero();
    }

    private static byte[] push(Microblock block) {
        return DsmWire.encode(new DsmMessage.Block(block));
    }
}
