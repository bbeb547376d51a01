package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.ConsensusStatus;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.node.status.StatusPage;
import com.hookprobe.testsupport.PrivateFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code dsm status}: its exit codes, and what it prints. */
class DsmStatusCommandTest {
    @TempDir
    Path data;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void configure() throws Exception {
        PrivateFile.write(
                data.resolve("node.yaml"),
                "node: {name: sentinel-1, data: \"" + data + "\", passphrase: x}\nmesh: mesh.json\n");
    }

    private void write(long ageSeconds, String... problems) throws Exception {
        ConsensusStatus.Member self =
                new ConsensusStatus.Member(NodeId.of(new byte[32]), "sentinel-1", true, -1, 3, 1, 2, 2, 0, 0);
        ConsensusStatus status = new ConsensusStatus(
                3, 1, 9, 1, 1, 0, 1, Optional.empty(), 0, 0, List.of(self), List.of(), List.of(problems));
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        StatusPage.of("sentinel-1", status, now - ageSeconds * 1_000_000).write(data);
    }

    private int run(String... more) {
        out.reset();
        err.reset();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            CommandLine root = TierMain.commandLine(Tier.SENTINEL, "dsm");
            root.addSubcommand("status", new DsmStatusCommand());
            root.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
            String[] args = {"status", "--config", data.resolve("node.yaml").toString()};
            String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
            System.arraycopy(more, 0, all, args.length, more.length);
            return root.execute(all);
        } finally {
            System.setOut(before);
        }
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void healthyIsZero() throws Exception {
        write(1);
        assertThat(run()).isZero();
        assertThat(shown()).startsWith("sentinel-1: healthy").contains("2 of 2");
        assertThat(run("--json")).isZero();
        assertThat(shown()).contains("\"node\":\"sentinel-1\"", "\"problems\":[]", "\"in_certificates\":2");
    }

    @Test
    void notHealthyIsOneAndSaysWhy() throws Exception {
        write(1, "behind: works on height 3, others on 9");
        assertThat(run()).isEqualTo(1);
        assertThat(shown()).contains("NOT HEALTHY", "others on 9");
    }

    @Test
    void aPageThatIsTooOldIsNotHealthy() throws Exception {
        write(60);
        assertThat(run("--json")).isEqualTo(1);
        assertThat(shown()).contains("old: the node does not run, or hangs");
    }

    @Test
    void withoutAPageItIsTwo() throws Exception {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("consensus.json");
        Files.writeString(data.resolve("consensus.json"), "{");
        assertThat(run()).isEqualTo(2);
    }
}
