package com.hookprobe.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.testsupport.SharedData;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The main job, as processes, from the packaged jars. */
class MeshDemoIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void theMeshDoesItsJobOnOurOwnRecording() throws Exception {
        Launched.Result result = demo(List.of());
        JsonNode summary = summary(result);
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        assertThat(summary.path("detections").asInt()).isGreaterThan(3);
        assertThat(summary.path("validators").asInt()).isEqualTo(4);
        assertThat(summary.path("signers").asInt()).isBetween(3, 4);
        assertThat(summary.path("sites_blocked").asInt()).isEqualTo(3);
        assertThat(summary.path("decisions_witnessed").asInt())
                .as("nothing goes out without a quorum of witnesses")
                .isPositive()
                .isEqualTo(summary.path("signatures_broadcast").asInt());
        assertThat(summary.path("inclusion_proofs_verified").asInt()).isPositive();
        assertThat(summary.path("resonance_broken").asInt()).isEqualTo(1);
        assertThat(summary.path("revoked_reports_finalised").asInt()).isZero();
        assertThat(summary.path("internal_errors").asInt()).isZero();
        assertThat(summary.path("block_latency_ms_p50").asDouble()).isPositive();
    }

    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void aRealRecordingWithASentinelKilledAndGarbageAtEveryPort() throws Exception {
        Path eve = realRecording();
        // Below the ports that systems hand out by themselves.
        int basePort = 24_700;
        Process process = Launched.start(
                "mesh-demo",
                folder,
                Map.of(),
                arguments(List.of("--eve", eve.toString(), "--kill-sentinel", "--base-port", "" + basePort)));
        garbage(process, basePort, 13);
        Launched.Result result = Launched.await(process, folder, 150);
        JsonNode summary = summary(result);
        assertThat(result.exitCode()).as(tail(result.out()) + result.err()).isZero();
        assertThat(summary.path("detections").asInt()).isGreaterThan(100);
        assertThat(summary.path("sites_blocked").asInt()).isEqualTo(3);
        assertThat(summary.path("signers_min").asInt())
                .as("finality goes on with 3 of 4")
                .isEqualTo(3);
        assertThat(summary.path("microblocks_unproven").asInt())
                .as("every sealed event is proven")
                .isZero();
        assertThat(finalisedAfterTheKill(result)).isPositive();
    }

    /** Checkpoints that were finalised after the sentinel's end was seen. */
    private static long finalisedAfterTheKill(Launched.Result result) throws Exception {
        boolean killed = false;
        Set<Long> heights = new HashSet<>();
        for (String line : result.out().lines().toList()) {
            JsonNode event = JSON.readTree(line);
            if (event.path("event").asText().equals("process_ended")) {
                killed = true;
            } else if (killed && event.path("event").asText().equals("checkpoint_finalised")) {
                heights.add(event.path("height").asLong());
            }
        }
        return heights.size();
    }

    private void garbage(Process process, int basePort, int ports) throws Exception {
        SplittableRandom random = new SplittableRandom(4719);
        try (DatagramSocket socket = new DatagramSocket()) {
            while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
                for (int port = basePort; port < basePort + ports; port++) {
                    byte[] bytes = new byte[random.nextInt(1400)];
                    random.nextBytes(bytes);
                    socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
                }
            }
        }
    }

    private Path realRecording() throws Exception {
        Path archive = SharedData.file("data/slips-stratosphere/slips-dataset.tar.gz");
        String inside = "dataset/test6-malicious.suricata.json";
        int exit = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString(), inside)
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
        return folder.resolve(inside);
    }

    private Launched.Result demo(List<String> args) throws Exception {
        return Launched.run("mesh-demo", folder, Map.of(), arguments(args));
    }

    private List<String> arguments(List<String> args) {
        List<String> all = new ArrayList<>(args);
        all.addAll(List.of(
                "--json",
                "--tiers",
                Launched.tiers().toString(),
                "--data",
                folder.resolve("data").toString()));
        return all;
    }

    private static JsonNode summary(Launched.Result result) throws Exception {
        List<String> lines = result.out().lines().toList();
        assertThat(lines).as(result.err()).isNotEmpty();
        JsonNode last = JSON.readTree(lines.get(lines.size() - 1));
        assertThat(last.path("event").asText())
                .as(tail(result.out()) + result.err())
                .isEqualTo("summary");
        return last;
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - 4000));
    }
}
