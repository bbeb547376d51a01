package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.Penalty;
import com.hookprobe.dsm.consensus.SetChange;
import com.hookprobe.dsm.consensus.ValidatorEngine;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.BlockExchange;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.PublicKeyBytes;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.core.DisseminationConfig;
import com.hookprobe.dsm.ledger.core.Enrolment;
import com.hookprobe.identity.NodeId;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One machine: the production engine with its vote log and proposal store, and the production block exchange, over a simulated disk.
 * It can lose power at any write, sync or send.
 */
final class SimNode {
    /** What a machine's surroundings want to know. */
    interface Surroundings {
        void send(SimNode from, int toIndex, byte[] message, long atNs);

        void committed(SimNode node, DecidedCheckpoint checkpoint);

        void evidence(SimNode node, Evidence evidence);

        void alarm(SimNode node, String what);

        /** The machine or its process has ended; it starts again when the simulation says so. */
        void down(SimNode node, String why, boolean powerLost);

        void started(SimNode node);

        /** The height after this one has another set. */
        /** True when this validator approves. */
        boolean considers(SimNode node, SetChange change);

        void setChanged(SimNode node, long height, ValidatorSet next);
    }

    private interface Step {
        void run() throws IOException;
    }

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long UNKNOWN = Long.MIN_VALUE;

    final int address;
    final int index;
    final NodeId id;
    final boolean liar;
    final Hazards hazards = new Hazards();
    final SimDisk disk = new SimDisk(hazards);
    FaultyStore store;
    boolean alive;
    long restartAtNs;
    long busyUntilNs;
    long skewMicros;

    /** Set while the vote log is gone: then nothing may be signed. */
    boolean mustNotSign;

    /** Heights that this machine has made durable; restoring a backup lowers it. */
    long committedHeight;

    int sendsThisInput;

    private final String name;
    private final World world;
    private final int people;
    private final Surroundings around;
    private final SplittableRandom random;
    private final SimPath root = new SimPath(new SimFileSystem(disk), "/");
    private final Deque<ForkEvidence> forks = new ArrayDeque<>();
    private final Deque<Hash32> toApprove = new ArrayDeque<>();
    private @Nullable ValidatorEngine engine;
    private @Nullable BlockExchange exchange;
    private boolean gotBlocks;
    private long nowNs;
    private long dueNs = UNKNOWN;

    SimNode(
            int address,
            int index,
            World world,
            int people,
            boolean liar,
            Surroundings around,
            SplittableRandom random) {
        this.people = people;
        this.address = address;
        this.index = index;
        this.name = "v" + index + (address == index ? "" : "'");
        this.world = world;
        this.id = world.members.get(index).id();
        this.liar = liar;
        this.around = around;
        this.random = random;
        this.store = new FaultyStore(MemoryBlockStore.create(world.genesis.networkId()), hazards);
        try {
            ValidatorEngine.initialise(root, world.genesis, id);
        } catch (IOException e) {
            throw new IllegalStateException("nothing fails yet", e);
        }
    }

    SimPath folder() {
        return root;
    }

    void start(long now) {
        nowNs = now;
        alive = true;
        restartAtNs = Long.MAX_VALUE;
        gotBlocks = false;
        forks.clear();
        toApprove.clear();
        engineStep(() -> {
            exchange = exchange(now);
            engine = open(exchange);
            around.started(this);
            if (mustNotSign && engine.notSigning().isEmpty()) {
                throw new SimulationFailure("S4: v" + index + " signs although its vote log was deleted");
            }
        });
        tick(now);
    }

    private ValidatorEngine open(BlockExchange blocks) throws IOException {
        try {
            return ValidatorEngine.open(
                    root,
                    world.genesis,
                    id,
                    world.members.get(index).signer(),
                    store,
                    this::send,
                    ValidatorEngine.BlockFetcher.over(blocks),
                    new Reports());
        } catch (IllegalStateException e) {
            throw new SimulationFailure("S6: " + this + " lacks what it had committed: " + e.getMessage());
        }
    }

    private BlockExchange exchange(long now) {
        DisseminationConfig config = new DisseminationConfig(
                id,
                world.genesis.networkId(),
                true,
                3,
                9 * SECOND_NS / 10,
                SECOND_NS / 5,
                4_096,
                1_000,
                1 << 20,
                1_000,
                0);
        BlockExchange fresh = new BlockExchange(
                config,
                store,
                new Enrolled(world),
                this::send,
                new BlockExchange.Listener() {
                    @Override
                    public void accepted(Microblock block) {
                        gotBlocks = true;
                    }

                    @Override
                    public void fetched(SourceRange range) {
                        gotBlocks = true;
                    }

                    @Override
                    public void fork(ForkEvidence evidence) {
                        forks.add(evidence);
                    }
                },
                random.split());
        for (World.Member member : world.members.subList(0, people)) {
            if (!member.id().equals(id)) {
                fresh.addPeer(member.id(), true, now);
            }
        }
        world.chains.forEach(chain -> fresh.addPeer(chain.source(), false, now));
        return fresh;
    }

