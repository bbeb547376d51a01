package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** {@code hookprobe guardian network ...} as processes in a network namespace. NETWORK 6. */
@EnabledIf("permitted")
class NetworkCommandTest {
    private static final String YAML = """
            node: {name: guardian-1, data: DATA}
            mesh: mesh.json
            network:
              uplinks: [{name: wan0}]
              lan: {address: 192.168.50.1/24, interfaces: [eth1], dhcp: {from: 192.168.50.100, to: 192.168.50.200}}
            """;

    @TempDir
    Path folder;

    private Process holder;
    private Path config;

    static boolean permitted() {
        try {
            for (List<String> line :
                    List.of(List.of("unshare", "-n", "nft", "list", "tables"), List.of("dnsmasq", "--version"))) {
                Process process =
                        new ProcessBuilder(line).redirectErrorStream(true).start();
                process.getInputStream().readAllBytes();
                if (process.waitFor() != 0) {
                    throw new IOException(line + " failed");
                }
            }
            return true;
        } catch (IOException e) {
            System.err.println(
                    "NOT TESTED: the command 'network' in a namespace; root, nftables, dnsmasq-base and util-linux are needed: "
                            + e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @BeforeEach
    void open() throws Exception {
        holder = new ProcessBuilder("unshare", "-n", "sh", "-c", "echo ready; exec sleep 300").start();
        holder.getInputStream().readNBytes(5);
        ip("link", "add", "wan0", "type", "veth", "peer", "name", "street");
        ip("link", "add", "eth1", "type", "veth", "peer", "name", "room");
        ip("address", "add", "203.0.113.10/24", "dev", "wan0");
        Files.createDirectory(folder.resolve("data"));
        config = folder.resolve("guardian.yaml");
        Files.writeString(config, YAML.replace("DATA", folder.resolve("data").toString()));
    }

    @AfterEach
    void close() throws Exception {
        Path pid = folder.resolve("run/dnsmasq.pid");
        if (Files.exists(pid)) {
            ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
        }
        holder.destroyForcibly();
    }

    private String ip(String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of("ip"));
        line.addAll(List.of(words));
        Process process = start(line);
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    private Process start(List<String> line) throws IOException {
        List<String> inside = new ArrayList<>(List.of("nsenter", "-t", Long.toString(holder.pid()), "-n"));
        inside.addAll(line);
        return new ProcessBuilder(inside).redirectErrorStream(true).start();
    }

    private Process hookprobe(String command, String... rest) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                NetworkProcess.class.getName(),
                "network",
                command,
                "--config",
                config.toString(),
                "--run",
                folder.resolve("run").toString()));
        line.addAll(List.of(rest));
        return start(line);
    }

    private String done(int exit, Process process) throws Exception {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(text).isEqualTo(exit);
        return text;
    }

    private static BufferedReader untilItWaits(Process process) throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        String line = said.readLine();
        while (line != null && !line.contains("WAITING_FOR_CONFIRMATION")) {
            all.append(line).append('\n');
            line = said.readLine();
        }
        assertThat(line).as(all.toString()).isNotNull();
        return said;
    }

    @Test
    void planCheckApplyConfirmStatusRemove() throws Exception {
        String plan = done(0, hookprobe("plan"));
        assertThat(plan)
                .contains(
                        "== table inet hookprobe_gateway",
                        "+ address 192.168.50.1/24 brd 192.168.50.255",
                        "+ port of hp-lan");
        done(0, hookprobe("check"));
        assertThat(done(69, hookprobe("confirm")))
                .contains("expected an application that waits for its confirmation; found none");

        Process apply = hookprobe("apply", "--confirm-within", "5m");
        untilItWaits(apply);
        assertThat(done(0, hookprobe("status", "--json")))
                .contains("\"phase\":\"WAITING_FOR_CONFIRMATION\"", "\"deadline\":\"");
        assertThat(done(0, hookprobe("confirm"))).contains(" CONFIRMED, ");
        done(0, apply);
        assertThat(done(0, hookprobe("status"))).contains("{dnsmasq=true}");
        assertThat(done(0, hookprobe("plan"))).contains("nothing would change");

        Process remove = hookprobe("remove", "--confirm-within", "5m");
        untilItWaits(remove);
        // Its terminal goes away: whoever was cut off gets the network back.
        remove.destroy();
        assertThat(remove.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(done(0, hookprobe("status")))
                .contains("ROLLED_BACK", "its process was told to end", "{dnsmasq=true}");
        assertThat(ip("address")).contains("192.168.50.1/24");
    }

    @Test
    void wrongUseIsSaid() throws Exception {
        assertThat(done(2, hookprobe("apply", "--confirm-within", "1s"))).contains("expects 10s to 1h, found 1s");
        Files.writeString(config, Files.readString(config).replace("eth1", "eth9"));
        assertThat(done(1, hookprobe("check"))).contains("expected an interface eth9; found none");
        assertThat(done(1, hookprobe("apply"))).contains("nothing was changed: expected an interface eth9");
        assertThat(ip("link")).doesNotContain("hp-lan");
    }
}
