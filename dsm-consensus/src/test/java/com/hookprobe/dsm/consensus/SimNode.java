package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.consensus.core.Effect;
import com.hookprobe.dsm.consensus.core.SimplexMachine;
import com.hookprobe.dsm.ledger.BlockExchange;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.core.DisseminationConfig;
import com.hookprobe.dsm.ledger.core.DsmMessage;
import com.hookprobe.dsm.ledger.core.DsmWire;
import com.hookprobe.identity.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * One simulated validator: the production machine and block exchange over a simulated disk. It can lose power between any two
 * effects; then what was not synced is partly gone.
 */
final class SimNode {
    /** How a node reaches the others. */
    interface Wire {
        void send(SimNode from, NodeId to, byte[] message);
    }

    private static final long SECOND_NS = 1_000_000_000L;

    final int index;
    final NodeId id;
    final boolean honest;
    long skewMicros;
    boolean alive;
    double crashPerEffect;
    long restartAtNs = Long.MAX_VALUE;
    int crashes;
    int refusedProposals;

    private final Genesis genesis;
    private final ValidatorSigner signer;
    private final Wire wire;
    private final SimOracle oracle;
    private final SplittableRandom random;
    private final int byzantine;

    // The disk.
    MemoryBlockStore store;
    private final List<VoteRecord> log = new ArrayList<>();
    private final Map<Hash32, byte[]> proposals = new HashMap<>();

    // The process.
    private SimplexMachine machine;
    private BlockExchange exchange;
    private final Deque<ForkEvidence> forks = new ArrayDeque<>();
    private boolean gotBlocks;
    private long nowNs;

    SimNode(
            int index,
            Fixtures.Member member,
            Genesis genesis,
            boolean honest,
            int byzantine,
            Wire wire,
            SimOracle oracle,
            SplittableRandom random) {
        this.index = index;
        this.id = member.id();
        this.signer = member.signer();
        this.genesis = genesis;
        this.honest = honest;
        this.byzantine = byzantine;
        this.wire = wire;
        this.oracle = oracle;
        this.random = random;
        this.store = MemoryBlockStore.create(genesis.networkId());
    }

    void start(long now) {
        nowNs = now;
        alive = true;
        restartAtNs = Long.MAX_VALUE;
        machine = new SimplexMachine(
                genesis,
                id,
                Optional.of(signer),
                new StoreLedgerView(store),
                List.copyOf(log),
                List.copyOf(proposals.values()));
        DisseminationConfig config = new DisseminationConfig(
                id, genesis.networkId(), true, 3, SECOND_NS / 2, SECOND_NS / 4, 4_096, 1_000, 1 << 20, 1_000, 0);
        exchange = new BlockExchange(
                config,
                store,
                (source, incarnation) -> genesis.sourceKey(source),
                (to, message) -> wire.send(this, to, message),
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
        for (Validator member : genesis.validators().members()) {
            if (!member.id().equals(id)) {
                exchange.addPeer(member.id(), true, now);
            }
        }
        genesis.sources().forEach(source -> exchange.addPeer(source.id(), false, now));
        tick(now);
    }

    void crash() {
        alive = false;
        crashes++;
        store = store.afterPowerCut(random.nextInt(4));
    }

    void message(NodeId from, byte[] message, long now) {
        nowNs = now;
        if (message.length > 0 && message[0] < 32) {
            run(() -> {
                exchange.onMessage(from, message, now);
                return List.of();
            });
        } else {
            run(() -> machine.onMessage(from, message, now, wallMicros()));
        }
        drain();
    }

    void tick(long now) {
        nowNs = now;
        run(() -> {
            exchange.tick(now);
            return List.of();
        });
        if (alive) {
            run(() -> machine.onTick(now, wallMicros()));
        }
        drain();
    }

    private void drain() {
        while (alive && (gotBlocks || !forks.isEmpty())) {
            if (forks.isEmpty()) {
                gotBlocks = false;
                run(() -> machine.onBlocks(nowNs, wallMicros()));
            } else {
                ForkEvidence fork = forks.remove();
                run(() -> machine.onFork(fork, nowNs, wallMicros()));
            }
        }
    }

    long nextNs() {
        return alive ? Math.min(machine.nextDeadlineNs(), exchange.nextDeadlineNs()) : restartAtNs;
    }

    long height() {
        return alive ? machine.height() : 0;
    }

    long wallMicros() {
        return Fixtures.GENESIS_SECONDS * 1_000_000L + nowNs / 1_000 + skewMicros;
    }

    private interface Step {
        List<Effect> get() throws StoreException;
    }

    private void run(Step step) {
        Supplier<List<Effect>> input = () -> {
            try {
                return step.get();
            } catch (StoreException e) {
                throw new AssertionError("memory does not fail", e);
            }
        };
        for (Effect effect : input.get()) {
            if (crashPerEffect > 0 && random.nextDouble() < crashPerEffect) {
                crash();
                restartAtNs = nowNs + random.nextLong(SECOND_NS / 10, 3 * SECOND_NS);
                return;
            }
            try {
                carryOut(effect);
            } catch (StoreException e) {
                throw new AssertionError("memory does not fail", e);
            }
        }
    }

    private void carryOut(Effect effect) throws StoreException {
        if (effect instanceof Effect.Send send) {
            send(send.to(), send.message());
        } else if (effect instanceof Effect.Broadcast broadcast) {
            for (Validator member : genesis.validators().members()) {
                if (!member.id().equals(id)) {
                    send(member.id(), broadcast.message());
                }
            }
        } else if (effect instanceof Effect.LogVote vote) {
            log.add(vote.entry());
        } else if (effect instanceof Effect.StoreProposal proposal) {
            proposals.put(proposal.value(), proposal.content());
        } else if (effect instanceof Effect.SyncBlocks) {
            store.sync();
        } else if (effect instanceof Effect.Commit commit) {
            commit(commit);
        } else if (effect instanceof Effect.FetchBlocks fetch) {
            exchange.fetch(fetch.ranges(), fetch.from(), nowNs);
        } else if (effect instanceof Effect.TakeBlock take) {
            exchange.onMessage(take.from(), DsmWire.encode(new DsmMessage.Block(take.block())), nowNs);
        } else if (effect instanceof Effect.CancelFetches) {
            exchange.cancelFetches();
        } else if (effect instanceof Effect.Report report && honest) {
            oracle.evidence(report.evidence(), byzantine);
        } else if (effect instanceof Effect.Refused && honest) {
            refusedProposals++;
        } else if (effect instanceof Effect.Alarm alarm && honest) {
            throw new AssertionError("node " + index + ": " + alarm.what());
        }
    }

    private void commit(Effect.Commit commit) throws StoreException {
        store.putDecided(commit.checkpoint(), commit.after());
        proposals.clear();
        if (honest) {
            oracle.committed(index, commit.checkpoint());
            for (long height = 1; height <= commit.checkpoint().height(); height++) {
                DecidedCheckpoint kept = store.decided(height).orElseThrow();
                SimOracle.check(
                        kept.header().equals(oracle.chain.get(height).header()), "S6: height " + height + " changed");
            }
        }
    }

    private void send(NodeId to, byte[] message) {
        if (honest) {
            oracle.sentByHonest(index, message, log);
            Receipts.checkDurable(message, store);
        }
        wire.send(this, to, message);
    }
}
