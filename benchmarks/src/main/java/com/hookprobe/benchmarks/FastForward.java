package com.hookprobe.benchmarks;

import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.LocalSigner;
import com.hookprobe.dsm.consensus.ValidatorEngine;
import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.RocksBlockStore;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.keys.NodeKeys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Many epochs in little time: the validators of some homes agree on one checkpoint after the other in this process, with their real
 * keys, signatures, vote logs and stores, by a clock that jumps to the next thing to do. What it leaves in the folders is what the
 * sentinels would have left there.
 */
final class FastForward implements AutoCloseable {
    private static final int STEPS_MOST = 100_000;

    private record Mail(NodeId from, NodeId to, byte[] bytes) {}

    private final Genesis genesis;
    private final SourceChain source;
    private final Deque<Mail> mail = new ArrayDeque<>();
    private final Map<NodeId, ValidatorEngine> engines = new HashMap<>();
    private final List<BlockStore> stores = new ArrayList<>();
    private final List<AutoCloseable> held = new ArrayList<>();
    private long nowNs = 1;

    FastForward(LocalMesh mesh, List<LocalMesh.Home> homes) throws Exception {
        this.genesis = mesh.genesis();
        NodeKeys verifier = mesh.verifier();
        this.source = new SourceChain(
                MemoryBlockStore.create(genesis.networkId()),
                genesis.networkId(),
                verifier.id(),
                0,
                BlockSigner.of(verifier.device()));
        for (LocalMesh.Home home : homes) {
            open(home);
        }
    }

    private void open(LocalMesh.Home home) throws Exception {
        NodeId id = home.card().nodeId();
        NodeKeys keys = home.keys();
        BlsSecretKey bls = keys.bls();
        BlockStore store = RocksBlockStore.openOrCreate(home.store(), genesis.networkId());
        ValidatorEngine.initialise(home.votes(), genesis, id);
        ValidatorEngine engine = ValidatorEngine.open(
                home.votes(),
                genesis,
                id,
                new LocalSigner(bls, keys.device()::sign),
                store,
                (to, bytes) -> mail.add(new Mail(id, to, bytes)),
                (ranges, from, now) -> {
                    throw new IllegalStateException("every validator has every block");
                },
                new ValidatorEngine.Listener() {
                    @Override
                    public void finalised(DecidedCheckpoint checkpoint, int signers, int validators, long ns) {}

                    @Override
                    public void evidence(Evidence evidence) {
                        throw new IllegalStateException("nobody lies: " + evidence);
                    }
                });
        engines.put(id, engine);
        stores.add(store);
        held.addAll(List.of(engine, store, bls, keys));
    }

    private long wallMicros() {
        return genesis.genesisTimeMicros() + nowNs / 1_000;
    }

    /** The next checkpoint, with so many blocks. */
    void height(int blocks) throws Exception {
        long wanted = stores.get(0).frontierHeight() + 1;
        List<SourceChain.Event> events = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            events.add(new SourceChain.Event(
                    EventType.IDS_ALERT, Hash32.sha256("event " + wanted + "/" + i), Optional.empty()));
        }
        List<Microblock> made = source.append(events, wallMicros());
        for (BlockStore store : stores) {
            store.putAll(made);
        }
        for (int step = 0; !allAt(wanted); step++) {
            if (step == STEPS_MOST) {
                throw new IllegalStateException("no decision at height " + wanted);
            }
            step();
        }
    }

    private boolean allAt(long height) throws Exception {
        for (BlockStore store : stores) {
            if (store.frontierHeight() < height) {
                return false;
            }
        }
        return true;
    }

    private void step() throws Exception {
        Mail next = mail.poll();
        if (next != null) {
            ValidatorEngine to = engines.get(next.to());
            if (to != null) {
                to.onMessage(next.from(), next.bytes(), nowNs, wallMicros());
            }
            return;
        }
        long due = engines.values().stream()
                .mapToLong(ValidatorEngine::nextDeadlineNs)
                .min()
                .orElseThrow();
        nowNs = Math.max(nowNs + 1_000, due);
        for (ValidatorEngine engine : engines.values()) {
            if (engine.nextDeadlineNs() <= nowNs) {
                engine.tick(nowNs, wallMicros());
            }
        }
    }

    /** The virtual time, microseconds since 1970. */
    long reachedMicros() {
        return wallMicros();
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : held) {
            each.close();
        }
    }
}
