package com.hookprobe.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees when something is wrong: one clear line and an honest exit code, never a stack trace. */
class BadInputIT {
    @TempDir
    Path folder;

    @Test
    void unknownKeyIsNamedWithFileAndLine() throws Exception {
        provision();
        Path config = folder.resolve("data/guardian-1/config.yaml");
        Files.writeString(config, Files.readString(config) + "colour: blue\n");
        expect(
                run("guardian", config),
                78,
                "unknown key 'colour'",
                "config.yaml:" + Files.readAllLines(config).size());
    }

    @Test
    void wrongPassphraseIsRefused() throws Exception {
        provision();
        Files.writeString(folder.resolve("data/passphrase"), "not the one\n");
        expect(run("guardian", folder.resolve("data/guardian-1/config.yaml")), 77, "passphrase");
    }

    @Test
    void takenPortIsNamed() throws Exception {
        DemoPlan plan = provision();
        int port = plan.node("sentinel-1").htpPort();
        try (DatagramSocket taken =
                new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port))) {
            assertThat(taken.isBound()).isTrue();
            expect(run("sentinel", folder.resolve("data/sentinel-1/config.yaml")), 69, String.valueOf(port));
        }
    }

    @Test
    void wrongTierIsToldWhichOneToStart() throws Exception {
        provision();
        expect(run("fortress", folder.resolve("data/guardian-1/config.yaml")), 78, "hookprobe guardian run");
    }

    @Test
    void missingFilesAreNamed() throws Exception {
        expect(run("guardian", folder.resolve("nowhere.yaml")), 78, "nowhere.yaml", "no such file");
        expect(
                Launched.run(
                        "mesh-demo",
                        folder,
                        Map.of(),
                        List.of("--eve", folder.resolve("no.json").toString())),
                2,
                "--eve expects a readable file");
    }

    private DemoPlan provision() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        DemoPlan plan = DemoPlan.on(data, 0);
        Provisioning.run(plan, data, 1, "rocksdb", false);
        return plan;
    }

    private Launched.Result run(String tier, Path config) throws Exception {
        return Launched.run(tier, folder, Map.of(), List.of("run", "--config", config.toString(), "--log", "json"));
    }

    private static void expect(Launched.Result result, int exitCode, String... words) {
        assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(exitCode);
        assertThat(result.err()).contains(words).doesNotContain("\tat ").doesNotContain("Exception in thread");
        assertThat(result.err().strip().lines().filter(line -> !line.startsWith("WARNING")))
                .hasSize(1);
    }
}
