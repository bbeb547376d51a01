package com.hookprobe.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine that does not fit is told so, with what to do, and nothing is changed. */
class CheckIT {
    @TempDir
    Path folder;

    /** A machine on which everything is well, whatever the one is that the test runs on. */
    private Map<String, String> well() throws Exception {
        Path meminfo = Files.writeString(folder.resolve("meminfo"), "MemTotal:       16000000 kB\n");
        Path net = Files.createDirectories(folder.resolve("net/eth0")).getParent();
        return new TreeMap<>(Map.of(
                "HOOKPROBE_CHECK_MEMINFO",
                meminfo.toString(),
                "HOOKPROBE_CHECK_DISK_MIB",
                "100000",
                "HOOKPROBE_CHECK_JAVA",
                "17",
                "HOOKPROBE_CHECK_NET",
                net.toString()));
    }

    private void refused(Map<String, String> machine, String... messages) throws Exception {
        Path root = folder.resolve("root");
        Release.Ran ran = Release.install(
                machine,
                "--tier",
                "guardian",
                "--standalone",
                "--root",
                root.toString(),
                "--yes",
                "--base-port",
                "27719");
        assertThat(ran.out()).contains(messages).contains("nothing was changed");
        assertThat(ran.code()).isEqualTo(69);
        assertThat(root).doesNotExist();
    }

    @Test
    void aGoodMachineIsOnlyLookedAt() throws Exception {
        Path root = folder.resolve("root");
        Release.Ran ran = Release.install(
                well(),
                "--tier",
                "guardian",
                "--standalone",
                "--root",
                root.toString(),
                "--check",
                "--base-port",
                "27719");
        assertThat(ran.out()).contains("OK   memory", "OK   java", "OK   ports").doesNotContain("NO ");
        assertThat(ran.code()).isZero();
        assertThat(root).doesNotExist();
    }

    @Test
    void tooLittleMemory() throws Exception {
        Map<String, String> machine = well();
        Files.writeString(Path.of(machine.get("HOOKPROBE_CHECK_MEMINFO")), "MemTotal:         524288 kB\n");
        refused(machine, "NO   memory      expected 1664 MiB; found 512 MiB", "choose a smaller tier");
    }

    @Test
    void tooLittleDisk() throws Exception {
        Map<String, String> machine = well();
        machine.put("HOOKPROBE_CHECK_DISK_MIB", "100");
        refused(machine, "NO   disk", "found 100 MiB");
    }

    @Test
    void noJavaOrAnOldOne() throws Exception {
        Map<String, String> machine = well();
        machine.put("HOOKPROBE_CHECK_JAVA", "");
        refused(machine, "expected Java 17 or newer; found none", "apt install openjdk-17-jre-headless");
        machine.put("HOOKPROBE_CHECK_JAVA", "11");
        refused(machine, "expected Java 17 or newer; found 11");
    }

    @Test
    void aPortThatIsTaken() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            int port = taken.getLocalPort();
            Release.Ran ran = Release.install(
                    well(),
                    "--tier",
                    "guardian",
                    "--standalone",
                    "--check",
                    "--root",
                    folder.toString(),
                    "--base-port",
                    Integer.toString(Math.min(port, 64_999)));
            if (port <= 64_999) {
                assertThat(ran.out()).contains("NO   ports", " " + port + " taken", "ss -lunp");
                assertThat(ran.code()).isEqualTo(69);
            }
        }
    }

    @Test
    void noNetworkMattersToWhoseMeshIsElsewhere() throws Exception {
        Map<String, String> machine = well();
        Files.delete(folder.resolve("net/eth0"));
        Release.Ran ran = Release.install(machine, "--tier", "sentinel", "--check", "--root", folder.toString());
        assertThat(ran.out()).contains("NO   network", "connect the machine");
        assertThat(ran.code()).isEqualTo(69);
    }

    @Test
    void wrongUseIsSaid() throws Exception {
        assertThat(Release.install(Map.of(), "--tier", "bastion").out()).contains("--tier expects sentinel", "bastion");
        assertThat(Release.install(Map.of(), "--frobnicate").code()).isEqualTo(2);
        assertThat(Release.install(Map.of(), "--tier", "nexus", "--prefix", "/").code())
                .isEqualTo(2);
        assertThat(Release.install(Map.of(), "--tier", "nexus", "--root", "/tmp/a b")
                        .code())
                .isEqualTo(2);
        Release.Ran missing = Release.install(
                Map.of(), "--tier", "nexus", "--check", "--root", folder.toString(), "--from", folder.toString());
        assertThat(missing.out()).contains("expected hookprobe-nexus-VERSION.tar.gz");
        assertThat(missing.code()).isEqualTo(69);
        assertThat(Release.install(Map.of(), "--help").out()).contains("--standalone", "--uninstall");
    }
}
