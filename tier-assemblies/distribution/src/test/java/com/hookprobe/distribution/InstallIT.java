package com.hookprobe.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** From nothing to the first detection, as a newcomer goes, below a root of its own; then again, and away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InstallIT {
    private static final List<String> MEMBERS = List.of("mssp", "sentinel", "guardian");
    private static final String ATTACKER = "203.0.113.77";

    @TempDir
    static Path root;

    private int port;
    private String installed = "";

    private Path at(String path) {
        return root.resolve(path);
    }

    private Release.Ran install(String... more) throws IOException, InterruptedException {
        List<String> arguments = new java.util.ArrayList<>(List.of(
                "--tier", "guardian", "--root", root.toString(), "--yes", "--base-port", Integer.toString(port)));
        arguments.addAll(List.of(more));
        return Release.install(Map.of(), arguments.toArray(String[]::new));
    }

    /** Four UDP ports in a row, below those that the system gives away by itself. */
    private static int freePorts() {
        while (true) {
            int first = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            try (DatagramSocket a = new DatagramSocket(new InetSocketAddress("127.0.0.1", first));
                    DatagramSocket b = new DatagramSocket(new InetSocketAddress("127.0.0.1", first + 1));
                    DatagramSocket c = new DatagramSocket(new InetSocketAddress("127.0.0.1", first + 2));
                    DatagramSocket d = new DatagramSocket(new InetSocketAddress("127.0.0.1", first + 3))) {
                return first;
            } catch (IOException taken) {
                continue;
            }
        }
    }

    @BeforeAll
    void install() throws Exception {
        port = freePorts();
        Files.createDirectories(at("var/log"));
        Files.createFile(at("var/log/auth.log"));
        Release.Ran ran = install("--standalone");
        installed = ran.out();
        assertThat(ran.code()).as(installed).isZero();
    }

    @Test
    @Order(1)
    void whatANewcomerGets() throws Exception {
        assertThat(installed)
                .contains("a mesh of this machine alone: mssp-1, sentinel-1 and guardian-1")
                .contains("no systemd runs here", "By hand", "guardian run --config");
        assertThat(Files.readString(at("etc/hookprobe/guardian.yaml")))
                .contains("logs: [" + at("var/log/auth.log") + "]", "enforce: dry-run", "bind: 127.0.0.1");
        for (String tier : MEMBERS) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(at("etc/hookprobe/" + tier + ".passphrase"))))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(at("var/lib/hookprobe/" + tier))))
                    .isEqualTo("rwx------");
            try (Stream<Path> archive = Files.list(at("opt/hookprobe/" + tier + "/archive"))) {
                assertThat(archive).as("archive of classes").hasSize(1);
            }
        }
    }

    @Test
    @Order(2)
    void theLauncherKnowsItsCommands() throws Exception {
        String hookprobe = at("usr/local/bin/hookprobe").toString();
        assertThat(Release.run(hookprobe, "--help").out()).contains("guardian run --config FILE", "decisions");
        assertThat(Release.run(hookprobe, "--version").out()).isEqualTo("hookprobe guardian " + Release.VERSION + "\n");
        assertThat(Release.run(hookprobe, "dcisions").code()).isEqualTo(64);
        assertThat(Release.run(
                                hookprobe,
                                "guardian",
                                "check",
                                "--config",
                                at("etc/hookprobe/guardian.yaml").toString())
                        .out())
                .startsWith("ok: guardian-1 in mesh guardian-1-alone");
        assertThat(Release.run(hookprobe, "fortress", "run").out()).contains("no fortress is installed beside it");
        Release.Ran devices = Release.run(
                hookprobe,
                "device",
                "list",
                "--db",
                at("var/lib/hookprobe/mssp/registry.db").toString());
        assertThat(devices.out().lines()).as("the MSSP beside it answers").hasSize(2);
        assertThat(Release.run(
                                hookprobe,
                                "mesh",
                                "show",
                                "--file",
                                at("etc/hookprobe/mesh.json").toString())
                        .out())
                .contains("guardian-1");
        String card = at("var/lib/hookprobe/guardian/card").toString();
        for (List<String> registry : List.of(
                List.of("device", "list", "--db", at("x.db").toString()),
                List.of(
                        "mesh",
                        "create",
                        "--name",
                        "x",
                        "--registry",
                        at("x.db").toString(),
                        "--member",
                        card,
                        "--out",
                        at("x").toString()))) {
            List<String> command = new java.util.ArrayList<>(
                    List.of(at("opt/hookprobe/sentinel/bin/hookprobe").toString(), "sentinel"));
            command.addAll(registry);
            Release.Ran lacking = Release.run(Map.of(), command);
            assertThat(lacking.out()).contains("registries are the MSSP's").doesNotContain("\tat ");
            assertThat(lacking.code()).isEqualTo(69);
        }
    }

    @Test
    @Order(3)
    void theUnitsAreValidAndHardened() throws Exception {
        assumeTrue(Release.has("systemd-analyze"), "no systemd-analyze here");
        String home = Release.run("systemd-analyze", "security", "--help").out().contains("--offline") ? "yes" : "no";
        for (String tier : MEMBERS) {
            String unit =
                    at("etc/systemd/system/hookprobe-" + tier + ".service").toString();
            Release.Ran verified = Release.run("systemd-analyze", "verify", unit);
            assertThat(verified.out()).isEmpty();
            assertThat(verified.code()).isZero();
            if (home.equals("yes")) {
                // Tenths of systemd's exposure, 0 to 100: it calls up to 20 OK; who blocks and captures needs two
                // capabilities.
                Release.Ran judged = Release.run(
                        "systemd-analyze",
                        "security",
                        "--offline=true",
                        "--threshold=" + (tier.equals("guardian") ? 20 : 14),
                        unit);
                assertThat(judged.code()).as(judged.out()).isZero();
            }
            assertThat(Files.readString(Path.of(unit))).contains("Type=notify", "WatchdogSec=", "MemoryMax=");
        }
    }

    @Test
    @Order(4)
    void theFirstDetection() throws Exception {
        Map<String, String> told = new HashMap<>();
        Process manager = serviceManager(told);
        try (NodeProcess mssp = NodeProcess.start(root, "mssp", Map.of());
                NodeProcess sentinel = NodeProcess.start(root, "sentinel", Map.of());
                NodeProcess guardian = NodeProcess.start(root, "guardian", told)) {
            mssp.line(" started ");
            sentinel.line(" started ");
            guardian.line("resonance_certificate");
            assertThat(Files.readString(Path.of("/proc", Long.toString(guardian.pid()), "cmdline")))
                    .as("the launcher became the JVM, with its options and the archive")
                    .contains("/conf/jvm.options", "-XX:SharedArchiveFile=");
            StringBuilder attack = new StringBuilder();
            for (int i = 0; i < 30; i++) {
                attack.append("%s host sshd[%d]: Failed password for invalid user admin%d from %s port %d ssh2%n"
                        .formatted(syslogTime(), 1000 + i, i, ATTACKER, 40_000 + i));
            }
            Files.writeString(at("var/log/auth.log"), attack, StandardOpenOption.APPEND);
            assertThat(guardian.line(" detection ")).contains("BRUTE_FORCE", ATTACKER);
            assertThat(guardian.line("action=BLOCK")).contains("dry run");
            assertThat(guardian.line(" microblock ")).as("sealed").contains("ids_alert");
            if (manager != null) {
                said(manager, guardian);
            } else {
                guardian.stop();
            }
            assertThat(sentinel.stop()).as("SIGTERM").isIn(0, 143);
            mssp.stop();
        } finally {
            if (manager != null) {
                manager.destroyForcibly();
            }
        }
    }

    /** What a service manager has heard of a node until it stopped: ready once, signs of life of its loop, stopping. */
    private static void said(Process manager, NodeProcess guardian) throws Exception {
        try (BufferedReader heard =
                new BufferedReader(new InputStreamReader(manager.getInputStream(), StandardCharsets.UTF_8))) {
            String first = heard.readLine();
            assertThat(first).startsWith("READY=1|STATUS=guardian-1: sessions with ");
            assertThat(heard.readLine()).startsWith("WATCHDOG=1");
            assertThat(guardian.stop()).isIn(0, 143);
            String last = heard.readLine();
            while (last != null && last.startsWith("WATCHDOG=1")) {
                last = heard.readLine();
            }
            assertThat(last).startsWith("STOPPING=1");
        }
    }

    /** A Unix datagram socket that is not ours; null where there is no Python for it. */
    private static Process serviceManager(Map<String, String> environment) throws IOException {
        if (!Release.has("python3")) {
            return null;
        }
        Path socket = root.resolve("notify");
        String program = """
                import socket, sys
                s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                s.bind(sys.argv[1])
                print('bound', flush=True)
                while True:
                    print(s.recv(4096).decode().replace(chr(10), '|'), flush=True)
                """;
        Process process = new ProcessBuilder("python3", "-c", program, socket.toString()).start();
        int ch = process.getInputStream().read();
        while (ch >= 0 && ch != '\n') {
            ch = process.getInputStream().read();
        }
        environment.putAll(Map.of("NOTIFY_SOCKET", socket.toString(), "WATCHDOG_USEC", "3000000"));
        return process;
    }

    private static String syslogTime() {
        return java.time.LocalDateTime.now()
                .format(java.time.format.DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", java.util.Locale.ENGLISH));
    }

    @Test
    @Order(5)
    void installedAgainEverythingStays() throws Exception {
        Path configuration = at("etc/hookprobe/guardian.yaml");
        Files.writeString(configuration, "# mine\n", StandardOpenOption.APPEND);
        byte[] keystore = Files.readAllBytes(at("var/lib/hookprobe/guardian/keystore"));
        byte[] mesh = Files.readAllBytes(at("etc/hookprobe/mesh.json"));
        Release.Ran again = install("--standalone");
        assertThat(again.code()).as(again.out()).isZero();
        assertThat(again.out())
                .contains("guardian " + Release.VERSION + " is there already", "there is a mesh already");
        assertThat(Files.readString(configuration)).endsWith("# mine\n");
        assertThat(Files.readAllBytes(at("var/lib/hookprobe/guardian/keystore")))
                .isEqualTo(keystore);
        assertThat(Files.readAllBytes(at("etc/hookprobe/mesh.json"))).isEqualTo(mesh);
    }

    @Test
    @Order(6)
    void aDamagedJarIsNotInstalled() throws Exception {
        Path folder = Files.createDirectories(root.resolve("damaged/hookprobe-guardian-9"));
        Release.run(
                "tar", "-xzf", Release.archive("guardian").toString(), "-C", folder.toString(), "--strip-components=1");
        Files.write(folder.resolve("hookprobe-guardian.jar"), new byte[] {1}, StandardOpenOption.APPEND);
        Path archive = root.resolve("damaged/hookprobe-guardian-9.tar.gz");
        Release.run("tar", "-czf", archive.toString(), "-C", folder.getParent().toString(), "hookprobe-guardian-9");
        Release.Ran ran = install("--from", archive.toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("is damaged");
        assertThat(Release.run(at("usr/local/bin/hookprobe").toString(), "--version")
                        .out())
                .contains(Release.VERSION);
    }

    @Test
    @Order(7)
    void aMeshFileOfOthersIsRefused() throws Exception {
        Path other = at("other-mesh.json");
        Files.writeString(
                other,
                Files.readString(at("etc/hookprobe/mesh.json"))
                        .replace(
                                base64(at("var/lib/hookprobe/guardian/card")),
                                base64(at("var/lib/hookprobe/mssp/card"))));
        Release.Ran ran = Release.run(
                at("opt/hookprobe/guardian/bin/setup").toString(),
                "--root",
                root.toString(),
                "--join",
                other.toString());
        assertThat(ran.code()).as(ran.out()).isEqualTo(78);
    }

    private static String base64(Path card) throws IOException {
        return String.join(
                "",
                Files.readAllLines(card).stream()
                        .filter(line -> !line.startsWith("-----"))
                        .toList());
    }

    @Test
    @Order(8)
    void whatIsUninstalledLeavesDataAndSaysWhere() throws Exception {
        for (String tier : MEMBERS) {
            Release.Ran ran = Release.install(Map.of(), "--tier", tier, "--root", root.toString(), "--uninstall");
            assertThat(ran.code()).as(ran.out()).isZero();
            assertThat(ran.out())
                    .contains(
                            at("etc/hookprobe").toString(),
                            at("var/lib/hookprobe/" + tier).toString());
        }
        assertThat(at("opt/hookprobe")).doesNotExist();
        assertThat(Files.exists(at("usr/local/bin/hookprobe"), java.nio.file.LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        try (Stream<Path> units = Files.list(at("etc/systemd/system"))) {
            assertThat(units).isEmpty();
        }
        assertThat(at("var/lib/hookprobe/guardian/keystore")).exists();
        assertThat(at("etc/hookprobe/guardian.yaml")).exists();
    }
}
