package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.FrontierEntry;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.NeuroBlock;
import com.hookprobe.dsm.ledger.SignatureAlgorithm;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Makes a ledger's life from a seed: chains, forks, blocks in any order, checkpoints that may come before their blocks. */
final class World {
    static final Hash32 NETWORK = Hash32.parse("4e".repeat(32));
    static final long EPOCH_SECONDS = 300;

    final BlockStore store;
    final Random random;
    final List<NodeId> sources = new ArrayList<>();

    /** Blocks that the network made and the store has not seen. */
    final List<Microblock> underWay = new ArrayList<>();

    private final Map<NodeId, List<Hash32>> chains = new HashMap<>();
    private Frontier frontier = Frontier.EMPTY;
    private Hash32 previous = Hash32.parse("99".repeat(32));
    private long height;
    private long made;

    World(BlockStore store, Random random, int sourceCount) {
        this.store = store;
        this.random = random;
        for (int i = 0; i < sourceCount; i++) {
            NodeId source = NodeId.of(bytes(32));
            sources.add(source);
            chains.put(source, new ArrayList<>());
        }
    }

    long height() {
        return height;
    }

    long made() {
        return made;
    }

    /** The next block of a source's chain; it is under way then. */
    Microblock grow(NodeId source) {
        Microblock block = next(source);
        chains.get(source).add(block.hash());
        underWay.add(block);
        made++;
        return block;
    }

    /** A block that will lose against the one that the source makes next. */
    void fork(NodeId source) {
        underWay.add(next(source));
    }

    private Microblock next(NodeId source) {
        List<Hash32> chain = chains.get(source);
        Hash32 prev = chain.isEmpty() ? Microblock.genesisPrev(NETWORK, source, 0) : chain.get(chain.size() - 1);
        return block(source, chain.size() + 1L, prev, 1_764_000_000_000_000L + random.nextInt(1_000_000_000));
    }

    Microblock block(NodeId source, long seq, Hash32 prev, long timeMicros) {
        Optional<NeuroBlock> neuro =
                random.nextBoolean() ? Optional.of(new NeuroBlock(hash(), bytes(64), hash())) : Optional.empty();
        EventType[] types = EventType.values();
        return new Microblock(
                Microblock.VERSION,
                NETWORK,
                source,
                0,
                seq,
                prev,
                height,
                height == 0 ? Hash32.ZERO : previous,
                timeMicros,
                types[random.nextInt(types.length)],
                hash(),
                neuro,
                SignatureAlgorithm.ED25519,
                bytes(64));
    }

    /** The store sees up to so many blocks, in any order, in one batch. */
    int deliver(int most) throws Exception {
        List<Microblock> some = new ArrayList<>();
        for (int i = 0; i < most && !underWay.isEmpty(); i++) {
            some.add(underWay.remove(random.nextInt(underWay.size())));
        }
        if (!some.isEmpty()) {
            store.putAll(some);
        }
        return some.size();
    }

    /** The same in the order in which they were made. */
    int deliverInOrder(int most) throws Exception {
        List<Microblock> some = underWay.subList(0, Math.min(most, underWay.size()));
        int count = some.size();
        if (count > 0) {
            store.putAll(List.copyOf(some));
            some.clear();
        }
        return count;
    }

    /** Decides a part of what every source has made; of some nothing. */
    void decide() throws Exception {
        List<SourceRange> ranges = new ArrayList<>();
        for (NodeId source : sources) {
            List<Hash32> chain = chains.get(source);
            long from = frontier.entry(source).map(FrontierEntry::to).orElse(0L) + 1;
            if (chain.size() >= from && random.nextInt(4) > 0) {
                int to = (int) from + random.nextInt(chain.size() - (int) from + 1);
                ranges.add(new SourceRange(source, 0, from, to, chain.get(to - 1)));
            }
        }
        put(ranges);
    }

    /** Decides all that every source has made. */
    void decideAll() throws Exception {
        List<SourceRange> ranges = new ArrayList<>();
        for (NodeId source : sources) {
            List<Hash32> chain = chains.get(source);
            long from = frontier.entry(source).map(FrontierEntry::to).orElse(0L) + 1;
            if (chain.size() >= from) {
                ranges.add(new SourceRange(source, 0, from, chain.size(), chain.get(chain.size() - 1)));
            }
        }
        put(ranges);
    }

    private void put(List<SourceRange> ranges) throws Exception {
        List<SourceRange> sorted = ranges.stream()
                .sorted(Comparator.comparing(SourceRange::source))
                .toList();
        CheckpointBody body = new CheckpointBody(sorted, List.of(), List.of(), List.of(bytes(1 + random.nextInt(40))));
        Frontier after = frontier.advance(sorted);
        CheckpointHeader header = new CheckpointHeader(
                CheckpointHeader.VERSION,
                NETWORK,
                height + 1,
                1_000 + height,
                999 + height,
                EPOCH_SECONDS,
                previous,
                NodeId.of(bytes(32)),
                hash(),
                body.blockCount(),
                body.rangesRoot(),
                body.frontiersRoot(),
                after.root(),
                height,
                hash(),
                body.evidenceRoot(),
                body.opsRoot(),
                hash(),
                hash(),
                hash());
        store.putDecided(DecidedCheckpoint.of(header, bytes(1 + random.nextInt(60)), body), after);
        height++;
        previous = header.hash();
        frontier = after;
    }

    private Hash32 hash() {
        return Hash32.of(bytes(32));
    }

    private byte[] bytes(int count) {
        byte[] made = new byte[count];
        random.nextBytes(made);
        return made;
    }
}
