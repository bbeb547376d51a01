package com.hookprobe.benchmarks;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.RocksBlockStore;
import com.hookprobe.dsm.ledger.SourceRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** {@code benchmarks/ledger load}: blocks into RocksDB, checkpoints over them, proofs, and the start at that size. */
final class LedgerLoad implements Options.Program {
    private long blocks = 10_000_000;
    private int batch = 4_000;
    private int sources = 1_000;
    private long perCheckpoint = 1_000_000;
    private int proofs = 10_000;
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    public static void main(String[] args) {
        Options.main("ledger", "load", new LedgerLoad(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--blocks" -> blocks = Options.number(name, value, 1, 1_000_000_000);
            case "--batch" -> batch = (int) Options.number(name, value, 1, 10_000);
            case "--sources" -> sources = (int) Options.number(name, value, 1, 65_536);
            case "--per-checkpoint" -> perCheckpoint = Options.number(name, value, 1, 1_000_000);
            case "--proofs" -> proofs = (int) Options.number(name, value, 1, 10_000_000);
            case "--dir" -> directory = Options.directory(name, value);
            default -> throw Options.unknown(name);
        }
    }

    @Override
    public void run(boolean json) throws Exception {
        try (WorkDirectory work = new WorkDirectory(directory)) {
            Path folder = work.path().resolve("blocks");
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("blocks", blocks);
            report.put("batch", batch);
            report.put("sources", sources);
            List<Hash32> sample = new ArrayList<>();
            try (BlockStore store = RocksBlockStore.openOrCreate(folder, MadeBlocks.NETWORK)) {
                fill(store, report, sample);
                prove(store, sample, report);
            }
            restart(folder, sample, report);
            report.put("peak_rss_mb", Resident.peak() / (1 << 20));
            if (json) {
                Options.printJson(report);
            } else {
                report.forEach((name, value) -> System.out.printf("%-28s %s%n", name, value));
            }
        }
    }

    private void fill(BlockStore store, Map<String, Object> report, List<Hash32> sample) throws Exception {
        MadeBlocks made = new MadeBlocks(sources);
        List<Double> rates = new ArrayList<>();
        List<Double> builds = new ArrayList<>();
        List<Double> seals = new ArrayList<>();
        long total = 0;
        long at = 0;
        long slowest = 0;
        while (at < blocks) {
            long ns = 0;
            long until = Math.min(blocks, at + perCheckpoint);
            long count = until - at;
            while (at < until) {
                List<Microblock> next = made.next((int) Math.min(batch, until - at));
                at += next.size();
                if (at / batch % 50 == 0) {
                    sample.add(next.get(0).hash());
                }
                long start = System.nanoTime();
                store.putAll(next);
                store.sync();
                long took = System.nanoTime() - start;
                slowest = Math.max(slowest, took);
                ns += took;
            }
            total += ns;
            rates.add(count / (ns / 1e9));
            long start = System.nanoTime();
            MerkleTree tree = build(store, made.open());
            builds.add((System.nanoTime() - start) / 1e9);
            MadeBlocks.Sealed sealed = made.seal(tree);
            start = System.nanoTime();
            store.putDecided(sealed.checkpoint(), sealed.after());
            seals.add((System.nanoTime() - start) / 1e9);
            System.err.printf(
                    "%,d blocks: %,.0f/s, checkpoint built in %.2f s, stored in %.2f s%n",
                    at, rates.get(rates.size() - 1), builds.get(builds.size() - 1), seals.get(seals.size() - 1));
        }
        report.put("blocks_per_second", Math.round(blocks / (total / 1e9)));
        report.put("blocks_per_second_least", Math.round(Figures.least(rates)));
        report.put("slowest_batch_ms", slowest / 1_000_000);
        report.put("checkpoint_build_s", Figures.median(builds));
        report.put("checkpoint_build_s_most", Figures.most(builds));
        report.put("checkpoint_store_s", Figures.median(seals));
    }

    /** As a leader and every voter do: the chains of the ranges, and the root over them. */
    private static MerkleTree build(BlockStore store, List<SourceRange> ranges) throws Exception {
        List<Hash32> leaves = new ArrayList<>();
        for (SourceRange range : ranges) {
            leaves.addAll(store.chain(range).orElseThrow());
        }
        return MerkleTree.ofHashes(leaves);
    }

    private void prove(BlockStore store, List<Hash32> sample, Map<String, Object> report) throws Exception {
        SplittableRandom random = new SplittableRandom(2);
        long[] took = new long[proofs];
        for (int i = 0; i < proofs; i++) {
            Hash32 block = sample.get(random.nextInt(sample.size()));
            long start = System.nanoTime();
            Optional<InclusionBundle> bundle = store.proof(block);
            took[i] = System.nanoTime() - start;
            if (bundle.isEmpty() || !bundle.get().included()) {
                throw new IllegalStateException("no proof of a stored block");
            }
        }
        Arrays.sort(took);
        report.put("proof_us_p50", took[proofs / 2] / 1_000);
        report.put("proof_us_p99", took[proofs - 1 - proofs / 100] / 1_000);
    }

    private void restart(Path folder, List<Hash32> sample, Map<String, Object> report) throws Exception {
        long start = System.nanoTime();
        try (BlockStore store = RocksBlockStore.open(folder, MadeBlocks.NETWORK)) {
            if (store.get(sample.get(0)).isEmpty()) {
                throw new IllegalStateException("a stored block is gone");
            }
            report.put("open_ms", (System.nanoTime() - start) / 1_000_000);
        }
    }
}
