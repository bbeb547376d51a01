package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** failures 6: a real process of a site that may open no more files, and then may again. */
@Timeout(300)
class HandlesProcessTest {
    @TempDir
    Path folder;

    private Process node;

    private static boolean has(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    /** As a node is installed: classes in jars, which are open, so that none needs a handle to be loaded. */
    private String classPath() throws IOException {
        List<String> jars = new ArrayList<>();
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path classes = Path.of(place);
            if (Files.isDirectory(classes)) {
                Path jar = folder.resolve("classes-" + jars.size() + ".jar");
                try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
                        Stream<Path> all = Files.walk(classes)) {
                    for (Path file : all.filter(Files::isRegularFile).toList()) {
                        out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                        Files.copy(file, out);
                    }
                }
                jars.add(jar.toString());
            } else {
                jars.add(place);
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private void start(int port) throws Exception {
        try (TestMesh mesh = new TestMesh(folder)) {
            Files.writeString(folder.resolve("mesh.json"), mesh.mesh.toJson());
        }
        Files.writeString(folder.resolve("eve.json"), "");
        Files.writeString(
                folder.resolve("guardian-1.yaml"),
                "node: {name: guardian-1, data: \"" + folder.resolve("guardian-1") + "\"}\n"
                        + "mesh: " + folder.resolve("mesh.json") + "\n"
                        + "neuro: {ter_interval: 1, integrity_files: [" + folder.resolve("mesh.json") + "]}\n"
                        + "htp: {bind: 127.0.0.1, port: 0}\n"
                        + "detection: {eve: [" + folder.resolve("eve.json") + "]}\n"
                        + "response: {enforce: dry-run}\n"
                        + "api: {bind: 127.0.0.1, port: " + port + ", metrics: public}\n");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                classPath(),
                GuardianProcess.class.getName(),
                "run",
                "--config",
                folder.resolve("guardian-1.yaml").toString(),
                "--log",
                "json",
                "--exit-with-parent");
        builder.environment()
                .put("HOOKPROBE_KEY_FILE", folder.resolve("key-file").toString());
        node = builder.redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private String out() throws IOException {
        return Files.readString(folder.resolve("out")) + Files.readString(folder.resolve("err"));
    }

    private void awaitOut(String what) throws Exception {
        LiveMesh.await(
                () -> {
                    assertThat(node.isAlive()).as(out()).isTrue();
                    return out().contains(what);
                },
                this::out);
    }

    private void sense(String attacker) throws Exception {
        Files.writeString(folder.resolve("eve.json"), EveLines.plainAlert(attacker) + "\n", StandardOpenOption.APPEND);
        awaitOut(attacker);
    }

    private int openFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + node.pid() + "/fd"))) {
            return (int) open.count();
        }
    }

    private void limit(String files) throws Exception {
        Process set = new ProcessBuilder("prlimit", "--pid", Long.toString(node.pid()), "--nofile=" + files)
                .redirectErrorStream(true)
                .start();
        String said = new String(set.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(set.waitFor()).as(said).isZero();
    }

    /** What the thread that accepts has used of processors. */
    private Duration accepting() throws IOException {
        long ticks = 0;
        boolean found = false;
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + node.pid() + "/task"))) {
            for (Path thread : threads.toList()) {
                String stat = Files.readString(thread.resolve("stat"));
                if (stat.contains("(HTTP-Dispatcher)")) {
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                    ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                    found = true;
                }
            }
        }
        assertThat(found).isTrue();
        // USER_HZ is 100 wherever Linux runs Java.
        return Duration.ofMillis(10 * ticks);
    }

    @Test
    void itGoesOnWithoutSpinningAndComesBack() throws Exception {
        assumeTrue(has("prlimit"), "prlimit of util-linux is needed");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        start(port);
        List<Socket> sockets = new ArrayList<>();
        try {
            awaitOut("\"event\":\"started\"");
            sense("203.0.113.6");
            LiveMesh.await(() -> Files.exists(folder.resolve("guardian-1").resolve("status.json")), this::out);
            limit(openFiles() + 6 + ":4096");
            for (int i = 0; i < 60; i++) {
                Socket socket = new Socket();
                sockets.add(socket);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            }
            awaitOut("\"event\":\"handles_low\"");
            sense("203.0.113.7");
            Duration before = accepting();
            awaitStats(2);
            // Two steps of ten seconds; who spins gets more, on however busy a machine.
            assertThat(accepting().minus(before)).isLessThan(Duration.ofMillis(300));
            assertThat(Files.size(folder.resolve("err"))).as(out()).isLessThan(20_000);
            for (Socket socket : sockets) {
                socket.close();
            }
            limit("4096:4096");
            awaitOut("\"event\":\"handles_ok\"");
            awaitOut("\"event\":\"disk_ok\"");
            assertThat(out()).doesNotContain("internal_error");
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
            node.getOutputStream().close();
            assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(node.exitValue()).as(out()).isZero();
        }
    }

    /** Each is ten seconds behind the last. */
    private void awaitStats(int more) throws Exception {
        int before = out().split("\"event\":\"stats\"", -1).length;
        LiveMesh.await(() -> out().split("\"event\":\"stats\"", -1).length >= before + more, this::out);
    }
}