    /** The sources' keys; a block that the world has signed itself is known to be good. */
    private record Enrolled(World world) implements Enrolment {
        @Override
        public Optional<PublicKeyBytes> key(NodeId source, long incarnation) {
            return world.genesis.sourceKey(source);
        }

        @Override
        public boolean verify(Microblock block, PublicKeyBytes key) {
            return world.isGenuine(block) || block.verify(key);
        }
    }

    void hear(NodeId from, byte[] message, long now) {
        nowNs = now;
        if (message.length > 0 && message[0] > 0 && message[0] < 32) {
            exchangeStep(() -> exchange().onMessage(from, message, now));
        } else {
            engineStep(() -> engine().onMessage(from, message, now, wallMicros()));
        }
        drain();
    }

    void tick(long now) {
        nowNs = now;
        exchangeStep(() -> exchange().tick(now));
        engineStep(() -> engine().tick(now, wallMicros()));
        drain();
    }

    /** Its operator, or itself, wants a change of the set. */
    void want(SetChange change, long now) {
        nowNs = now;
        engineStep(() -> engine().propose(change, now, wallMicros()));
        drain();
    }

    /** A wake without a reason. */
    void poke(long now) {
        nowNs = now;
        engineStep(() -> engine().onBlocks(now, wallMicros()));
        tick(now);
    }

    private void drain() {
        while (alive && (gotBlocks || !forks.isEmpty() || !toApprove.isEmpty())) {
            if (!toApprove.isEmpty()) {
                Hash32 change = toApprove.remove();
                engineStep(() -> engine().approve(change, nowNs, wallMicros()));
            } else if (forks.isEmpty()) {
                gotBlocks = false;
                engineStep(() -> engine().onBlocks(nowNs, wallMicros()));
            } else {
                ForkEvidence fork = forks.remove();
                engineStep(() -> engine().onFork(fork, nowNs, wallMicros()));
            }
        }
        long spentNs = hazards.takeSpentNs();
        busyUntilNs = Math.max(busyUntilNs, nowNs + spentNs);
    }

    /** A store that fails costs the exchange a block at most; summaries bring it again. */
    private void exchangeStep(Step step) {
        guarded(step, false);
    }

    /** An engine whose disk failed must be opened again. */
    private void engineStep(Step step) {
        guarded(step, true);
    }

    private void guarded(Step step, boolean fatal) {
        if (!alive) {
            return;
        }
        dueNs = UNKNOWN;
        try {
            step.run();
        } catch (PowerCut e) {
            crash(random.nextInt(3) > 0, "ends in the middle of a step");
        } catch (IOException e) {
            if (fatal) {
                crash(false, "stops: " + e.getMessage());
            }
        }
    }

    /** The process ends, and with the power what was not synced. */
    void crash(boolean powerLost, String why) {
        alive = false;
        engine = null;
        exchange = null;
        if (powerLost) {
            store = new FaultyStore(store.inner().afterPowerCut(random.nextInt(4)), hazards);
            disk.powerCut(random);
        } else {
            store = new FaultyStore(store.inner(), hazards);
            disk.processEnds();
        }
        around.down(this, why, powerLost);
    }

    private void send(NodeId to, byte[] message) {
        hazards.step();
        sendsThisInput++;
        around.send(this, world.indexOf(to), message, nowNs + hazards.spentNs());
    }

    long nextNs() {
        if (!alive) {
            return restartAtNs;
        }
        if (dueNs == UNKNOWN) {
            dueNs = Math.min(engine().nextDeadlineNs(), exchange().nextDeadlineNs());
        }
        return Math.max(dueNs, busyUntilNs);
    }

    /** The height that it works on, 0 while it is down. */
    long height() {
        return alive ? engine().height() : 0;
    }

    long view() {
        return alive ? engine().view() : 0;
    }

    long wallMicros() {
        return Math.max(0, World.GENESIS_SECONDS * 1_000_000L + nowNs / 1_000 + skewMicros);
    }

    ValidatorEngine engine() {
        if (engine == null) {
            throw new IllegalStateException("v" + index + " is down");
        }
        return engine;
    }

    BlockExchange exchange() {
        if (exchange == null) {
            throw new IllegalStateException("v" + index + " is down");
        }
        return exchange;
    }

    @Override
    public String toString() {
        return name;
    }

    private final class Reports implements ValidatorEngine.Listener {
        @Override
        public void finalised(DecidedCheckpoint checkpoint, int signers, int validators, long closeToFinalNs) {
            committedHeight = checkpoint.height();
            around.committed(SimNode.this, checkpoint);
        }

        @Override
        public void evidence(Evidence evidence) {
            around.evidence(SimNode.this, evidence);
        }

        @Override
        public void consider(SetChange change) {
            if (around.considers(SimNode.this, change)) {
                toApprove.add(change.hash());
            }
        }

        @Override
        public void setChanged(long height, ValidatorSet next, List<Penalty> penalties) {
            around.setChanged(SimNode.this, height, next);
        }

        @Override
        public void alarm(String what) {
            around.alarm(SimNode.this, what);
        }
    }
}
