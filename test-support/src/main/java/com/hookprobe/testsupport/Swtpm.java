package com.hookprobe.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A TPM 2.0 in software, Debian's swtpm, as a process on free ports. Its state lies in a folder, as a chip's does in it. */
public final class Swtpm implements AutoCloseable {
    private static final int TRIES = 5;
    private static final int CONNECT_TRIES = 200;

    private final Process process;
    private final int port;

    private Swtpm(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** True when the program is there; else a line on standard error says that TPM tests are left out. */
    public static boolean isInstalled() {
        try {
            Process version = new ProcessBuilder("swtpm", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (version.waitFor(10, TimeUnit.SECONDS) && version.exitValue() == 0) {
                return true;
            }
        } catch (IOException e) {
            System.err.println("swtpm: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println("SKIPPED: tests with a TPM need swtpm; install it with 'apt-get install swtpm'");
        return false;
    }

    /** Starts a chip; with the folder of an earlier one it is the same chip after a power cycle. */
    public static Swtpm start(Path state) throws IOException, InterruptedException {
        Files.createDirectories(state);
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            Process process = new ProcessBuilder(List.of(
                            "swtpm",
                            "socket",
                            "--tpm2",
                            "--tpmstate",
                            "dir=" + state,
                            "--server",
                            "type=tcp,port=" + port + ",bindaddr=127.0.0.1",
                            "--ctrl",
                            "type=tcp,port=" + freePort() + ",bindaddr=127.0.0.1",
                            "--flags",
                            "not-need-init,startup-clear"))
                    .redirectErrorStream(true)
                    .redirectOutput(state.resolve("log").toFile())
                    .start();
            if (listens(process, port)) {
                return new Swtpm(process, port);
            }
            process.destroyForcibly().waitFor();
            if (attempt == TRIES) {
                throw new IOException("swtpm does not start: " + Files.readString(state.resolve("log")));
            }
        }
    }

    /** The device in the form that the commands take. */
    public String device() {
        return "tcp:127.0.0.1:" + port;
    }

    /** True when the port is open; a probe that connects would be taken for the one client, so it closes at once. */
    private static boolean listens(Process process, int port) throws InterruptedException {
        for (int i = 0; i < CONNECT_TRIES && process.isAlive(); i++) {
            try (Socket probe = new Socket()) {
                probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return true;
            } catch (IOException e) {
                Thread.sleep(25);
            }
        }
        return false;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
