package com.hookprobe.benchmarks;

import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.FrontierEntry;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.MicroblockDraft;
import com.hookprobe.dsm.ledger.RetentionPolicy;
import com.hookprobe.dsm.ledger.RocksBlockStore;
import com.hookprobe.dsm.ledger.SegmentBlockStore;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.NodeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The process that {@link LedgerKills} kills: puts blocks in batches, seals them in checkpoints, lets old ones go, and says on
 * standard output what is durable: {@code B number} or {@code D height}.
 */
final class LedgerKillChild {
    static final int BATCH = 25;

    private static final int EPOCH_SECONDS = 300;
    private static final int BATCHES_PER_CHECKPOINT = 4;
    private static final RetentionPolicy SHORT =
            new RetentionPolicy(Duration.ofSeconds(10 * EPOCH_SECONDS), Duration.ofDays(100), Duration.ofDays(100));

    static final DeviceKey KEY = DeviceKey.fromSeed(new byte[32]);
    static final NodeId SOURCE = NodeId.derive(KEY.publicKey());

    private static final BlockSigner SIGNER = BlockSigner.of(KEY);

    private final BlockStore store;
    private long seq;
    private Hash32 head;

    private LedgerKillChild(BlockStore store) throws Exception {
        this.store = store;
        Optional<SourceHead> at = store.highest(SOURCE, 0);
        this.seq = at.map(SourceHead::to).orElse(0L);
        this.head = at.map(SourceHead::head).orElseGet(() -> Microblock.genesisPrev(MadeBlocks.NETWORK, SOURCE, 0));
    }

    static BlockStore open(String kind, Path folder) throws Exception {
        return kind.equals("segments")
                ? SegmentBlockStore.openOrCreate(folder, MadeBlocks.NETWORK)
                : RocksBlockStore.openOrCreate(folder, MadeBlocks.NETWORK);
    }

    public static void main(String[] args) throws Exception {
        LedgerKillChild child = new LedgerKillChild(open(args[0], Path.of(args[1])));
        for (int round = 1; ; round++) {
            child.blocks(BATCH);
            if (round % BATCHES_PER_CHECKPOINT == 0) {
                child.checkpoint();
            }
            if (round % 40 == 0) {
                long now = child.store.frontierHeight() * EPOCH_SECONDS;
                child.store.prune(SHORT, now, 200);
            }
        }
    }

    private void blocks(int count) throws Exception {
        List<Microblock> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Microblock block = new MicroblockDraft(
                            MadeBlocks.NETWORK,
                            SOURCE,
                            0,
                            ++seq,
                            head,
                            0,
                            Hash32.ZERO,
                            seq,
                            EventType.IDS_ALERT,
                            Hash32.sha256("event " + seq),
                            Optional.empty())
                    .sign(SIGNER);
            head = block.hash();
            batch.add(block);
        }
        store.putAll(batch);
        store.sync();
        say("B " + seq);
    }

    private void checkpoint() throws Exception {
        Frontier before = store.frontier();
        long from = before.entry(SOURCE).map(FrontierEntry::to).orElse(0L) + 1;
        SourceRange range = new SourceRange(SOURCE, 0, from, seq, head);
        CheckpointBody body = new CheckpointBody(List.of(range), List.of(), List.of(), List.of());
        Frontier after = before.advance(body.ranges());
        long height = store.frontierHeight() + 1;
        Hash32 any = Hash32.sha256("any");
        CheckpointHeader header = new CheckpointHeader(
                CheckpointHeader.VERSION,
                MadeBlocks.NETWORK,
                height,
                height,
                height - 1,
                EPOCH_SECONDS,
                store.latestDecided().map(last -> last.header().hash()).orElse(any),
                SOURCE,
                MerkleTree.ofHashes(store.chain(range).orElseThrow()).root(),
                body.blockCount(),
                body.rangesRoot(),
                body.frontiersRoot(),
                after.root(),
                height - 1,
                store.logProofs().root((int) height - 1),
                body.evidenceRoot(),
                body.opsRoot(),
                any,
                any,
                any);
        store.putDecided(DecidedCheckpoint.of(header, new byte[176], body), after);
        say("D " + height);
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
