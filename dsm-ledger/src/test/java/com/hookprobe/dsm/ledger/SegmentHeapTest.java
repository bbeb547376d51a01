package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint over 20,000 blocks, payloads of megabytes and pruning, in a process with 64 MB of heap, the blocks included. */
class SegmentHeapTest {
    private static final int BLOCKS = 20_000;
    private static final int PAYLOAD_BYTES = 4 << 20;
    private static final int PAYLOADS = 6;
    private static final RetentionPolicy SHORT =
            new RetentionPolicy(Duration.ofSeconds(1_000), Duration.ofDays(900), Duration.ofDays(900));

    @TempDir
    Path folder;

    @Test
    void aLargeCheckpointIsStoredPrunedAndReopenedInALittleHeap() throws Exception {
        Path said = folder.resolve("said");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SegmentHeapTest.class.getName(),
                        folder.resolve("blocks").toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        boolean ended = child.waitFor(5, TimeUnit.MINUTES);
        child.destroyForcibly();
        assertThat(Files.readString(said, StandardCharsets.UTF_8)).isEqualTo("all there");
        assertThat(ended).isTrue();
    }

    public static void main(String[] args) throws Exception {
        Path blocks = Path.of(args[0]);
        Fixtures.Source source = new Fixtures.Source(1);
        List<Microblock> chain = source.chain(BLOCKS + 5);
        try (BlockStore store = SegmentBlockStore.openOrCreate(blocks, Fixtures.NETWORK)) {
            for (int at = 0; at < chain.size(); at += 401) {
                store.putAll(chain.subList(at, Math.min(chain.size(), at + 401)));
            }
            for (int i = 0; i < PAYLOADS; i++) {
                byte[] payload = new byte[PAYLOAD_BYTES];
                Arrays.fill(payload, (byte) i);
                store.putPayload(Fixtures.filled(i), payload);
            }
            Fixtures.Decision large = Fixtures.decide(Optional.empty(), List.of(chain.subList(0, BLOCKS)));
            Fixtures.Decision next = Fixtures.decide(Optional.of(large), List.of(chain.subList(BLOCKS, BLOCKS + 5)));
            store.putDecided(large.checkpoint(), large.after());
            store.putDecided(next.checkpoint(), next.after());
        }
        try (BlockStore store = SegmentBlockStore.open(blocks, Fixtures.NETWORK)) {
            require(store.get(chain.get(77).hash()).isPresent(), "blocks are there after reopening");
            long deleted = 0;
            PruneReport report;
            do {
                report = store.prune(SHORT, 1_002L * 300 + 1_000, BLOCKS);
                deleted += report.blocks();
            } while (report.more());
            require(deleted == BLOCKS && store.bodiesPruned() == 1, "pruned " + deleted);
        }
        try (BlockStore store = SegmentBlockStore.open(blocks, Fixtures.NETWORK)) {
            require(store.get(chain.get(77).hash()).isEmpty(), "what was pruned stays away");
            require(store.proof(chain.get(12_345)).orElseThrow().included(), "tiles prove");
            require(store.get(chain.get(BLOCKS + 2).hash()).isPresent(), "later blocks stay");
            require(store.highest(source.id, 0).orElseThrow().to() == BLOCKS + 5, "the end of the chain");
            for (int i = 0; i < PAYLOADS; i++) {
                byte[] payload = store.payload(Fixtures.filled(i)).orElseThrow();
                require(payload.length == PAYLOAD_BYTES && payload[99] == i, "payload " + i);
            }
        }
        require(StoreMaintenance.check(blocks, block -> true, Progress.NONE).sound(), "sound");
        System.out.print("all there");
    }

    private static void require(boolean right, String what) {
        if (!right) {
            throw new IllegalStateException("expected: " + what);
        }
    }
}
