package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The child of the kill test: writes blocks in groups, and after each sync prints how many are durable. */
final class KilledWriter {
    private KilledWriter() {}

    public static void main(String[] args) throws Exception {
        Fixtures.Source source = new Fixtures.Source(1);
        BlockStore store = StoreKind.valueOf(args[1]).open(Path.of(args[0]));
        Optional<SourceHead> head = store.highest(source.id, 0);
        long seq = head.map(SourceHead::to).orElse(0L);
        Hash32 prev =
                head.map(SourceHead::head).orElseGet(() -> Microblock.genesisPrev(Fixtures.NETWORK, source.id, 0));
        while (true) {
            for (int i = 0; i < 20; i++) {
                seq++;
                Microblock block = source.block(seq, prev, 1);
                store.put(block);
                prev = block.hash();
            }
            store.sync();
            System.out.println(seq);
            System.out.flush();
        }
    }

    /** A real child process, killed with SIGKILL while it writes; then another one on what it left. */
    static void killTwice(Path blocks, StoreKind kind) throws Exception {
        Fixtures.Source source = new Fixtures.Source(1);
        long reported = 0;
        for (int round = 0; round < 2; round++) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KilledWriter.class.getName(),
                            blocks.toString(),
                            kind.name())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
                for (int lines = 0; lines < 25; lines++) {
                    String line = out.readLine();
                    assertThat(line).as("the child reports").isNotNull();
                    reported = Long.parseLong(line);
                }
                assertThatThrownBy(() -> kind.open(blocks))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("in use by another process");
                if (kind == StoreKind.SEGMENTS) {
                    assertThatThrownBy(() -> StoreMaintenance.openToRead(blocks))
                            .hasMessageContaining("stop the node, or ask its API");
                }
                // Not Process.destroyForcibly: it would also close the pipe with the last reports in it.
                child.toHandle().destroyForcibly();
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    // The last line may be cut short: then it is a smaller number.
                    reported = Math.max(reported, Long.parseLong(line));
                }
            }
            assertThat(child.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).as("killed by signal 9").isEqualTo(137);
            try (BlockStore store = kind.open(blocks)) {
                assertThat(store.highest(source.id, 0).map(SourceHead::to).orElse(0L))
                        .isGreaterThanOrEqualTo(reported);
                for (Microblock block : store.range(source.id, 0, 1, reported)) {
                    assertThat(block.verify(source.key)).isTrue();
                }
                assertThat(store.range(source.id, 0, 1, reported)).hasSize((int) reported);
            }
        }
    }
}
