package com.hookprobe.benchmarks;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.CheckReport;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.Progress;
import com.hookprobe.dsm.ledger.PublicKeyBytes;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.StoreMaintenance;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * {@code benchmarks/ledger kills}: a process that writes is killed with SIGKILL at a random moment, again and again; after each the
 * store must open, be sound in every index and tree, and hold all that was said to be durable.
 */
final class LedgerKills implements Options.Program {
    private static final int ROUNDS_PER_STORE = 25;

    private int rounds = 500;
    private long seed = 1;
    private String backend = "rocksdb";
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));
    private long blocksSaid;
    private long heightSaid;
    private long blocks;
    private long slowestOpenMs;

    public static void main(String[] args) {
        Options.main("ledger", "kills", new LedgerKills(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--rounds" -> rounds = (int) Options.number(name, value, 1, 1_000_000);
            case "--seed" -> seed = Options.number(name, value, 0, Long.MAX_VALUE);
            case "--backend" ->
                backend = Options.some(name, value, List.of("rocksdb", "segments"))
                        .get(0);
            case "--dir" -> directory = Options.directory(name, value);
            default -> throw Options.unknown(name);
        }
    }

    @Override
    public void run(boolean json) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        long checkpoints = 0;
        for (int round = 0; round < rounds; ) {
            try (WorkDirectory work = new WorkDirectory(directory)) {
                blocksSaid = 0;
                heightSaid = 0;
                for (int i = 0; i < ROUNDS_PER_STORE && round < rounds; i++, round++) {
                    Path folder = work.path().resolve("blocks");
                    kill(folder, 1 + random.nextInt(60), random.nextInt(20));
                    check(folder, round);
                }
                checkpoints += heightSaid;
                blocks += blocksSaid;
            }
            System.err.printf("%d kills, nothing lost%n", round);
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("backend", backend);
        report.put("kills", rounds);
        report.put("seed", seed);
        report.put("blocks", blocks);
        report.put("checkpoints", checkpoints);
        report.put("lost", 0);
        report.put("slowest_open_ms", slowestOpenMs);
        if (json) {
            Options.printJson(report);
        } else {
            report.forEach((name, value) -> System.out.printf("%-18s %s%n", name, value));
        }
    }

    /** Reads some reports, waits a random while within the next write, and kills. */
    private void kill(Path folder, int lines, int millis) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LedgerKillChild.class.getName(),
                        backend,
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < lines; i++) {
                String line = out.readLine();
                if (line == null) {
                    throw new IllegalStateException("the writer ended by itself");
                }
                heard(line);
            }
            TimeUnit.MILLISECONDS.sleep(millis);
            // Not Process.destroyForcibly: it would also close the pipe with the last reports in it.
            child.toHandle().destroyForcibly();
            String last = null;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (last != null) {
                    heard(last);
                }
                // The very last line may be cut short: then its number is not the one that was meant.
                last = line;
            }
        }
        child.waitFor();
    }

    private void heard(String line) {
        long number = Long.parseLong(line.substring(2));
        if (line.startsWith("B ")) {
            blocksSaid = Math.max(blocksSaid, number);
        } else {
            heightSaid = Math.max(heightSaid, number);
        }
    }

    private void check(Path folder, int round) throws Exception {
        long start = System.nanoTime();
        try (BlockStore store = LedgerKillChild.open(backend, folder)) {
            slowestOpenMs = Math.max(slowestOpenMs, (System.nanoTime() - start) / 1_000_000);
            SourceHead head = store.highest(LedgerKillChild.SOURCE, 0).orElseThrow();
            require(head.to() >= blocksSaid, round, "blocks to " + blocksSaid + ", found to " + head.to());
            require(head.to() % LedgerKillChild.BATCH == 0, round, "whole batches, found to " + head.to());
            require(
                    store.frontierHeight() >= heightSaid,
                    round,
                    "height " + heightSaid + ", found " + store.frontierHeight());
            PublicKeyBytes key = PublicKeyBytes.ed25519(LedgerKillChild.KEY.publicKey());
            // The mark of a height is durable before the next is begun: of one height blocks may be gone beyond it.
            long mayBeGone = store.decided(store.bodiesPruned() + 1)
                    .flatMap(DecidedCheckpoint::body)
                    .map(body -> body.ranges().get(0).to())
                    .orElse(0L);
            SourceRange kept = new SourceRange(
                    LedgerKillChild.SOURCE, 0, Math.min(mayBeGone + 1, head.to()), head.to(), head.head());
            List<Hash32> chain = store.chain(kept)
                    .orElseThrow(() -> lost(round, "every block from " + kept.from() + " to " + kept.to()));
            for (Hash32 hash : chain) {
                Microblock block = store.get(hash).orElseThrow(() -> lost(round, "block " + hash));
                require(block.verify(key), round, "a good signature on block " + block.seq());
                boolean isFinal = store.heightOf(block.source(), 0, block.seq()).isPresent();
                require(!isFinal || store.proof(hash).isPresent(), round, "a proof of block " + block.seq());
            }
        }
        CheckReport report = StoreMaintenance.check(folder, block -> true, Progress.NONE);
        require(report.sound(), round, "a sound store, found " + report.findings());
    }

    private void require(boolean holds, int round, String what) {
        if (!holds) {
            throw lost(round, what);
        }
    }

    private IllegalStateException lost(int round, String what) {
        return new IllegalStateException("round " + round + " of seed " + seed + ": expected " + what);
    }
}
