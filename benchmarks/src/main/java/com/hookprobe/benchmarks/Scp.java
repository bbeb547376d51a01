package com.hookprobe.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An sshd of our own on a free port, with keys of its own in the work directory, and scp to it. */
final class Scp implements AutoCloseable {
    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    /** sshd of root wants it; the service's start script makes it otherwise. */
    private static final Path RUN = Path.of("/run/sshd");

    private static final long SCP_TIMEOUT_S = 600;
    private static final int STARTS_IN_MS = 10_000;

    private final Path work;
    private final @Nullable Process sshd;
    private final int port;
    private boolean madeRun;

    private Scp(Path work, boolean there) throws Exception {
        this.work = work;
        this.port = freePort();
        this.sshd = there ? startSshd() : null;
    }

    /** Says why when there is nothing to run. */
    static Scp start(Path work, Consumer<String> remarks) throws Exception {
        boolean client = Files.isExecutable(Path.of("/usr/bin/scp"));
        boolean server = Files.isExecutable(SSHD);
        if (!client || !server) {
            remarks.accept("no scp: expected " + (client ? SSHD : "/usr/bin/scp") + "; Debian's package "
                    + (client ? "openssh-server" : "openssh-client") + " has it");
        }
        return new Scp(work, client && server);
    }

    boolean runs() {
        return sshd != null;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process startSshd() throws Exception {
        run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", at("host_key")));
        run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", at("user_key")));
        Files.writeString(work.resolve("sshd_config"), """
                ListenAddress 127.0.0.1
                Port %d
                HostKey %s
                AuthorizedKeysFile %s
                StrictModes no
                UsePAM no
                PasswordAuthentication no
                PermitRootLogin prohibit-password
                PidFile none
                Subsystem sftp internal-sftp
                """.formatted(port, at("host_key"), at("user_key.pub")));
        if (System.getProperty("user.name").equals("root") && !Files.isDirectory(RUN)) {
            Files.createDirectory(RUN);
            madeRun = true;
        }
        Process started = new ProcessBuilder(SSHD.toString(), "-D", "-e", "-q", "-f", at("sshd_config"))
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("sshd.log").toFile())
                .start();
        awaitPort(started);
        return started;
    }

    private void awaitPort(Process started) throws Exception {
        long untilNs = System.nanoTime() + STARTS_IN_MS * 1_000_000L;
        while (System.nanoTime() < untilNs && started.isAlive()) {
            try (Socket there = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                Thread.sleep(20);
            }
        }
        started.destroy();
        throw new IOException("sshd did not start: " + Files.readString(work.resolve("sshd.log")));
    }

    private String at(String name) {
        return work.resolve(name).toString();
    }

    /** Copies the file to the same disk; how long that took. */
    double seconds(Path source) throws Exception {
        Path copy = work.resolve("scp.bin");
        long startNs = System.nanoTime();
        run(List.of(
                "scp",
                "-q",
                "-P",
                String.valueOf(port),
                "-i",
                at("user_key"),
                "-F",
                "none",
                "-o",
                "BatchMode=yes",
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "LogLevel=ERROR",
                source.toString(),
                "127.0.0.1:" + copy));
        double took = (System.nanoTime() - startNs) / 1e9;
        Files.delete(copy);
        return took;
    }

    private static void run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!process.waitFor(SCP_TIMEOUT_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroy();
            throw new IOException(command.get(0) + " failed: " + said);
        }
    }

    @Override
    public void close() throws Exception {
        Process running = sshd;
        if (running != null) {
            running.destroy();
            running.waitFor(10, TimeUnit.SECONDS);
        }
        if (madeRun) {
            Files.deleteIfExists(RUN);
        }
    }
}
