package com.hookprobe.benchmarks;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.StoreLedgerView;
import com.hookprobe.dsm.consensus.ValidatorSigner;
import com.hookprobe.dsm.consensus.core.Effect;
import com.hookprobe.dsm.consensus.core.SimplexMachine;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.identity.NodeId;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One validator: the production machine over a store in memory, with the time that it takes. */
final class VotesNode {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** How a node reaches the others. */
    interface Wire {
        /** @return to how many it went */
        int toAll(VotesNode from, byte[] message);

        void toOne(VotesNode from, NodeId to, byte[] message);
    }

    final NodeId id;
    private final SimplexMachine machine;
    private final MemoryBlockStore store;
    private final Wire wire;
    private final long clockOffsetMicros;
    private final Map<String, Long> cpuNs = new HashMap<>();
    private final Map<String, Long> sent = new HashMap<>();
    long slowestCloseToFinalNs;

    VotesNode(Genesis genesis, NodeId id, ValidatorSigner signer, long clockOffsetMicros, Wire wire) {
        this.id = id;
        this.wire = wire;
        this.clockOffsetMicros = clockOffsetMicros;
        this.store = MemoryBlockStore.create(genesis.networkId());
        this.machine =
                new SimplexMachine(genesis, id, Optional.of(signer), new StoreLedgerView(store), List.of(), List.of());
    }

    void message(NodeId from, byte[] message, long nowNs, long wallMicros) throws StoreException {
        run(kind(message), () -> machine.onMessage(from, message, nowNs, wallMicros + clockOffsetMicros));
    }

    void tick(long nowNs, long wallMicros) throws StoreException {
        run("clock", () -> machine.onTick(nowNs, wallMicros + clockOffsetMicros));
    }

    void blocks(List<Microblock> blocks, long nowNs, long wallMicros) throws StoreException {
        store.putAll(blocks);
        run("blocks", () -> machine.onBlocks(nowNs, wallMicros + clockOffsetMicros));
    }

    long nextNs() {
        return machine.nextDeadlineNs();
    }

    MemoryBlockStore store() {
        return store;
    }

    /** What it did since the last call. */
    VotesShare share() {
        VotesShare share = new VotesShare(Map.copyOf(cpuNs), Map.copyOf(sent));
        cpuNs.clear();
        sent.clear();
        return share;
    }

    private void run(String input, Supplier<List<Effect>> call) throws StoreException {
        long start = THREADS.getCurrentThreadCpuTime();
        List<Effect> effects = call.get();
        cpuNs.merge(input, THREADS.getCurrentThreadCpuTime() - start, Long::sum);
        for (Effect effect : effects) {
            if (effect instanceof Effect.Broadcast broadcast) {
                int receivers = wire.toAll(this, broadcast.message());
                sent.merge(kind(broadcast.message()), (long) receivers * broadcast.message().length, Long::sum);
            } else if (effect instanceof Effect.Send send) {
                wire.toOne(this, send.to(), send.message());
                sent.merge(kind(send.message()), (long) send.message().length, Long::sum);
            } else if (effect instanceof Effect.Commit commit) {
                slowestCloseToFinalNs = Math.max(slowestCloseToFinalNs, commit.closeToFinalNs());
                store.putDecided(commit.checkpoint(), commit.after());
            } else if (effect instanceof Effect.Alarm
                    || effect instanceof Effect.Refused
                    || effect instanceof Effect.Report
                    || effect instanceof Effect.FetchBlocks) {
                throw new IllegalStateException("not the good case: " + effect);
            }
        }
    }

    /** The names of `dsm-consensus.md`, 4. */
    private static String kind(byte[] message) {
        return switch (message[0]) {
            case 32 -> "PROPOSE";
            case 33 -> message[1] == 1 ? "NOTARIZE" : message[1] == 2 ? "NULLIFY" : "FINALIZE";
            case 34 -> "ADVANCE";
            case 35 -> "DECIDED";
            case 36 -> "FRONTIER";
            case 40 -> "STATUS";
            default -> "kind " + message[0];
        };
    }
}
